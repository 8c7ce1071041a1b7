"""Runs on a disk that fills up at a named moment. Started by test_disk.py in a mount namespace of its own:

    unshare -rm python -m orpipeline_tests.faults.small_disk FOLDER OLD_HOME

The file system is a tmpfs over FOLDER, seen by nobody else and gone with this process. Prints one JSON line a moment.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from orpipeline_tests.faults.moments import Moment, exists, said
from orpipeline_tests.faults.runs import Run

SIZE_MB = 200
MOMENTS: dict[str, tuple[Moment, tuple[str, ...]]] = {
    "starting": (said("starting"), ("run",)),
    "landing": (said("asking for"), ("run",)),
    "loading": (said("own weeks were read"), ("run",)),
    "publishing": (said("mart.model_lifecycle:"), ("run",)),
    "exporting": (exists("export/.export-*.part"), ("run",)),
    "export command": (exists("other/.export-*.part"), ("export", "--out")),
}


def main(folder: Path, old_home: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)], check=True)
    home = Path(shutil.copytree(old_home, folder / "home"))
    for name, (moment, command) in MOMENTS.items():
        argv = (*command, str(home / "other")) if command[0] == "export" else command
        print(json.dumps({"moment": name, **_fill_at(home, moment, argv, old_home.parent)}), flush=True)  # noqa: T201
    ended = Run(home, "run", env=_asks(), words=old_home.parent).wait()
    print(json.dumps({"moment": "room again", "status": ended.status, "said": ended.said}), flush=True)  # noqa: T201
    shutil.copyfile(home / "orpipeline.duckdb", old_home.parent / "after-small-disk.duckdb")


def _fill_at(home: Path, moment: Moment, argv: tuple[str, ...], words: Path) -> dict[str, Any]:
    filler = home.parent / "filler"
    room = os.statvfs(home).f_bavail * os.statvfs(home).f_frsize
    filler.write_bytes(b"x" * max(room - 60 * 2**20, 0))  # most at once; a run to its end needs a third of the rest
    run = Run(home, *argv, env=_asks(), words=words)
    assert run.wait_until(moment), run.err
    with (home.parent / "rest").open("wb", buffering=0) as rest:
        try:
            while rest.write(b"x" * 2**16):
                pass
        except OSError:
            pass
    ended = run.wait()
    filler.unlink()
    (home.parent / "rest").unlink()
    sha = hashlib.sha256((home / "orpipeline.duckdb").read_bytes()).hexdigest()
    return {"status": ended.status, "said": ended.said, "published": sha, "whole": ended.err}


def _asks() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith(("OPENROUTER_", "ORPIPELINE_"))}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
