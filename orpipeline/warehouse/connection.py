"""How this package opens DuckDB files: in UTC, in a storage version old clients can read, and never on the network."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import duckdb

# Files in this storage version open in DuckDB 1.4 and newer; 2.x would write one that no 1.x can read.
STORAGE_VERSION = "v1.4.0"
# What a commit left in the log stays in memory too, as it was written and not packed, until the log is moved into the file.
_LOG_SIZE = "8MB"
# A table of today's size is then three such groups, which two cores read at once; DuckDB's 122,880 would make it one. Smaller
# ones compress worse: a file of 1.4 million rows grows by a seventh with these, by a third with half of them.
ROW_GROUP_ROWS = 61_440
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # What a finished transaction held goes back at once, not when it is half a gigabyte: a tenth of a run's memory.
    "allocator_bulk_deallocation_flush_threshold": "2MB",
}
# Text goes to polars in the form it has there: a third less time for a wide table. DuckDB 1.5.0 to 1.5.4 lose UUIDs so.
if not duckdb.__version__.startswith("1."):
    _SETTINGS |= {"arrow_output_version": "1.4", "produce_arrow_string_view": "true"}
_OPENING = Lock()


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open `path` for writing, made new if it is not there. DuckDB's own lock admits one writing process."""
    con = duckdb.connect(config={**_SETTINGS, "temp_directory": f"{path}.tmp"})
    try:
        con.execute("set timezone = 'UTC'")  # as part of `config` this setting is refused by DuckDB 1.5
        con.execute(f"set wal_autocheckpoint = '{_LOG_SIZE}'")
        # Attached, because only so the size of row groups can be said. DuckDB 1.5 takes no `?` here.
        quoted = str(path).replace("'", "''")
        options = f"storage_version '{STORAGE_VERSION}', row_group_size {ROW_GROUP_ROWS}"
        con.execute(f"attach '{quoted}' as warehouse ({options})")
        con.execute("use warehouse")
    except BaseException:
        con.close()
        raise
    return con


def connect_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """Open `path` for reading only, with no way to the file system, the network or other settings."""
    with _OPENING:
        con = duckdb.connect(str(path), read_only=True, config=_SETTINGS)
        # Readers of one process share one database: what the first one set and locked stands for the others too.
        if not con.sql("select current_setting('lock_configuration')").fetchall()[0][0]:
            con.execute("set global timezone = 'UTC'")
            con.execute("set enable_progress_bar = false")  # it would stand among the rows
            con.execute("set enable_external_access = false")
            con.execute("set lock_configuration = true")
    return con


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block or nothing of it; and the disk is asked to sync once, not after each statement."""
    con.execute("begin")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a failure that closed the database has undone everything already
            con.execute("rollback")
        raise
    con.execute("commit")
