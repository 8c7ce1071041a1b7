"""Files written aside on the same disk, before they are renamed into place."""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

import polars as pl

_STAGING = (".export-", ".part")
_LEFTOVER_SECONDS = 3600


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder of one's own beside the final files, on the same disk; gone at the end, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{_STAGING[0]}*{_STAGING[1]}"):
        # Of a killed export; a younger one may belong to an export that is still writing.
        if time.time() - leftover.stat().st_mtime > _LEFTOVER_SECONDS:
            shutil.rmtree(leftover, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING[0], suffix=_STAGING[1], dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_bytes(path: Path, content: bytes) -> None:
    """A small file, on the disk when this returns."""
    with path.open("wb+") as file:
        file.write(content)
        settled(file)


@contextmanager
def system_errors() -> Iterator[None]:
    """Polars tells an error of the system, such as a full disk, with its number among the words only."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        found = re.search(r"\(os error (\d+)\)", str(error))
        if found is None:
            raise
        raise OSError(int(found[1]), os.strerror(int(found[1]))) from error


def settled(file: BufferedRandom) -> tuple[int, str]:
    """Size and sha256 of a file just written, once it is on the disk."""
    file.flush()
    os.fsync(file.fileno())
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size, hashlib.file_digest(file, "sha256").hexdigest()
