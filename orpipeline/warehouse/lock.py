"""One writer at a time: an operating-system lock, and a word about who holds it."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from orpipeline.errors import ConfigurationError, WarehouseBusy

IN_PROGRESS = ("STARTING", "STARTED", "CANCELING")  # Dagster's words for runs that have a process
# A run takes the lock some seconds after its start and lets it go some before its end.
_GRACE = timedelta(minutes=1)


@contextmanager
def writer_lock(home: Path, wait_seconds: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of the warehouse in `home`; it ends with the process, however the process ends.

    Waits up to `wait_seconds` and says once for whom. `WarehouseBusy` if that is not enough, `ConfigurationError` if
    `home` cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "warehouse.lock")
        _acquire(lock, home, wait_seconds, say)
    except OSError as error:
        raise unwritable(home, error) from error
    try:
        _note(home).write_text(json.dumps({"pid": os.getpid(), "since": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}))
        yield
    finally:
        _note(home).unlink(missing_ok=True)
        lock.release()


def is_held(home: Path) -> bool:
    """Whether a process writes the warehouse in `home` at this moment; true too where this user may not try the lock."""
    if not (home / "warehouse.lock").exists():
        return False
    lock = FileLock(home / "warehouse.lock")
    try:
        lock.acquire(timeout=0)
    except OSError:  # `Timeout` is one
        return True
    lock.release()
    return False


def dead_if_free(lock_seconds: float, now: datetime) -> datetime:
    """A run of a status `IN_PROGRESS` that was last heard of before this moment is dead, if the lock is free.

    A run in progress holds the lock, which ends with its process, or waits for it, at most `lock_seconds`. So while nobody
    holds it, a run that was heard of longer ago than that is dead: a kill or a power cut ended it. Ask `is_held` last: it
    takes the lock for a moment, which a run that begins just then would wait for.
    """
    return now - timedelta(seconds=lock_seconds) - _GRACE


def unwritable(home: Path, error: OSError) -> ConfigurationError:
    """The error for a warehouse folder that this user may not write to."""
    return ConfigurationError(
        f"The warehouse folder {home} cannot be written ({error.strerror or error}). "
        "Set ORPIPELINE_HOME to a folder of your own."
    )


def _acquire(lock: FileLock, home: Path, wait_seconds: float, say: Callable[[str], None]) -> None:
    try:
        lock.acquire(timeout=0)
        return
    except Timeout:
        say(f"{_holder(home)} is writing; waiting up to {wait_seconds:g} s.")
    try:
        lock.acquire(timeout=wait_seconds, poll_interval=0.1)
    except Timeout as error:
        raise WarehouseBusy(
            f"{_holder(home)} is still writing after {wait_seconds:g} s. "
            "Try again when it is done, or set ORPIPELINE_LOCK_SECONDS to wait longer."
        ) from error


def _holder(home: Path) -> str:
    try:
        note = json.loads(_note(home).read_text())
        return f"Another run, pid {note['pid']}, since {note['since']},"
    except (OSError, ValueError, KeyError):
        # The note is written a moment after the lock is taken; the lock, not the note, is the truth.
        return "Another run"


def _note(home: Path) -> Path:
    return home / "warehouse.lock.json"
