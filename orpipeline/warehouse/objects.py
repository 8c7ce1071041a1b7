"""Views, macros and checks of `sql/`, put into and run on the open warehouse."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from orpipeline.warehouse.arrow import to_polars
from orpipeline.warehouse.sqlfiles import Check, View, macros, views

_SHOWN_ROWS = 5
# What tells how far a table reaches, in the order of preference.
_NEWEST_BY = ("day", "week_end", "month_end", "last_day", "week_start", "last_week")
_HANDING_ON = {"SEQ_SCAN", "PROJECTION", "FILTER"}


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


@dataclass(frozen=True)
class Glance:
    """What a person wants to see of a table or view first: how many rows, the first few, and how far they reach."""

    row_count: int
    first_rows: pl.DataFrame
    newest: Any

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "Glance":
        """Of a table that is in memory."""
        by = _newest_by(rows.columns)
        return cls(rows.height, rows.head(_SHOWN_ROWS), rows[by].max() if by else None)

    def __add__(self, later: "Glance") -> "Glance":
        """Of these rows and, after them, those of `later`."""
        first = pl.concat([self.first_rows, later.first_rows]).head(_SHOWN_ROWS)
        newest = max((date for date in (self.newest, later.newest) if date is not None), default=None)
        return Glance(self.row_count + later.row_count, first, newest)


def create_view(con: duckdb.DuckDBPyConnection, view: View) -> Glance:
    """Put one view and its comments into the warehouse, and look at it."""
    con.execute(view.sql)
    if not hands_on(con, view.name):  # what is computed is computed once
        return Glance.of(to_polars(con.sql(f'select * from "{view.name}"')))  # noqa: S608
    by = _newest_by(name for name, _ in view.columns)
    reach = f"max({by})" if by else "null"
    row_count, newest = con.execute(f'select count(*), {reach} from "{view.name}"').fetchall()[0]  # noqa: S608
    first = to_polars(con.sql(f'select * from "{view.name}" limit {_SHOWN_ROWS}'))  # noqa: S608
    return Glance(row_count, first, newest)


def hands_on(con: duckdb.DuckDBPyConnection, view: str) -> bool:
    """Whether a view only hands on what a table holds, in the table's own order; another one computes."""
    plan = con.execute(f'explain (format json) select * from main."{view}"').fetchall()[0][1]  # noqa: S608
    return _operators(json.loads(plan)) <= _HANDING_ON


def _operators(plan: list[dict[str, Any]]) -> set[str]:
    """Names of everything DuckDB does in a plan."""
    below = (_operators(node["children"]) for node in plan)
    return {node["name"].strip() for node in plan}.union(*below)


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
    rows = to_polars(con.sql(check.sql.rstrip().rstrip(";")))
    shown = "; ".join(_in_words(row) for row in rows.head(_SHOWN_ROWS).to_dicts())
    return CheckOutcome(check, rows.height, shown)


def _in_words(row: dict[str, Any]) -> str:
    return ", ".join(f"{column} {value}" for column, value in row.items() if value is not None)


def _newest_by(columns: Iterable[str]) -> str | None:
    held = set(columns)
    return next((column for column in _NEWEST_BY if column in held), None)
