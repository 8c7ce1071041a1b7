"""The SQL files of the project are found, ordered and read."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orpipeline.contracts import TABLES
from orpipeline.warehouse.sqlfiles import View, _view, checks, macros, sql_folder, views
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


def operators(plan: list[dict[str, Any]]) -> set[str]:
    return {node["name"].strip() for node in plan}.union(*(operators(node["children"]) for node in plan))


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_a_view_hands_on_rows_exactly_if_duckdb_plans_to_do_nothing_else(
    view: View, published: duckdb.DuckDBPyConnection
) -> None:
    plan = published.sql(f'explain (format json) select * from "{view.name}"').fetchall()[0][1]
    assert view.hands_on == (operators(json.loads(plan)) <= {"SEQ_SCAN", "PROJECTION", "FILTER"})


@pytest.mark.parametrize(
    ("query", "hands_on"),
    [
        ("select a + 1 as b from mart.t where a > 0", True),
        ("select a from t", False),  # a view, whatever it does
        ("select a from mart.t order by a", False),
        ("select distinct a from mart.t", False),
        ("select a from mart.t limit 3", False),
        ("select a, count(*) as n from mart.t group by a", False),
        ("select a, row_number() over (order by b) as n from mart.t", False),
        ("select a from mart.t where a in (select a from mart.u)", False),
        ("select t.a from mart.t as t inner join mart.u as u using (a)", False),
        ("select a from mart.t union all select a from mart.u", False),
        ("with u as (select a from mart.t order by a) select a from u", False),
        ("select a from (select a from mart.t order by a)", False),
    ],
)
def test_a_view_that_sorts_joins_groups_or_looks_at_other_rows_computes(query: str, hands_on: bool) -> None:
    with duckdb.connect() as con:
        assert _view(con, "v", f"create or replace view v as\n{query};\ncomment on view v is ''").hands_on == hands_on


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
