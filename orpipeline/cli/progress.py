"""Progress on stderr: one line a step, with the seconds since the start."""

import sys
import time
from collections.abc import Callable

import typer


def progress() -> Callable[[str], None]:
    """A function that prints a sentence with the time since this call; dimmed on a terminal.

    It keeps the stderr of now: while a job runs, what others write to stderr is not for a person.
    """
    start, stderr = time.monotonic(), sys.stderr

    def say(sentence: str) -> None:
        line = f"{time.monotonic() - start:6.1f} s  {sentence}"
        typer.secho(line, file=stderr, dim=stderr.isatty())

    return say
