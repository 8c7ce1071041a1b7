"""The command as a process of its own: how Python and its libraries spend time and memory around it."""

import gc
import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from orpipeline.cli.app import main

# Dagster's quarter of a million objects stay to the end. Looking through them for garbage as often as Python does,
# and taking them apart at the end, cost a second of each run (docs/performance.md).
_NEW_OBJECTS_BEFORE_COLLECTION = 1_000_000
# Polars' allocator keeps what was freed, for each thread apart, in case it is wanted again: 90 MB of it. Polars
# adds this to its own settings when it is imported; a platform with another allocator does not look at it.
_ALLOCATOR = ("_RJEM_MALLOC_CONF", "narenas:1")


def start(command: Callable[[], None] = main) -> NoReturn:
    """The command, then the end of the process at once; whatever is opened is closed by those who opened it."""
    os.environ.setdefault(*_ALLOCATOR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign must not end a run
    gc.set_threshold(_NEW_OBJECTS_BEFORE_COLLECTION)
    status: object = 0
    try:
        command()
    except SystemExit as left:
        status = left.code or 0
    _leave(status if isinstance(status, int) else 1)


def _leave(status: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # as it is when the caller closed it
                stream.flush()
        except (OSError, ValueError):  # most often the reader has seen enough, as `head` does
            status = status or 1
    os._exit(status)
