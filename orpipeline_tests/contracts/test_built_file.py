"""The built file is what the contracts say: types, nullability, comments, and rules 1, 8, 9 and 10 of the warehouse."""

import duckdb
import polars as pl
import pytest

from orpipeline.assets.report import column_schema
from orpipeline.contracts import TABLES, Table
from orpipeline.definitions import build_defs
from orpipeline_tests.runs import Run

EXACT = {"BIGINT", "DOUBLE", "VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.full_name)
def test_the_stored_table_its_polars_schema_and_dagster_name_the_same_columns(
    published: duckdb.DuckDBPyConnection, table: Table
) -> None:
    held = published.execute(
        "select column_name, lower(data_type), is_nullable, comment from duckdb_columns() "
        "where schema_name = ? and table_name = ? order by column_index",
        [table.schema, table.name],
    ).fetchall()
    assert held == [(c.name, c.type, c.nullable, c.comment) for c in table.columns]
    frame: pl.DataFrame = published.sql(f"select * from {table.full_name} limit 0").pl()
    assert frame.schema == table.polars_schema
    shown = [(c.name, c.type, c.description) for c in column_schema(table).columns]
    assert shown == [(c.name, c.type, c.comment) for c in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.full_name)
def test_the_key_of_a_table_names_one_row(published: duckdb.DuckDBPyConnection, table: Table) -> None:
    key = ", ".join(table.key)
    twice = published.sql(f"select {key} from {table.full_name} group by all having count(*) > 1").fetchall()
    assert twice == []


def test_rule_1_no_column_of_any_view_is_a_hugeint_a_decimal_or_a_float(published: duckdb.DuckDBPyConnection) -> None:
    types = published.sql("select distinct data_type from duckdb_columns() where not internal").fetchall()
    assert {name for (name,) in types} <= EXACT
    tokens = published.sql(
        "select table_name, column_name from duckdb_columns() "
        "where not internal and column_name like '%token_count%' and data_type <> 'BIGINT'"
    ).fetchall()
    assert tokens == []


def test_rule_8_every_connection_of_ours_is_in_utc(published: duckdb.DuckDBPyConnection) -> None:
    assert published.sql("select current_setting('timezone')").fetchall() == [("UTC",)]


def test_rule_9_every_table_view_macro_and_column_has_a_comment(published: duckdb.DuckDBPyConnection) -> None:
    silent = published.sql("""
        select table_name || '.' || column_name from duckdb_columns() where not internal and comment is null
        union all select view_name from duckdb_views() where not internal and comment is null
        union all select table_name from duckdb_tables() where not internal and comment is null
        union all select function_name from duckdb_functions()
        where not internal and function_type = 'table_macro' and comment is null
    """).fetchall()
    assert silent == []


def test_rule_10_the_file_carries_its_citation(published: duckdb.DuckDBPyConnection) -> None:
    assert published.sql("select source, text from citation").fetchall() == [
        (
            "recorded",
            "Source: OpenRouter (openrouter.ai/rankings), as of 2026-09-28T08:19:54Z. Licensed under CC BY 4.0.",
        )
    ]


def test_the_lineage_in_the_web_ui_is_that_of_the_sql(recorded: Run) -> None:
    from orpipeline.assets.report import table_key
    from orpipeline.warehouse.sqlfiles import views

    graph = build_defs(recorded.settings).resolve_asset_graph()
    for view in views():
        assert graph.get(table_key(view.name)).parent_keys == {table_key(name) for name in view.reads}


def test_the_published_file_is_in_a_storage_version_that_duckdb_1_4_reads(recorded: Run) -> None:
    head = recorded.settings.published.read_bytes()[:64]
    assert head[8:12] == b"DUCK"
    assert int.from_bytes(head[12:20], "little") <= 67
