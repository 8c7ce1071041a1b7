"""Put the finished warehouse where people open it: copied aside, synced, renamed into place in one step."""

import os
import shutil
from pathlib import Path

from orpipeline.errors import OrpipelineError
from orpipeline.landing.files import plain_words, sync_folder
from orpipeline.warehouse.private import Warehouse
from orpipeline.warehouse.schema import wal_of

_READ_ONLY = 0o444


def publish(warehouse: Warehouse) -> int:
    """Publish the private file; returns its size in bytes. Readers keep the version they have open.

    Until the rename the previous published file stands untouched: a full disk or a kill leaves it whole.
    """
    source, target = warehouse.settings.warehouse, warehouse.settings.published
    if target.is_dir():
        raise OrpipelineError(f"{target} is a folder, where the published file belongs. Move it away, then run again.")
    warehouse.con.execute("force checkpoint")
    warehouse.close()
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    remove_leftovers(target)
    try:
        _copy_synced(source, aside)
        # A log left by somebody's crashed read-write session belongs to the old file and would make the new one unreadable.
        wal_of(target).unlink(missing_ok=True)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OrpipelineError(
            f"The file {target.name} could not be published ({error.strerror or error}); the previous one is untouched. "
            "Make room or mend the folder's permissions, then run again."
        ) from error
    with plain_words("sync", target.parent):
        sync_folder(target.parent)
    return target.stat().st_size


def remove_leftovers(target: Path) -> None:
    """Delete copies that a killed run left beside the published file."""
    for leftover in target.parent.glob(f".{target.name}.*.part"):
        leftover.unlink(missing_ok=True)


def _copy_synced(source: Path, aside: Path) -> None:
    shutil.copyfile(source, aside)
    aside.chmod(_READ_ONLY)
    with aside.open("rb") as copy:
        os.fsync(copy.fileno())
