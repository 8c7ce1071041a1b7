"""Fixtures of the whole suite. No test reaches the internet, reads the user's settings or writes outside `tmp_path`."""

import os
from collections.abc import Iterator
from pathlib import Path

# Before Dagster is imported anywhere.
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"

import duckdb
import pytest

from orpipeline.settings import Settings
from orpipeline.warehouse.connection import connect_read_only
from orpipeline_tests.house import House
from orpipeline_tests.runs import Run, update


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The main job, run once on the recorded weeks: its result and the finished warehouse. Read it, change nothing."""
    run = update(Settings(home=tmp_path_factory.mktemp("recorded"), source="recorded"))
    assert run.result.success
    return run


@pytest.fixture
def published(recorded: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file of the recorded weeks, opened as a reader opens it."""
    con = connect_read_only(recorded.settings.published)
    try:
        yield con
    finally:
        con.close()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[House]:
    """An empty warehouse with its landing, to be filled by hand."""
    with House(tmp_path / "home") as house:
        yield house
