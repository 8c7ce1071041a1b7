"""The last asset writes the views out, and what it cannot write takes nothing away."""

import shutil
from collections.abc import Iterator

import dagster as dg
import duckdb
import pytest

from orpipeline.assets.files import EXPORT, files
from orpipeline.report.drawer import Drawer
from orpipeline_tests.house import House
from orpipeline_tests.runs import Run


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    with Drawer() as found:
        yield found


def test_a_run_leaves_every_view_as_parquet_beside_the_published_file(recorded: Run) -> None:
    assert "export_files" in recorded.made
    names = {path.name for path in recorded.settings.exports.iterdir()}
    assert {"weekly_top5.parquet", "datapackage.json", "CITATION.txt"} <= names


def test_a_report_that_cannot_begin_is_said_and_the_views_are_exported_all_the_same(
    recorded: Run, warehouse: House, drawer: Drawer
) -> None:
    settings = warehouse.settings
    shutil.copyfile(recorded.settings.published, settings.published)
    with duckdb.connect(str(settings.published)) as con:
        con.execute("drop view number_one_runs")
    given = {"warehouse": warehouse.open, "drawer": drawer}
    result = dg.materialize([files], resources=given, raise_on_error=False)
    (failure,) = (event.event_specific_data for event in result.all_events if event.is_step_failure)
    assert "cannot be reported on" in failure.error.cause.message
    assert "The published file itself is new and whole." in failure.error.cause.message
    assert result.get_asset_materialization_events()[0].asset_key == EXPORT.key
    assert (settings.exports / "weekly_top5.parquet").exists()
    alone = dg.materialize([files], selection=[EXPORT.key], resources=given)
    assert alone.success


def test_without_a_process_to_draw_the_views_are_exported_all_the_same(
    recorded: Run, warehouse: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = warehouse.settings
    shutil.copyfile(recorded.settings.published, settings.published)
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", "/no/such/python")
        drawer = Drawer().__enter__()
    given = {"warehouse": warehouse.open, "drawer": drawer}
    result = dg.materialize([files], resources=given, raise_on_error=False)
    (failure,) = (event.event_specific_data for event in result.all_events if event.is_step_failure)
    assert "No process could be started to draw the report's charts" in failure.error.cause.message
    assert (settings.exports / "weekly_top5.parquet").exists()


def test_an_export_that_fails_says_so_and_that_the_published_file_is_whole(
    recorded: Run, warehouse: House, drawer: Drawer
) -> None:
    settings = warehouse.settings
    shutil.copyfile(recorded.settings.published, settings.published)
    settings.exports.write_text("a file where the folder should be")
    given = {"warehouse": warehouse.open, "drawer": drawer}
    result = dg.materialize([files], selection=[EXPORT.key], resources=given, raise_on_error=False)
    (failure,) = (event.event_specific_data for event in result.all_events if event.is_step_failure)
    said = failure.error.cause.message
    assert not result.success
    assert "Could not export to" in said
    assert "The published file itself is new and whole." in said
    assert settings.published.read_bytes() == recorded.settings.published.read_bytes()
