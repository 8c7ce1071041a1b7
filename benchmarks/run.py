"""What a run costs, beside the same graph of assets doing nothing and beside plain SQL; prints Markdown tables.

python -m benchmarks.run [S|M|L] [REPEATS]

S, today's size, goes over HTTP from a loopback server, a first full run and one more day; every size goes through landed
answers and `orpipeline rebuild`. Each figure is the median of REPEATS (3) processes: seconds of a machine change from
hour to hour, so the baseline is measured between them and given as a ratio too.
"""

import os
import platform
import shutil
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import ORPIPELINE, Measured, measure, middle, module
from benchmarks.rankings import SIZES
from benchmarks.serve import serving

BASELINE = "the same graph doing nothing"
Rounds = dict[str, list[Measured]]


def over_http(folder: Path, found: Rounds) -> None:
    """A first full run, one more day, and the commands that only read."""
    home = {"ORPIPELINE_HOME": str(folder / "http")}
    with serving(held_back=1) as source:
        found["everything over HTTP"].append(measure([ORPIPELINE, "run"], {**home, **source}))
    with serving(held_back=0) as source:
        found["one more day over HTTP"].append(measure([ORPIPELINE, "run"], {**home, **source}))
    # Its exit status 3 says that weeks of made-up models are not classified, not that it failed.
    for command in (["query", "from weeks_with_four_open_in_top_five"], ["claims"]):
        found[f"`orpipeline {command[0]}`"].append(measure([ORPIPELINE, *command], home))
    found["`orpipeline status`"].append(measure([ORPIPELINE, "status"], home, allowed=(0, 3)))


def from_landing(landed: Path, folder: Path, found: Rounds) -> None:
    """Everything again from landed answers, and the four tables of plain SQL from the same files."""
    home = folder / "rebuilt"
    shutil.copytree(landed, home, dirs_exist_ok=True)
    found["rebuild from landing"].append(measure([ORPIPELINE, "rebuild"], {"ORPIPELINE_HOME": str(home)}))
    tables = folder / "peer.duckdb"
    tables.unlink(missing_ok=True)
    found["plain SQL, four tables from the same files"].append(measure(module("peer", str(home), str(tables))))


def one_round(size: str, landed: Path, found: Rounds) -> None:
    """Each thing once, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        found[BASELINE].append(measure(module("nothing", str(folder / "nothing"))))
        if size == "S":
            over_http(folder, found)
        from_landing(landed, folder, found)


def table(found: Rounds) -> str:
    """Seconds, ratio to the baseline and peak memory, one line a measurement."""
    medians = {name: middle(runs) for name, runs in found.items()}
    base = medians[BASELINE].seconds
    lines = ["| what | seconds | times the baseline | peak MB |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {run.seconds:.2f} | {run.seconds / base:.2f} | {run.peak_mb:.0f} |"
        for name, run in medians.items()
    ]
    return "\n".join(lines)


def once(size: str, landed: Path) -> str:
    """What need not be repeated: views, readers under load and partitions, as they print themselves."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name) / "home"
        shutil.copytree(landed, home)
        measure([ORPIPELINE, "rebuild"], {"ORPIPELINE_HOME": str(home)})
        parts = ["| view, read whole | rows | ms |", "|---|---|---|", measure(module("views", str(home))).output]
        if size == "S":
            parts += ["Readers, every 50 ms: " + measure(module("readers", str(home), "3")).output]
            parts += ["Partitions:\n" + measure(module("partitions")).output]
    return "\n".join(parts)


def machine() -> str:
    """Date, cores and versions, so that a table can be read later."""
    names = ("dagster", "duckdb", "polars", "orpipeline")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def main(size: str, repeats: int) -> None:
    """Measure one size and print it."""
    found: Rounds = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        landed = Path(name) / "landed"
        measure(module("land", size, str(landed)))
        for _ in range(repeats):
            one_round(size, landed, found)
        print(f"Size {size}: {SIZES[size].days} days of {SIZES[size].listed} models and `other`; {machine()}\n")
        print(table(found) + "\n")
        print(once(size, landed))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "S", int(sys.argv[2]) if len(sys.argv) > 2 else 3)
