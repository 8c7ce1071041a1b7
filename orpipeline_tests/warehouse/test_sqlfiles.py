"""The SQL files of the project are found, ordered and read."""

from pathlib import Path

import duckdb
import pytest

from orpipeline.contracts import TABLES
from orpipeline.warehouse.sqlfiles import View, checks, macros, sql_folder, views
from orpipeline_tests.runs import Run


def stems(folder: str) -> list[str]:
    return sorted(path.stem for path in (sql_folder() / folder).glob("*.sql"))


def test_every_file_of_a_checkout_is_read() -> None:
    assert sql_folder() == Path(__file__).parents[2] / "sql"
    assert sorted(view.name for view in views()) == stems("views")
    assert sorted(check.name for check in checks()) == stems("checks")
    assert len(macros()) == len(stems("macros"))
    assert {path.suffix for path in sql_folder().glob("*/*")} == {".sql"}


def test_a_view_comes_after_every_view_it_reads() -> None:
    places = {view.name: n for n, view in enumerate(views())}
    assert all(places[read] < places[view.name] for view in views() for read in view.reads if read in places)
    assert places["weekly_top5"] < places["weeks_with_four_open_in_top_five"] < places["open_top_five_runs"]


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_a_view_makes_what_its_file_is_named_for_and_says_what_it_is(view: View) -> None:
    assert view.sql.startswith(f"create or replace view {view.name} as\n")
    assert view.comment
    assert all(text for _, text in view.columns)


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("unclassified_models", {"core.daily_usage", "core.days", "core.models"}),  # aliases, and a name it must quote
        ("weekly_reconciliation", {"core.days", "core.versions", "mart.periods", "mart.weekly_rank", "raw.answers"}),
        ("open_top_five_runs", {"open_in_top_n", "weeks_with_four_open_in_top_five"}),  # views
        ("restatements", {"core.versions"}),  # itself in a subquery
    ],
)
def test_a_view_reads_tables_and_views_but_not_its_own_common_tables(name: str, reads: set[str]) -> None:
    (view,) = (view for view in views() if view.name == name)
    assert set(view.reads) == reads


def test_a_view_reads_nothing_that_does_not_exist() -> None:
    known = {table.full_name for table in TABLES} | {view.name for view in views()}
    for view in views():
        assert view.reads, view.name
        assert set(view.reads) <= known, view.name


def test_the_comments_name_every_column_in_the_order_of_the_view(published: duckdb.DuckDBPyConnection) -> None:
    for view in views():
        columns = published.sql(f"select * from {view.name} limit 0").columns
        assert [name for name, _ in view.columns] == columns, view.name


def test_quotes_in_a_comment_are_read_as_they_are_meant() -> None:
    (usage,) = (view for view in views() if view.name == "daily_usage")
    assert "'other' is kept" in usage.comment
    assert dict(usage.columns)["model"].endswith("'other' is not a model.")


def test_a_check_says_what_a_row_means_whether_it_blocks_and_what_it_judges(recorded: Run) -> None:
    names = {table.full_name for table in TABLES} | {view.name for view in views()}
    for check in checks():
        assert check.sentence[-1] in ".?", check.name
        assert check.table in names, check.name
        assert check.sql.splitlines()[1] == f"-- {'blocking' if check.is_blocking else 'warning'} on {check.table}"
    evaluated = {check.check_name for check in recorded.result.get_asset_check_evaluations()}
    assert {check.name for check in checks()} <= evaluated
