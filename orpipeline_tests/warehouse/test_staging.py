"""A disk that fills at any byte of a file: the system's error arrives, whatever polars makes of it."""

import errno
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import polars as pl
import pytest

from orpipeline.warehouse.staging import system_errors

ROWS = pl.LazyFrame({"name": [f"lab/{n}" for n in range(2000)], "count": range(2000)})
SINKS: dict[str, Callable[[IO[bytes]], object]] = {"parquet": ROWS.sink_parquet, "csv": ROWS.sink_csv}


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond this; the system says so in an error, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def written(sink: Callable[[IO[bytes]], object], path: Path, room: int) -> None:
    # Unbuffered, so that each write of polars meets the disk, the footer of a Parquet file too.
    with path.open("wb+", buffering=0) as file, room_for(room), system_errors(file) as target:
        sink(target)


@pytest.mark.parametrize("sink", SINKS.values(), ids=SINKS)
def test_a_disk_that_is_full_at_any_place_of_the_file_is_told_with_the_system_s_number(
    tmp_path: Path, sink: Callable[[IO[bytes]], object]
) -> None:
    path = tmp_path / "file"
    written(sink, path, 10**6)
    size = path.stat().st_size
    for room in [0, 3, *range(4, size, size // 40), *range(size - 300, size, 7), size - 1]:
        with pytest.raises(OSError) as error:
            written(sink, path, room)
        assert error.value.errno == errno.EFBIG, room


def test_what_is_wrong_with_the_rows_is_told_in_polars_words(tmp_path: Path) -> None:
    bad = pl.LazyFrame({"text": ["x"]}).select(pl.col("text").cast(pl.Int64))
    with pytest.raises(pl.exceptions.InvalidOperationError, match="conversion"):
        written(bad.sink_parquet, tmp_path / "file", 10**6)
