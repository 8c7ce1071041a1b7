"""The private file's tables, made from the contracts, and the version of that layout."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orpipeline.contracts import TABLES, Table, raw
from orpipeline.errors import ConfigurationError, WarehouseBusy
from orpipeline.warehouse.connection import connect, transaction

# One more whenever a table of schema raw or core changes: an older file is then rebuilt from landing.
LAYOUT_VERSION = 1


def open_private(path: Path) -> tuple[duckdb.DuckDBPyConnection, str | None]:
    """Open the private file, new if need be; the text says why an existing one was put aside or started anew.

    A file of an older layout or a damaged one is replaced by an empty one: landing holds every answer, and the load
    step reads what the file lacks. `ConfigurationError` for a file of a newer layout, `WarehouseBusy` for
    one that another program holds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        return _new(path), None
    con = None
    try:
        con = connect(path)
        found = _layout_version(con)
        _read_whole(con)
    except (duckdb.Error, RuntimeError) as error:
        if isinstance(error, duckdb.IOException) and "set lock on file" in str(error):
            raise WarehouseBusy(
                f"Another program has {path} open, which a run needs for itself. Close it there; the file to look at is "
                "orpipeline.duckdb beside it."
            ) from error
        if con is not None:
            con.close()
        return _new_beside_damaged(path)
    if found == LAYOUT_VERSION:
        return con, None
    con.close()
    if found > LAYOUT_VERSION:
        raise ConfigurationError(
            f"{path} is of the newer layout {found}; this orpipeline knows {LAYOUT_VERSION}. "
            "Install a newer orpipeline, or set ORPIPELINE_HOME to another folder."
        )
    remove(path)
    return _new(path), f"The warehouse file had the older layout {found}; it is rebuilt from landing."


def remove(path: Path) -> None:
    """Delete a database file and the write-ahead log beside it."""
    path.unlink(missing_ok=True)
    wal_of(path).unlink(missing_ok=True)


def wal_of(path: Path) -> Path:
    """The write-ahead log that DuckDB keeps beside `path`."""
    return path.with_name(path.name + ".wal")


def create_table(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make the table anew, empty, with all its comments."""
    con.execute("; ".join([f"drop table if exists {table.full_name}", table.ddl(), *table.comments()]))


def _new(path: Path) -> duckdb.DuckDBPyConnection:
    con = connect(path)
    with transaction(con):
        for schema in dict.fromkeys(table.schema for table in TABLES):
            con.execute(f"create schema if not exists {schema}")
        for table in TABLES:
            create_table(con, table)
        con.execute(f"insert into {raw.LAYOUT.full_name} values (?)", [LAYOUT_VERSION])  # noqa: S608
    return con


def _new_beside_damaged(path: Path) -> tuple[duckdb.DuckDBPyConnection, str]:
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    path.rename(aside)
    wal_of(path).unlink(missing_ok=True)
    return _new(path), f"The warehouse file was damaged; it is kept as {aside.name} and rebuilt from landing."


def _read_whole(con: duckdb.DuckDBPyConnection) -> None:
    """Read every block of every table, so that damage anywhere is found before the run leans on it (its checksums fail).

    This costs far less than computing the tables does: 27 ms for 114,000 rows.
    """
    tables = con.sql("select schema_name, table_name from duckdb_tables() where not internal").fetchall()
    for schema, name in tables:
        con.sql(f'select max(hash(stored)) from "{schema}"."{name}" as stored').fetchall()  # noqa: S608


def _layout_version(con: duckdb.DuckDBPyConnection) -> int:
    try:
        rows = con.sql(f"select version from {raw.LAYOUT.full_name}").fetchall()  # noqa: S608
    except duckdb.CatalogException:
        return 0
    return int(rows[0][0]) if rows else 0
