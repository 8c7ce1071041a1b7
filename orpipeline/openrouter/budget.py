"""The source's allowance of requests, counted in a small file so that it outlives the process."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from pyrate_limiter import Duration, Rate, RateItem, SQLiteBucket

from orpipeline.errors import OrpipelineError, SourceUnreachable

# Data API documentation: 30 a minute for a key, 500 a day for an account, shared by all its endpoints.
PER_MINUTE = Rate(30, Duration.MINUTE)
PER_DAY = Rate(500, Duration.DAY)


class Budget:
    """At most 30 requests in any minute (waits) and 500 in any 24 hours (refuses), over all processes with one `path`.

    Every try counts, as it does at the source. A file that is no longer a database is begun anew: the worst that can
    follow is a 429, which the client handles.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._path, self._clock, self._sleep, self._on_wait = path, clock, sleep, on_wait
        self._bucket: SQLiteBucket | None = None

    def take(self) -> None:
        """Count one request, waiting for the minute's allowance; `SourceUnreachable` when the day's is used up."""
        item = RateItem("request", _milliseconds(self._clock()))
        while not self._put(item):
            wait = self._wait(item)
            self._on_wait(f"{PER_MINUTE.limit} requests a minute are the limit; waiting {wait / 1000:.0f} s")
            self._sleep(wait / 1000)
            item = RateItem(item.name, item.timestamp + wait)

    def close(self) -> None:
        """Release the file."""
        if self._bucket is not None:
            self._bucket.close()  # type: ignore[no-untyped-call]
            self._bucket = None

    def _put(self, item: RateItem) -> bool:
        for is_retry in (False, True):
            try:
                return self._opened(item.timestamp).put(item)
            except sqlite3.OperationalError as error:
                raise _unusable(self._path, error) from error
            except sqlite3.DatabaseError as error:
                if is_retry:
                    raise _unusable(self._path, error) from error
                self._begin_anew()
        return False

    def _opened(self, now: int) -> SQLiteBucket:
        if self._bucket is None:
            with suppress(OSError):  # sqlite names the place if it cannot be made
                self._path.parent.mkdir(parents=True, exist_ok=True)
            self._bucket = SQLiteBucket.init_from_file([PER_MINUTE, PER_DAY], db_path=str(self._path))
            self._bucket.leak(now)
        return self._bucket

    def _begin_anew(self) -> None:
        self.close()
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self._path, error) from error

    def _wait(self, item: RateItem) -> int:
        bucket = self._opened(item.timestamp)
        wait = cast(int, bucket.waiting(item))  # a bucket in sqlite answers at once, never with an awaitable
        if bucket.failing_rate is PER_DAY:
            free = datetime.fromtimestamp(item.timestamp / 1000, UTC) + timedelta(milliseconds=wait)
            raise SourceUnreachable(
                f"The limit of {PER_DAY.limit} requests in 24 hours is used up. What was fetched before is kept: "
                f"run the same command again after {free:%Y-%m-%d %H:%M} UTC."
            )
        return wait


def _milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)


def _unusable(path: Path, error: Exception) -> OrpipelineError:
    return OrpipelineError(
        f"Could not use {path}, where requests to the source are counted ({error}). Check the folder and its space, "
        "or delete the file, and run the same command again."
    )
