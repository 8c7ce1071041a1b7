"""The private warehouse file, open for one run: read a table as a frame, replace a table by a frame."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import duckdb
import polars as pl

from orpipeline.contracts import Table
from orpipeline.settings import Settings
from orpipeline.warehouse import schema
from orpipeline.warehouse.arrow import lent, to_polars
from orpipeline.warehouse.connection import ROW_GROUP_ROWS, transaction
from orpipeline.warehouse.lock import writer_lock
from orpipeline.warehouse.objects import Glance

# What a run wrote in one piece stays for the steps after it; what it wrote in parts only if all of it is this small.
_KEPT_BYTES = 50_000_000
# Two row groups: DuckDB packs them at once, one a core. What ends within a row group is packed a second time.
_ROWS_AT_ONCE = 2 * ROW_GROUP_ROWS


class Warehouse:
    """The open private file. Made by `open_warehouse`, which holds the lock around it."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings = settings
        self.say = say
        self._con: duckdb.DuckDBPyConnection | None = None
        self._written: dict[str, pl.DataFrame] = {}
        self._is_new = False  # the file was made by this object, with all its tables

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection, opened when first asked for."""
        if self._con is None:
            self._is_new = not self.settings.warehouse.exists()
            self._con, notice = schema.open_private(self.settings.warehouse)
            if notice:
                self.say(notice)
        return self._con

    def close(self) -> None:
        """Checkpoint, close and forget what was kept; the next use of `con` opens the file again."""
        self._written.clear()
        if self._con is not None:
            con, self._con = self._con, None
            con.close()

    def start_over(self) -> None:
        """Delete the private file, so that the load step reads all of landing again."""
        self.close()
        schema.remove(self.settings.warehouse)

    def read(self, table: Table, where: str = "true", columns: Sequence[str] = ()) -> pl.LazyFrame:
        """Rows of a stored table where this SQL is true, in the order of its key, and these columns of them (or all).

        What this run wrote is not read back, unless it came in parts and is large: then a condition and the columns keep
        most of it out of memory.
        """
        wanted = columns or table.polars_schema.names()
        if table.full_name in self._written:
            return self._written[table.full_name].lazy().filter(pl.sql_expr(where)).select(wanted)
        return self.query(f"select {', '.join(wanted)} from {table.full_name} where {where}")  # noqa: S608

    def query(self, sql: str, *values: object) -> pl.LazyFrame:
        """The result of a `select`, with a value for each `?` of it."""
        return to_polars(self.con.sql(sql, params=values) if values else self.con.sql(sql)).lazy()

    def write(self, table: Table, rows: pl.LazyFrame | Iterable[pl.LazyFrame]) -> Glance:
        """Replace the whole table in one transaction by `rows`, or by its parts, each computed when it is its turn.

        A null in a column that must not have one is a `duckdb.ConstraintException`.
        """
        self._written.pop(table.full_name, None)
        kept: list[pl.DataFrame] = []
        size, seen = 0.0, Glance.of(pl.DataFrame(schema=table.polars_schema))
        is_whole = isinstance(rows, pl.LazyFrame)
        parts: Iterable[pl.LazyFrame] = (rows,) if isinstance(rows, pl.LazyFrame) else rows
        with transaction(self.con):
            self._make(table)
            for frame in _pieces(parts):
                self._append(table, frame)
                seen += Glance.of(frame)
                size += frame.estimated_size()
                kept = [*kept, frame] if is_whole or size < _KEPT_BYTES else []
                del frame  # else it would stay while the next one is computed
        if kept:
            self._written[table.full_name] = pl.concat(kept)
        return seen

    def _make(self, table: Table) -> None:
        """Empty and as the contract says, which an empty one of a new file is already."""
        if not self._is_new or self.con.sql(f"from {table.full_name} limit 1").fetchall():
            schema.create_table(self.con, table)

    def _append(self, table: Table, rows: pl.DataFrame) -> None:
        with lent(self.con, "incoming", rows):
            self.con.execute(f"insert into {table.full_name} by name select * from incoming")  # noqa: S608

    def now(self) -> datetime:
        """The newest as_of of the daily series: "now" for every verdict, so that a rebuild gives the same answers."""
        rows = self.con.sql("select max(as_of) from raw.answers where series = 'day'").fetchall()
        newest = rows[0][0]
        return newest if isinstance(newest, datetime) else datetime(1970, 1, 1)  # noqa: DTZ001


def _pieces(parts: Iterable[pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """The rows of the parts, computed one by one, in pieces of `_ROWS_AT_ONCE`; the last one is what remains."""
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part.collect())
        if (rows := sum(frame.height for frame in held)) >= _ROWS_AT_ONCE:
            held = _cut(pl.concat(held, rechunk=False), rows - rows % _ROWS_AT_ONCE)
            yield held.pop(0)  # nothing of it stays here
    if any(frame.height for frame in held):
        yield pl.concat(held, rechunk=False)


def _cut(rows: pl.DataFrame, at: int) -> list[pl.DataFrame]:
    return [rows[:at], rows[at:]]


@contextmanager
def open_warehouse(settings: Settings, say: Callable[[str], None]) -> Iterator[Warehouse]:
    """Hold the writer's lock and the private file for one run; `say` gets the sentences a person should see."""
    with writer_lock(settings.home, settings.lock_seconds, say):
        warehouse = Warehouse(settings, say)
        try:
            yield warehouse
        finally:
            warehouse.close()
