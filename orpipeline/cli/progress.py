"""Progress on stderr: one line a step, with the seconds since the start."""

import sys
import time
from collections.abc import Callable

import typer


def progress() -> Callable[[str], None]:
    """A function that prints a sentence with the time since this call; dimmed on a terminal."""
    start = time.monotonic()

    def say(sentence: str) -> None:
        line = f"{time.monotonic() - start:6.1f} s  {sentence}"
        typer.secho(line, err=True, dim=sys.stderr.isatty())

    return say
