"""The disk is full: at named moments on a real small disk, and as a limit on the size of a file where there is none."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orpipeline_tests.faults.small_disk import MOMENTS
from orpipeline_tests.faults.world import World, assert_same, contents


def _has_namespaces() -> bool:
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(probe, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def small_disk(world: World) -> dict[str, dict[str, Any]]:
    if not _has_namespaces():
        pytest.skip("this machine lets nobody mount a small disk (unshare -rm)")
    folder = world.folder / "small"
    folder.mkdir()
    home = world.copy("before-small-disk")
    command = ["unshare", "-rm", sys.executable, "-m", "orpipeline_tests.faults.small_disk", str(folder), str(home)]
    done = subprocess.run(
        command,
        env={**os.environ, **world.env},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {line["moment"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_disk_that_is_full_while(world: World, small_disk: dict[str, dict[str, Any]], moment: str) -> None:
    found = small_disk[moment]
    assert found["status"] == 1, found
    assert "Traceback" not in found["whole"]
    assert any(word in found["said"][-1] for word in ("No space left", "no space", "disk is full")), found["said"]
    assert len(found["said"][-1]) < 500
    before = hashlib.sha256((world.old_home / "orpipeline.duckdb").read_bytes()).hexdigest()
    if "export" not in moment:
        assert found["published"] == before


def test_with_room_again_the_next_run_completes(world: World, small_disk: dict[str, dict[str, Any]]) -> None:
    assert small_disk["room again"]["status"] == 0
    after = world.folder / "after"
    after.mkdir()
    shutil.copyfile(world.folder / "after-small-disk.duckdb", after / "orpipeline.duckdb")
    assert_same(contents(after), world.new)


def test_a_file_that_may_not_grow_stops_the_run_and_harms_nothing(world: World) -> None:
    home = world.copy("limit")
    for limit in (20_000, 3_000_000):
        ended = world.run(home, limit=limit)
        assert ended.status == 1, ended.err
        assert "Traceback" not in ended.err
        assert len(ended.said[-1]) < 500
        world.assert_whole(home)
