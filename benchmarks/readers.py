"""Does a reader ever fail, or make a run fail? Opens the published file every 50 ms while runs replace it.

python -m benchmarks.readers HOME RUNS
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.measure import ORPIPELINE
from orpipeline.settings import Settings

_PAUSE = 0.05
_QUESTION = "select count(*) from weeks_with_four_open_in_top_five"


def main(home: Path, runs: int) -> None:
    """Rebuild `runs` times on `home`, reading all the while; prints how many reads and runs there were and failed."""
    published = Settings(home=home).published
    reads = failed_reads = failed_runs = 0
    answers = set()
    for _ in range(runs):
        env = {**os.environ, "ORPIPELINE_HOME": str(home)}
        run = subprocess.Popen([ORPIPELINE, "rebuild"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while run.poll() is None:
            reads += 1
            try:
                with duckdb.connect(str(published), read_only=True) as con:
                    answers.add(con.sql(_QUESTION).fetchall()[0][0])
            except duckdb.Error as error:
                failed_reads += 1
                print(f"a read failed: {error}")
            time.sleep(_PAUSE)
        failed_runs += run.returncode != 0
    print(f"{runs} runs, {failed_runs} failed; {reads} reads, {failed_reads} failed, {len(answers)} different answers")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
