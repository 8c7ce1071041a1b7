"""Files that appear whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orpipeline.errors import OrpipelineError

PART_SUFFIX = ".part"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside, sync it, rename it into place and sync its folder, which is made if missing.

    `OrpipelineError` in plain words when the disk is full or the folder cannot be written; the aside file is then
    removed.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    with plain_words("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def move_whole(path: Path, target: Path) -> None:
    """Rename a file into another folder of the same disk (made if missing), sync both; errors as in `write_whole`."""
    with plain_words("move", path):
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        sync_folder(target.parent)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    if os.name == "nt":  # Windows cannot open a folder, and NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def plain_words(verb: str, path: Path) -> Iterator[None]:
    """Turn an `OSError` into one sentence with what to do; everything already in place stays."""
    try:
        yield
    except OSError as error:
        todo = "Free some space" if error.errno in FULL else "Check the folder and its permissions"
        raise OrpipelineError(
            f"Could not {verb} {path}: {error.strerror or error}. {todo} and run the same command again; "
            "what was there before is whole."
        ) from error
