"""Files that somebody held open, deleted, cut or overwrote: the run goes on, and says so where a person should know."""

import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from orpipeline_tests.faults.world import World, contents

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
    published.unlink()
    published.write_bytes((world.old_home / published.name).read_bytes()[:300_000])
    world.assert_completes_with_the_same_facts(home)
    published.unlink()
    published.write_bytes(os.urandom(50_000))
    wal.write_bytes(os.urandom(5_000))
    world.assert_completes_with_the_same_facts(home)
    published.unlink()
    (home / ".orpipeline.duckdb.999.part").write_bytes(b"half a copy")
    world.assert_completes_with_the_same_facts(home)
    assert not list(home.glob(".*.part"))
    assert not wal.exists()


def private_file(world: World) -> None:
    home = world.copy("private")
    private = home / "warehouse.duckdb"
    for damage in (_no_database, _cut, _flipped):
        damage(private)
        ended = world.assert_completes_with_the_same_facts(home)
        assert "damaged; it is kept as warehouse.duckdb.damaged-" in ended.err, damage.__name__
        for aside in home.glob("warehouse.duckdb.damaged-*"):
            aside.unlink()


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
    world.assert_completes_with_the_same_facts(home)


CASES = {case.__name__: case for case in (published_file, private_file, landed_answer)}


@pytest.fixture(scope="module")
def cases(world: World, pool: ThreadPoolExecutor) -> dict[str, Future[None]]:
    return {name: pool.submit(case, world) for name, case in CASES.items()}


@pytest.mark.parametrize("case", CASES)
def test_a_run_survives_damage_to_the(cases: dict[str, Future[None]], case: str) -> None:
    cases[case].result()
