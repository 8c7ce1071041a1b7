"""Where Dagster keeps its run history: under the warehouse's home, whoever starts Dagster and from where."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

# Dagster gives no public name to its SQLite storage, and its YAML cannot say "this variable, or else ./data".
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage

from orpipeline.settings import Settings
from orpipeline.warehouse.sqlfiles import beside_package


class HomeStorage(DagsterSqliteStorage):
    """SQLite run history in `$ORPIPELINE_HOME/dagster`; named in dagster.yaml, made by Dagster."""

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
    """Make `$ORPIPELINE_HOME/dagster` with the shipped dagster.yaml in it; returns its absolute path."""
    home = settings.dagster_home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(beside_package("dagster.yaml"), home / "dagster.yaml")
    return home


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The Dagster instance of this home, for runs in this process."""
    return dg.DagsterInstance.from_config(str(prepare(settings)))
