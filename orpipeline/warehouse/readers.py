"""Reading the published file, as the command line does: read-only, offline, one version from beginning to end."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from orpipeline.errors import ConfigurationError
from orpipeline.warehouse.connection import connect_read_only


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
        reason = str(error).splitlines()[0]
        todo = "`orpipeline rebuild` makes it again from landing."
        if "set lock on file" in reason:
            todo = "Another program has it open for writing: close it there."
        raise ConfigurationError(f"The published file {path} cannot be read ({reason}). {todo}") from error
