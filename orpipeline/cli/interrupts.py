"""Whether a person or a supervisor stopped the command, however that was told on its way up."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOPS = {signal.SIGINT, signal.SIGTERM}


@contextmanager
def noted_interrupts() -> Iterator[Callable[[], bool]]:
    """A function that says whether Ctrl-C came since the start of the block; for the main thread.

    Dagster, DuckDB and polars take the signal for themselves, and what they were doing then fails in words of their own
    ("Query interrupted", a closed database). Python writes each signal to this socket whoever takes it.
    """
    reading, writing = socket.socketpair()
    with reading, writing:
        for end in (reading, writing):
            end.setblocking(False)
        before = signal.set_wakeup_fd(writing.fileno())
        try:
            yield lambda: _has_come(reading)
        finally:
            signal.set_wakeup_fd(before)


def _has_come(reading: socket.socket) -> bool:
    try:
        return not _STOPS.isdisjoint(reading.recv(4096))
    except BlockingIOError:  # no signal at all
        return False
