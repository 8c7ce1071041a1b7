"""A real DuckDB file with the tables a view reads, made from the contracts and filled from frames."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from orpipeline.contracts import Table
from orpipeline.warehouse.connection import connect
from orpipeline.warehouse.objects import create_view
from orpipeline.warehouse.schema import create_table
from orpipeline.warehouse.sqlfiles import views


@contextmanager
def database(path: Path, tables: Mapping[Table, pl.LazyFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
    """These tables, and every view that reads nothing but these tables."""
    con = connect(path)
    try:
        for schema in {table.schema for table in tables}:
            con.execute(f"create schema {schema}")
        for table, frame in tables.items():
            create_table(con, table)
            con.register("incoming", frame.collect())
            con.execute(f"insert into {table.full_name} by name select * from incoming")
            con.unregister("incoming")
        names = {table.full_name for table in tables}
        for view in views():
            if names.issuperset(view.reads):
                create_view(con, view)
        yield con
    finally:
        con.close()


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query; `sql` says the order."""
    return con.sql(sql).fetchall()
