"""Warehouse files of other versions of this program: an older one is rebuilt unasked, a newer one refused."""

from pathlib import Path

from orpipeline.warehouse.connection import connect
from orpipeline.warehouse.schema import LAYOUT_VERSION
from orpipeline_tests.faults.world import World


def relabel(private: Path, version: int) -> None:
    with connect(private) as con:
        con.execute("update raw.layout set version = ?", [version])


def test_a_newer_layout_is_refused_in_a_sentence_and_an_older_one_rebuilt_from_landing_unasked(world: World) -> None:
    home = world.copy("layout")
    relabel(home / "warehouse.duckdb", LAYOUT_VERSION + 1)
    before = (home / "orpipeline.duckdb").read_bytes()
    refused = world.run(home)
    assert refused.status == 2, refused.err
    assert f"is of the newer layout {LAYOUT_VERSION + 1}; this orpipeline knows {LAYOUT_VERSION}" in refused.said[-1]
    assert (home / "orpipeline.duckdb").read_bytes() == before
    relabel(home / "warehouse.duckdb", LAYOUT_VERSION - 1)
    ended = world.assert_completes_with_the_same_facts(home)
    assert f"had the older layout {LAYOUT_VERSION - 1}; it is rebuilt from landing" in ended.err
