"""Columns between DuckDB and polars through the Arrow interface itself: `.pl()` and `register(frame)` load pyarrow, 40 MB.

DuckDB must not be imported here. Polars remembers for ever the classes of what it was given, and with them all that
their modules refer to; DuckDB, still in use when Python ends, would print a page of complaints.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

if TYPE_CHECKING:
    import duckdb


class Stream(Protocol):
    """What frames of polars and relations of DuckDB have in common."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any: ...


class _OnlyStream:
    """One that shows nothing else of itself, until it is let go."""

    def __init__(self, stream: Stream) -> None:
        self._stream: Stream | None = stream

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        if self._stream is None:
            raise ValueError("these rows are gone")
        return self._stream.__arrow_c_stream__(requested_schema)

    def let_go(self) -> None:
        self._stream = None


def to_polars(rows: Stream) -> pl.DataFrame:
    """Run a relation of DuckDB; an error in the midst of its rows may be polars' ComputeError, with DuckDB's words."""
    return pl.DataFrame(_OnlyStream(rows))


def passing(rows: Stream) -> pl.LazyFrame:
    """The same as rows that pass by once, some at a time, when they are written: a table need not fit into memory."""
    return pl.scan_arrow_c_stream(_OnlyStream(rows))


@contextmanager
def lent(con: "duckdb.DuckDBPyConnection", name: str, frame: pl.DataFrame) -> Iterator[None]:
    """Let SQL read `frame` under this name for the length of the block."""
    stream = _OnlyStream(frame)
    con.register(name, stream)
    try:
        yield
    except BaseException:
        with suppress(Exception):  # a transaction that failed refuses this, and that is not what went wrong
            con.unregister(name)
        raise
    else:
        con.unregister(name)
    finally:
        stream.let_go()  # DuckDB keeps what was unregistered until the transaction ends
