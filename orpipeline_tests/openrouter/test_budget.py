import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orpipeline.errors import OrpipelineError, SourceUnreachable
from orpipeline.openrouter.budget import Budget


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
        self.slept: list[float] = []
        self.said: list[str] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def budget(self, path: Path) -> Budget:
        return Budget(path, self, self.sleep, self.said.append)


def take(budget: Budget, times: int) -> None:
    for _ in range(times):
        budget.take()
    budget.close()


def test_the_first_thirty_requests_of_a_minute_pass_and_the_next_one_waits(tmp_path: Path) -> None:
    clock = Clock()
    take(clock.budget(tmp_path / "b.sqlite"), 30)
    assert clock.slept == []
    take(clock.budget(tmp_path / "b.sqlite"), 1)
    assert clock.slept == [pytest.approx(60, abs=0.1)]
    assert clock.said == ["30 requests a minute are the limit; waiting 60 s"]


def test_no_minute_ever_sees_more_than_thirty(tmp_path: Path) -> None:
    clock = Clock()
    budget = clock.budget(tmp_path / "b.sqlite")
    taken = []
    for n in range(100):
        budget.take()
        taken.append(clock.now)
        clock.now += timedelta(seconds=n % 3)
    budget.close()
    assert all(b - a >= timedelta(minutes=1) for a, b in zip(taken, taken[30:], strict=False))


def test_the_day_s_budget_survives_processes_and_is_told_when_it_is_gone(tmp_path: Path) -> None:
    clock = Clock()
    for _ in range(5):
        take(clock.budget(tmp_path / "b.sqlite"), 100)
    clock.now += timedelta(minutes=2)
    budget = clock.budget(tmp_path / "b.sqlite")
    with pytest.raises(
        SourceUnreachable, match=r"limit of 500 requests in 24 hours is used up.*after 2026-02-11 09:00 UTC"
    ):
        budget.take()
    budget.close()
    clock.now = datetime(2026, 2, 11, 9, 1, tzinfo=UTC)
    take(clock.budget(tmp_path / "b.sqlite"), 1)


def test_a_clock_that_stands_still_does_not_hang(tmp_path: Path) -> None:
    frozen = datetime(2026, 2, 10, tzinfo=UTC)
    slept: list[float] = []
    take(Budget(tmp_path / "b.sqlite", lambda: frozen, slept.append), 70)
    assert len(slept) == 40  # one wait for each beyond the minute's thirty


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.sqlite"
    path.write_bytes(content)
    take(Clock().budget(path), 2)
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_file_damaged_in_the_middle_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    take(Clock().budget(path), 30)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    take(Clock().budget(path), 2)
    with closing(sqlite3.connect(path)) as begun_anew:
        assert begun_anew.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_a_place_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    with pytest.raises(OrpipelineError, match="where requests to the source are counted"):
        Clock().budget(tmp_path / "home" / "b.sqlite").take()


def test_a_few_requests_cost_no_time_worth_naming(tmp_path: Path) -> None:
    budget = Clock().budget(tmp_path / "b.sqlite")
    budget.take()
    started = time.perf_counter()
    take(budget, 3)
    assert time.perf_counter() - started < 0.5
