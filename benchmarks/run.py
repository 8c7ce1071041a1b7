"""Today's size over HTTP: 690 days of 50 models and `other` through the whole command line, beside the graph doing nothing.

usage: .venv/bin/python benchmarks/run.py [REPEATS]

A loopback server answers as OpenRouter does. Each measurement is a process of its own; medians of REPEATS (3) and ratios in one
run, because a machine's seconds change from hour to hour and ratios do not.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from orpipeline_tests.server import OpenRouterServer  # noqa: E402

DAYS, MODELS = 690, 110
CATALOGUE = [
    {"id": "lab1/model-1", "canonical_slug": "lab1/model-1", "hugging_face_id": "lab1/model-1", "name": "Model 1"}
]
ORPIPELINE = str(Path(sys.executable).with_name("orpipeline"))


def rankings(days: int) -> dict[date, list[tuple[str, int]]]:
    """Days up to yesterday; models come, grow and go, and a twentieth of them is served as `:free` too."""
    random, newest = Random(1), datetime.now(UTC).date() - timedelta(days=1)
    lives = [
        (random.uniform(-60, days), random.uniform(60, 400), random.lognormvariate(24, 1.3)) for _ in range(MODELS * 3)
    ]
    found: dict[date, list[tuple[str, int]]] = {}
    for n in range(days):
        alive = [(i, size) for i, (birth, length, size) in enumerate(lives) if birth <= n < birth + length]
        rows = [
            (f"lab{i % 23}/model-{i}{':free' if i % 20 == 0 else ''}", int(s * random.uniform(0.8, 1.2)))
            for i, s in alive
        ]
        found[newest - timedelta(days=days - 1 - n)] = rows
    return found


def measured(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and the peak memory in MB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def one_round(
    folder: Path, server: OpenRouterServer, all_rows: dict[date, list[tuple[str, int]]]
) -> dict[str, tuple[float, float]]:
    """The hollow graph, a first full run, one more day, and the commands that read."""
    newest = max(all_rows)
    server.rows.clear()
    server.rows.update({day: rows for day, rows in all_rows.items() if day < newest})
    home = folder / f"home{time.monotonic_ns()}"
    env = {"ORPIPELINE_HOME": str(home), "OPENROUTER_BASE_URL": server.url, "OPENROUTER_API_KEY": server.source.key}
    hollow = [sys.executable, str(ROOT / "benchmarks" / "nothing.py")]
    found = {"graph doing nothing": measured([*hollow, str(folder / f"hollow{time.monotonic_ns()}")], env)}
    found["full run over HTTP"] = measured([ORPIPELINE, "run"], env)
    server.rows[newest] = all_rows[newest]
    found["one more day"] = measured([ORPIPELINE, "run"], env)
    found["rebuild from landing"] = measured([ORPIPELINE, "rebuild"], env)
    found["query"] = measured([ORPIPELINE, "query", "from weeks_with_four_open_in_top_five"], env)
    found["claims"] = measured([ORPIPELINE, "claims"], env)
    return found


def main(repeats: int) -> None:
    """Print one Markdown table."""
    rows = rankings(DAYS)
    newest = max(rows) + timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder, OpenRouterServer(dict(rows), CATALOGUE, today=newest) as server:
        rounds = [one_round(Path(folder), server, rows) for _ in range(repeats)]
    base = statistics.median(found["graph doing nothing"][0] for found in rounds)
    print("| what | seconds | above the graph doing nothing | peak MB |\n|---|---|---|---|")
    for name in rounds[0]:
        seconds, memory = (statistics.median(found[name][n] for found in rounds) for n in (0, 1))
        print(f"| {name} | {seconds:.1f} | {seconds - base:+.1f} ({seconds / base:.1f} times) | {memory:.0f} |")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(f"\n{os.cpu_count()} cores, medians of {repeats}; the processes used {used:.0f} s of CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
