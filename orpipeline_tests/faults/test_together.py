"""Several at once: runs that want the same warehouse, and readers who look while runs go on."""

import json
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import duckdb

from orpipeline_tests.faults.moments import said
from orpipeline_tests.faults.world import World, assert_same, contents

MIN_READS = 20
LOOK_EVERY = 0.05


def test_of_two_runs_one_waits_and_readers_every_50_ms_see_whole_versions_all_the_while(world: World) -> None:
    home = world.copy("two")
    with Reader(home) as reader:
        runs = [world.start(home) for _ in range(2)]
        ended = [run.wait() for run in runs]
    assert [end.status for end in ended] == [0, 0], [end.err for end in ended]
    assert_same(contents(home), world.new)
    waited = [line for end in ended for line in end.err.splitlines() if "waiting up to" in line]
    assert len(waited) == 1
    assert "Another run, pid " in waited[0] or "Another run is writing" in waited[0]
    assert not reader.failed
    assert reader.count >= MIN_READS
    versions = [state["daily_usage"] for state in (world.old, world.new)]
    assert reader.seen == {(max(row[0] for row in rows), len(rows)) for rows in versions}


def test_of_five_impatient_runs_one_works_and_four_say_who_does(world: World) -> None:
    home = world.copy("five")
    first = world.start(home)
    assert first.wait_until(said("answers loaded")), first.err
    note = json.loads((home / "warehouse.lock.json").read_text())
    assert note["pid"] == first.pid
    others = [world.start(home, env={"ORPIPELINE_LOCK_SECONDS": "0"}) for _ in range(4)]
    holder = f"Another run, pid {note['pid']}, since {note['since']}, is still writing"
    for end in [run.wait() for run in others]:
        assert end.status in {0, 7}, end.err
        assert end.status == 0 or end.said[-1].startswith(holder)
    assert first.wait().status == 0
    assert_same(contents(home), world.new)


class Reader:
    """Opens the published file every 50 ms, as a notebook would, until the block ends."""

    def __init__(self, home: Path) -> None:
        self._path, self._done, self._thread = home / "orpipeline.duckdb", Event(), Thread(target=self._look)
        self.count, self.seen, self.failed = 0, set[Any](), list[str]()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(LOOK_EVERY):
            try:
                with duckdb.connect(self._path, read_only=True) as con:
                    self.seen.add(con.sql("select max(day), count(*) from daily_usage").fetchall()[0])
                    self.count += 1
            except duckdb.Error as error:
                self.failed.append(str(error))
