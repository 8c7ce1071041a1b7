"""Files that somebody held open, deleted, cut or overwrote: the run goes on, and says so where a person should know."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from orpipeline.jobs.plan import held_days
from orpipeline.landing import Store
from orpipeline.warehouse.connection import connect_read_only
from orpipeline.warehouse.schema import open_private
from orpipeline.warehouse.verdicts import changed_verdicts
from orpipeline_tests.faults.world import World, assert_same, contents, facts

HOLDER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
con.execute("create table main.mine as select 1 as x")
print("held", flush=True)
sys.stdin.read()
"""


def published_file(world: World) -> None:
    home = world.copy("published")
    published, wal = home / "orpipeline.duckdb", home / "orpipeline.duckdb.wal"
    published.chmod(0o644)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(published)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert wal.exists()
        world.assert_completes_with_the_same_facts(home)  # held open for writing, with a log of the writer beside it
        holder.kill()
    os.truncate(published, 300_000)
    wal.write_bytes(os.urandom(5_000))
    (home / ".orpipeline.duckdb.999.part").write_bytes(b"half a copy")
    world.assert_completes_with_the_same_facts(home)
    assert not list(home.glob(".*.part"))
    assert not wal.exists()


def private_file(world: World) -> None:
    home = world.copy("private")
    _flipped(home / "warehouse.duckdb")
    ended = world.assert_completes_with_the_same_facts(home)
    assert "damaged; it is kept as warehouse.duckdb.damaged-" in ended.err


def _no_database(path: Path) -> None:
    path.write_bytes(os.urandom(100_000))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _flipped(path: Path) -> None:
    """Blocks in the middle overwritten, the head left as it was."""
    with path.open("r+b") as file:
        for place in range(300_000, path.stat().st_size - 10_000, 100_000):
            file.seek(place)
            file.write(b"\xaa" * 5_000)


def landed_answer(world: World) -> None:
    home = world.copy("landed", of="new")
    landing = home / "landing"
    victim = max(landing.glob("*.gz"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-2000])
    refused = world.run(home, "rebuild")
    assert refused.status == 5, refused.err
    assert victim.name in refused.said[-1]
    assert contents(home) == world.new, "the published file stays"
    assert (landing / "rejected" / victim.name).exists()
    again = world.run(home)
    assert again.status == 0, again.err
    found, wanted = facts(home), facts(world.new_home)
    # The answer that said what a day was before is lost, and with it the restatement; its days were asked for again.
    del found["restatements"], wanted["restatements"]
    assert_same(found, wanted)


STORIES: dict[str, Callable[[World], None]] = {
    "published file": published_file,
    "private file": private_file,
    "landed answer": landed_answer,
}


@pytest.mark.parametrize("story", STORIES)
def test_a_run_survives_damage_to_the(started: dict[str, Future[None]], story: str) -> None:
    started[story].result()


@pytest.mark.parametrize("damage", [_no_database, _cut, _flipped])
def test_a_damaged_private_file_is_put_aside_and_begun_anew(
    world: World, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = Path(shutil.copy(world.new_home / "warehouse.duckdb", tmp_path))
    damage(path)
    con, notice = open_private(path)
    with con:
        assert con.sql("select count(*) from raw.answers").fetchall() == [(0,)]
    assert notice
    assert "rebuilt from landing" in notice
    assert [aside.name.partition("-")[0] for aside in tmp_path.glob("*damaged*")] == ["warehouse.duckdb.damaged"]


@pytest.mark.parametrize("damage", [Path.unlink, _no_database, _cut, _flipped])
def test_a_damaged_published_file_means_that_nothing_is_held_and_no_verdict_known(
    world: World, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = Path(shutil.copy(world.new_home / "orpipeline.duckdb", tmp_path))
    path.chmod(0o644)
    accepted = Store(world.new_home / "landing").shas()
    assert len(held_days(path, accepted)) > 300
    assert not held_days(path, [])
    damage(path)
    assert not held_days(path, accepted)
    with connect_read_only(world.new_home / "orpipeline.duckdb") as con:
        assert not changed_verdicts(con, path)
