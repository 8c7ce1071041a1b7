"""Reading the published file, as the command line does: read-only, offline, one version from beginning to end."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from orpipeline.errors import ConfigurationError
from orpipeline.warehouse.connection import connect_read_only

# How a time is written for other programs; every time of the warehouse is UTC.
ISO_UTC = "%Y-%m-%dT%H:%M:%S%.fZ"
# What a damaged file or one of another program gives; running out of memory is none of them.
_OF_THE_FILE = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.CatalogException,
    duckdb.BinderException,
)


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, open for reading; `ConfigurationError` if there is none or it cannot be read."""
    if not path.exists():
        raise ConfigurationError(
            f"There is no published file {path} yet. Run `orpipeline run` (or `orpipeline run --source recorded`) first, "
            "or set ORPIPELINE_HOME to where your warehouse is."
        )
    try:
        with closing(connect_read_only(path)) as con:
            yield con
    except duckdb.Error as error:
        # DuckDB 2 gives no class of its own to a block whose checksum is wrong.
        if not isinstance(error, _OF_THE_FILE) and type(error) is not duckdb.Error:
            raise
        reason = str(error).splitlines()[0]
        if "No space left" in reason:
            raise
        todo = "`orpipeline rebuild` makes it again from landing."
        if "set lock on file" in reason:
            todo = "Another program has it open for writing: close it there."
        raise ConfigurationError(f"The published file {path} cannot be read ({reason}). {todo}") from error


def citations(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The lines that must stand beside every figure, one a source."""
    return [str(row[0]) for row in con.sql("select text from citation order by source").fetchall()]
