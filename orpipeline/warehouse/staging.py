"""Files written aside on the same disk, before they are renamed into place."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from io import BufferedRandom
from pathlib import Path
from typing import IO, cast

import polars as pl

_PART = ".part"
_STAGING = ".export-"
_LEFTOVER_SECONDS = 3600


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder of one's own beside the final files, on the same disk; gone at the end, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder, f"{_STAGING}*{_PART}")
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, suffix=_PART, dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def aside_of(target: Path) -> Path:
    """A name of this process's own beside `target`, to write to; what killed ones left there is deleted."""
    _clear(target.parent, f".{escape(target.name)}.*{_PART}")
    return target.with_name(f".{target.name}.{os.getpid()}{_PART}")


def _clear(folder: Path, pattern: str) -> None:
    """Delete what killed writers left; what is younger may belong to one that is still writing."""
    for leftover in folder.glob(pattern):
        with suppress(OSError):  # gone meanwhile, or somebody else's
            if time.time() - leftover.lstat().st_mtime > _LEFTOVER_SECONDS:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """A small file, on the disk when this returns."""
    with path.open("wb+") as file:
        file.write(content)
        settled(file)


class _Remembering:
    """A file that keeps the error of a write that failed."""

    def __init__(self, file: BufferedRandom) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            return self._file.write(piece)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._file.flush()


@contextmanager
def system_errors(file: BufferedRandom) -> Iterator[IO[bytes]]:
    """`file` for polars to write to; an error of the system, such as a full disk, is told with its number."""
    remembering = _Remembering(file)
    try:
        yield cast(IO[bytes], remembering)
    except (pl.exceptions.PolarsError, OSError) as error:
        if remembering.error is None:
            raise
        raise OSError(*remembering.error.args) from error


def settled(file: BufferedRandom) -> tuple[int, str]:
    """Size and sha256 of a file just written, once it is on the disk."""
    file.flush()
    os.fsync(file.fileno())
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, hashlib.file_digest(file, "sha256").hexdigest()
