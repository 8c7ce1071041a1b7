"""The command as a process of its own: how Python and its libraries spend time and memory around it."""

import gc
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from orpipeline.cli.app import main

# Dagster's quarter of a million objects stay to the end. Looking through them for garbage as often as Python does,
# and taking them apart at the end, cost a second of each run (docs/performance.md).
_NEW_OBJECTS_BEFORE_COLLECTION = 1_000_000
# Polars' allocator keeps what was freed, for each thread apart, in case it is wanted again: 90 MB of it. What it has given
# back after half a second still counts as this process's for another one ("muzzy"): 15 MB. Polars adds this to its own
# settings when it is imported; a platform with another allocator does not look at it.
_ALLOCATOR = ("_RJEM_MALLOC_CONF", "narenas:1,muzzy_decay_ms:0")


def start(command: Callable[[], None] = main) -> NoReturn:
    """The command, then the end of the process at once; whatever is opened is closed by those who opened it."""
    os.environ.setdefault(*_ALLOCATOR)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a sign must not end a run
    sys.stderr = _lenient(sys.stderr)
    gc.set_threshold(_NEW_OBJECTS_BEFORE_COLLECTION)
    status: object = 0
    try:
        command()
    except SystemExit as left:
        status = left.code or 0
    _leave(status if isinstance(status, int) else 1)


class _Lenient(io.TextIOWrapper):
    """A stream of progress and errors whose reader may leave and whose disk may be full: a run does not depend on its log."""

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            super().flush()


def _lenient(stream: TextIO | None) -> TextIO:
    if isinstance(stream, io.TextIOWrapper):
        encoding, is_terminal = stream.encoding, stream.isatty()
        return _Lenient(stream.detach(), encoding, errors="replace", line_buffering=True, write_through=is_terminal)
    return stream or Path(os.devnull).open("w")  # None when the caller closed it


def _leave(status: int) -> NoReturn:
    try:
        if sys.stdout is not None:  # as it is when the caller closed it
            sys.stdout.flush()
    except (OSError, ValueError):  # most often the reader has seen enough, as `head` does
        status = status or 1
    sys.stderr.flush()
    os._exit(status)
