"""Views, macros and checks of `sql/`, put into and run on the open warehouse."""

from dataclasses import dataclass

import duckdb
import polars as pl

from orpipeline.warehouse.sqlfiles import Check, View, macros, views

_SHOWN_ROWS = 5


@dataclass(frozen=True)
class CheckOutcome:
    """How one check went: the number of offending rows and the first few, as text a person can read."""

    check: Check
    row_count: int
    rows: str

    @property
    def sentence(self) -> str:
        """What is wrong and with which rows, for logs and errors."""
        return (
            f"{self.check.sentence} {self.row_count} such row(s), first: {self.rows} (sql/checks/{self.check.name}.sql)"
        )


def create_view(con: duckdb.DuckDBPyConnection, view: View) -> int:
    """Put one view and its comments into the warehouse; returns its number of rows."""
    con.execute(view.sql)
    return int(con.sql(f'select count(*) from main."{view.name}"').fetchall()[0][0])  # noqa: S608


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Put all table macros into the warehouse."""
    for statement in macros():
        con.execute(statement)


def drop_strangers(con: duckdb.DuckDBPyConnection) -> None:
    """Drop views that no file of `sql/views` makes any more."""
    known = {view.name for view in views()}
    held = con.sql("select view_name from duckdb_views() where schema_name = 'main' and not internal").fetchall()
    for (name,) in held:
        if name not in known:
            con.execute(f'drop view main."{name}"')


def run_check(con: duckdb.DuckDBPyConnection, check: Check) -> CheckOutcome:
    """Run one check; no offending rows means it passes."""
    rows = con.sql(check.sql.rstrip().rstrip(";")).pl()
    shown = "; ".join(str(row) for row in rows.head(_SHOWN_ROWS).to_dicts())
    return CheckOutcome(check, rows.height, shown)


def preview(con: duckdb.DuckDBPyConnection, name: str, limit: int = _SHOWN_ROWS) -> pl.DataFrame:
    """The first rows of a table or view."""
    rows: pl.DataFrame = con.sql(f"select * from {name} limit {limit}").pl()  # noqa: S608
    return rows


def newest_value(con: duckdb.DuckDBPyConnection, name: str, column: str) -> object:
    """The largest value of a column."""
    return con.sql(f"select max({column}) from {name}").fetchall()[0][0]  # noqa: S608


def column_types(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """SQL types of a table's or view's columns."""
    return {row[0]: str(row[1]).lower() for row in con.sql(f"describe {name}").fetchall()}
