"""The command line as a process that can be watched, killed and starved: forked from a warm parent, or begun cold."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["orpipeline_tests.faults.preload"])
PATIENCE = 120.0
COLD = [sys.executable, "-c", "from orpipeline.cli import main; main()"]


@dataclass(frozen=True)
class Ended:
    """How a run ended: exit status (minus the signal's number if one ended it) and what it said."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """Lines of stderr that are no progress: warnings and the error."""
        return [line for line in self.err.splitlines() if line and not line[:8].strip().replace(".", "").isdigit()]


class Run:
    """`orpipeline ARGV` over one home, in a process of its own, begun at once; its words go to files beside the home."""

    def __init__(
        self, home: Path, *argv: str, env: Mapping[str, str] | None = None, max_file_bytes: int | None = None
    ) -> None:
        self.home = home
        self._words = home.with_name(f"{home.name}.{time.monotonic_ns()}")
        self._words.mkdir(parents=True)
        whole = {"PATH": os.environ["PATH"], "ORPIPELINE_HOME": str(home), **(env or {})}
        self._process = _WARM.Process(target=_child, args=(argv, whole, self._words, max_file_bytes))
        self._process.start()
        self.started = time.monotonic()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    @property
    def err(self) -> str:
        """What it said so far on stderr."""
        path = self._words / "err"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def wait_until(self, moment: Callable[[Self], bool]) -> None:
        """Until a moment, which must come before the run ends."""
        deadline = time.monotonic() + PATIENCE
        while not moment(self):
            assert self._process.is_alive(), f"it ended before it could be killed: {self.err}"
            assert time.monotonic() < deadline, f"the moment never came: {self.err}"
            time.sleep(0.001)

    def kill_when(self, moment: Callable[[Self], bool]) -> None:
        """SIGKILL at a moment, which must come before the run ends."""
        self.wait_until(moment)
        os.kill(self.pid, signal.SIGKILL)
        assert self.wait().status == -signal.SIGKILL

    def wait(self) -> Ended:
        """Its end."""
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, f"still running after {PATIENCE} s: {self.err}"
        status = self._process.exitcode
        self._process.close()
        return Ended(status, (self._words / "out").read_text(encoding="utf-8"), self.err)


def run_cold(home: Path, *argv: str, env: Mapping[str, str] | None = None, before: tuple[str, ...] = ()) -> Ended:
    """The same begun from nothing, as a person would; `before` is a command that runs it, e.g. unshare."""
    whole = {"PATH": os.environ["PATH"], "ORPIPELINE_HOME": str(home), **(env or {})}
    done = subprocess.run(
        [*before, *COLD, *argv], env=whole, cwd=home.parent, capture_output=True, timeout=PATIENCE, check=False
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def _child(argv: tuple[str, ...], env: dict[str, str], words: Path, max_file_bytes: int | None) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(words)  # no .env of the checkout
    for name, number in (("out", 1), ("err", 2)):
        handle = os.open(words / name, os.O_WRONLY | os.O_CREAT)
        os.dup2(handle, number)
        os.close(handle)
    if max_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, max_file_bytes))
    from orpipeline.cli import main

    sys.argv = ["orpipeline", *argv]
    main()
