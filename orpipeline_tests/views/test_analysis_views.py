"""Views that show a mart table as it is, the macro `model_history`, and what every one of them says of itself."""

from pathlib import Path

import polars as pl
import pytest

from orpipeline.assets.analysis import STEPS
from orpipeline.contracts import Table, analysis, mart
from orpipeline.warehouse.sqlfiles import View, macros, views
from orpipeline_tests.analysis_database import database, rows
from orpipeline_tests.analysis_frames import Spot, frame, weekly_rank

MINE = (*(table.name for table in analysis.TABLES), "weekly_concentration", "weekly_free_share")
MON, NEXT = "2026-01-05", "2026-01-12"


def view_of(name: str) -> View:
    return next(view for view in views() if view.name == name)


@pytest.mark.parametrize("table", analysis.TABLES, ids=lambda table: table.name)
def test_the_view_shows_every_column_of_its_table_in_the_words_of_the_contract(table: Table) -> None:
    view = view_of(table.name)
    assert list(view.columns) == [(column.name, column.comment) for column in table.columns]
    assert view.reads == (table.full_name,)
    assert table.description.startswith(view.comment.rstrip("."))


def test_the_views_hand_on_types_and_rows_unchanged_and_hold_no_number_but_bigint_and_double(tmp_path: Path) -> None:
    tables = {table: frame(table, [{}]) for table in analysis.TABLES}
    with database(tmp_path / "w.duckdb", tables) as con:
        for table, expected in tables.items():
            assert con.sql(f"select * from {table.name}").pl().equals(expected.collect())
        types = rows(con, "select table_name, data_type from duckdb_columns() where schema_name = 'main'")
        uncommented = rows(con, "select table_name, column_name from duckdb_columns() where comment is null")
    mine = {data_type for name, data_type in types if name in MINE}
    assert mine == {"BIGINT", "DOUBLE", "VARCHAR", "DATE", "BOOLEAN"}
    assert [name for name, _ in uncommented if name in MINE] == []


def test_every_table_of_the_analysis_has_a_step_and_no_step_reads_what_a_later_one_writes() -> None:
    assert {step.table for step in STEPS} == set(analysis.TABLES)
    written = {step.table for step in STEPS}
    assert all(not written.intersection(step.reads) for step in STEPS)


HISTORY = pl.concat(
    [
        weekly_rank(Spot(MON, "lab/a", 30), Spot(MON, "lab/b", 10), Spot(NEXT, "lab/a", 5, status="partial")),
        weekly_rank(Spot("2026-01-04", "lab/a", 9), convention="sunday"),
        weekly_rank(Spot(MON, "lab/a", 8), Spot(MON, "lab/a:free", 22), policy="as_listed"),
        weekly_rank(Spot(MON, "lab/a", 8), Spot(MON, "lab/b", 10), policy="exclude_free"),
    ]
)


def history_of(slug: str, folder: Path, columns: str) -> list[tuple[object, ...]]:
    macro = next(text for text in macros() if "macro model_history(" in text)
    with database(folder / "w.duckdb", {mart.WEEKLY_RANK: HISTORY}) as con:
        con.execute(macro)
        return rows(con, f"select {columns} from model_history('{slug}')")


@pytest.mark.parametrize("slug", ["lab/a", "lab/a:free", "lab/a:thinking"])
def test_a_models_history_is_its_merged_iso_weeks_with_or_without_a_variant_in_the_slug(
    tmp_path: Path, slug: str
) -> None:
    assert history_of(slug, tmp_path, "week_start::varchar, status, rank, model, token_count, margin_to_next") == [
        (MON, "final", 1, "lab/a", 30, 2.0),
        (NEXT, "partial", 1, "lab/a", 5, None),
    ]


def test_the_history_of_a_model_never_listed_is_empty(tmp_path: Path) -> None:
    assert history_of("lab/nothing", tmp_path, "*") == []
