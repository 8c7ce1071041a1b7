"""Dagster's event log over connections that stay open: a run writes some 300 events, one at a time.

Dagster makes an engine and opens and closes the file for every event, and closing the last connection of a SQLite file
moves its whole log over. That took half of a run's time (docs/performance.md).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import dagster as dg
import sqlalchemy as sa

# Dagster gives no public name to it. Should `_connect` get another one, its own takes over: slower, but right.
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from sqlalchemy.pool import StaticPool

_WAIT_SECONDS = 30  # for another process that writes; as Dagster waits
_MOST = 4  # files: the index, and the runs a web server looks at; each is a file handle


class _Kept(NamedTuple):
    engine: sa.Engine
    inode: int | None


class KeptEventLog(SqliteEventLogStorage):
    """The same files in the same form, written at the same moments."""

    def __init__(self, base_dir: str) -> None:
        self._kept: dict[str, _Kept] = {}
        self._known_columns: dict[str, bool] = {}
        self._known_tables: set[str] = set()
        super().__init__(base_dir)

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Store it, and touch the run's file: the web UI waits for that, and the event is still in the log beside it."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> sa.Engine:
        path = Path(self.path_for_shard(shard))
        kept = self._kept.pop(shard, None)
        if kept is not None and kept.inode != _inode(path):  # deleted, perhaps made anew by another process
            kept.engine.dispose()
            self._initialized_dbs.discard(shard)
            kept = None
        engine = kept.engine if kept else self._opened(shard)
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        if len(self._kept) == _MOST:
            self._kept.pop(next(iter(self._kept))).engine.dispose()
        self._kept[shard] = kept or _Kept(engine, _inode(path))  # last in line to be closed
        return engine

    def _opened(self, shard: str) -> sa.Engine:
        engine = sa.create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False},
        )
        sa.event.listen(engine, "connect", _spare_the_disk)
        return engine

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        if column_name not in self._known_columns:
            self._known_columns[column_name] = super()._has_asset_key_col_on_connection(conn, column_name)
        return self._known_columns[column_name]

    def has_table(self, table_name: str) -> bool:
        """Whether the index has this table; one that is there stays."""
        if table_name not in self._known_tables and super().has_table(table_name):
            self._known_tables.add(table_name)
        return table_name in self._known_tables

    def dispose(self) -> None:
        """Close the files."""
        super().dispose()
        with self._db_lock:
            while self._kept:
                self._kept.popitem()[1].engine.dispose()


def _inode(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _spare_the_disk(connection: Any, _: object) -> None:
    # With the write-ahead log that Dagster sets, a power cut may then cost the last events, never the file.
    connection.execute("pragma synchronous = normal")
