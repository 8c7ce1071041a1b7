"""Where Dagster keeps its run history: under the warehouse's home, whoever starts Dagster and from where."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

# Dagster gives no public name to its SQLite storage, and its YAML cannot say "this variable, or else ./data".
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy.exc import DBAPIError

from orpipeline.errors import OrpipelineError
from orpipeline.jobs.event_log import KeptEventLog
from orpipeline.landing.files import FULL
from orpipeline.settings import Settings
from orpipeline.warehouse.lock import unwritable
from orpipeline.warehouse.sqlfiles import beside_package

_NO_ROOM = 2**20  # bytes: SQLite wants a few pages, and a disk is rarely full to the last byte
# What SQLite said while there was no room; the run, giving up, has made some since.
_FULL_EARLIER = ("SQLITE_FULL", "SQLITE_IOERR")
_DAMAGED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}


class HomeStorage(DagsterSqliteStorage):
    """SQLite run history in `$ORPIPELINE_HOME/dagster`; named in dagster.yaml, made by Dagster."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeptEventLog(str(Path(base_dir) / "history" / "runs"))

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Nothing to set: the place follows from the warehouse's home."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> "HomeStorage":
        """Open (or make) the history under the home of the environment's settings."""
        del config_value
        return cls.from_local(str(Settings.from_env().dagster_home.absolute()), inst_data)


def prepare(settings: Settings) -> Path:
    """Make `$ORPIPELINE_HOME/dagster` with the shipped dagster.yaml in it; returns its absolute path.

    `ConfigurationError` if the home cannot be written, `OSError` if its disk is full.
    """
    home = settings.dagster_home.absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(beside_package("dagster.yaml"), home / "dagster.yaml")
    except OSError as error:
        if error.errno in FULL:
            raise
        raise unwritable(settings.home, error) from error
    return home


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The Dagster instance of this home, for runs in this process."""
    return dg.DagsterInstance.from_config(str(prepare(settings)))


@contextmanager
def history_in_words(settings: Settings) -> Iterator[None]:
    """Turn a run history that cannot be written (most often: the disk is full) into one sentence."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        cause = getattr(error, "orig", error)
        why, todo = f"{cause}", f"Check {settings.dagster_home}"
        if shutil.disk_usage(settings.home).free < _NO_ROOM:
            why, todo = "No space left on device", "Free some space"
        elif getattr(cause, "sqlite_errorname", "").startswith(_FULL_EARLIER):
            why, todo = f"{cause}, most often because the disk is full", "Free some space"
        elif getattr(cause, "sqlite_errorname", "") in _DAMAGED:
            todo = "Delete that folder (only the history of runs is lost)"
        raise OrpipelineError(
            f"The run history in {settings.dagster_home} could not be written: {why}. {todo} and run the same command "
            "again; what was fetched is kept and the published file is whole."
        ) from error
