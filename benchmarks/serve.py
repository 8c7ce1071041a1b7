"""Serve size S on loopback as OpenRouter does, in a process of its own.

python -m benchmarks.serve DAYS_HELD_BACK

The newest day is yesterday, because a run asks until then; with 1 held back the source has not published it yet.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from benchmarks.rankings import DAY, SIZES, Population, as_first_published, days_until, is_restated
from orpipeline.openrouter.windows import last_completed_day
from orpipeline_tests.server import OpenRouterServer

KEY = "benchmark-key"


@contextmanager
def serving(held_back: int) -> Iterator[dict[str, str]]:
    """Start the server; yields the environment that sends a run to it."""
    command = [sys.executable, "-m", "benchmarks.serve", str(held_back)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            yield {"OPENROUTER_BASE_URL": url, "OPENROUTER_API_KEY": KEY, "ORPIPELINE_SOURCE": "api"}
        finally:
            process.terminate()


def main(held_back: int) -> None:
    """Serve until the process is ended; days have the same numbers whether or not one is held back."""
    newest = last_completed_day(datetime.now(UTC))
    population = Population.of(SIZES["S"])
    rows = {}
    for number, day in days_until(newest, population.size):
        made = population.day(number)
        rows[day] = as_first_published(made) if held_back and is_restated(number) else made
    for number in range(held_back):
        del rows[newest - number * DAY]
    with OpenRouterServer(rows, population.catalogue(), KEY, today=newest + (1 - held_back) * DAY) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
