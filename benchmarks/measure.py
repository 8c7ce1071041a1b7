"""Run a command as a person does, in a process of its own: wall seconds and peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# Linux counts memory in units of 1024 bytes, macOS in bytes.
_UNIT = 1 if sys.platform == "darwin" else 1024
ORPIPELINE = str(Path(sys.executable).with_name("orpipeline"))


@dataclass(frozen=True)
class Measured:
    """Wall time in seconds, largest resident memory in MB, and what the command printed."""

    seconds: float
    peak_mb: float
    output: str


def measure(command: list[str], env: Mapping[str, str] | None = None, allowed: tuple[int, ...] = (0,)) -> Measured:
    """Run to the end; `RuntimeError` with the end of its output when the status is not an allowed one.

    The caller must be small: on Linux a child's peak begins at its parent's size.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ORPIPELINE_", "OPENROUTER_"))}
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env={**clean, "DAGSTER_DISABLE_TELEMETRY": "1", **(env or {})}, stdout=log, stderr=log
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        output = log.read().decode(errors="replace")
    if process.returncode not in allowed:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}: {output[-2000:]}")
    return Measured(seconds, usage.ru_maxrss * _UNIT / 1e6, output)


def module(name: str, *arguments: str) -> list[str]:
    """The command that runs one of the benchmarks' own modules."""
    return [sys.executable, "-m", f"benchmarks.{name}", *arguments]


def middle(runs: Iterable[Measured]) -> Measured:
    """Median seconds and median peak of several runs."""
    held = list(runs)
    return Measured(median(run.seconds for run in held), median(run.peak_mb for run in held), held[-1].output)


def seconds_of(work: Callable[[], object], times: int = 5) -> float:
    """Median wall seconds of a call in this process."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)
