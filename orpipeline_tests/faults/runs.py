"""The command line as a process that can be watched, killed and starved: forked from a warm parent, or begun cold."""

import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["orpipeline_tests.faults.preload"])
PATIENCE = 120.0
COLD = [sys.executable, "-c", "from orpipeline.cli import start; start()"]


@dataclass(frozen=True)
class Ended:
    """How a run ended: exit status (minus the signal's number if one ended it) and what it said."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """Lines of stderr that are no progress: warnings and the error."""
        return [line for line in self.err.splitlines() if line and not line[:6].strip().replace(".", "").isdigit()]


class Step(NamedTuple):
    """A step named by what Python is about to do (an audit event) and a pattern that one of its arguments has."""

    event: str
    pattern: str


class Run:
    """`orpipeline ARGV` over one home, in a process of its own, begun at once; its words go to files beside the home
    (or in `words`)."""

    def __init__(
        self,
        home: Path,
        *argv: str,
        env: Mapping[str, str] | None = None,
        max_file_bytes: int | None = None,
        words: Path | None = None,
        dies_at: Step | None = None,
    ) -> None:
        self.home = home
        self._words = (words or home.parent) / f"{home.name}.{time.monotonic_ns()}"
        self._words.mkdir(parents=True)
        for name in ("out", "err"):  # there even if it is killed before it could say a word
            (self._words / name).touch()
        whole = {"PATH": os.environ["PATH"], "ORPIPELINE_HOME": str(home), **(env or {})}
        self._process = _WARM.Process(target=_child, args=(argv, whole, self._words, max_file_bytes, dies_at))
        self._process.start()
        self.started = time.monotonic()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    @property
    def err(self) -> str:
        """What it said so far on stderr."""
        return (self._words / "err").read_text(encoding="utf-8", errors="replace")

    def wait_until(self, moment: Callable[[Self], bool]) -> bool:
        """Until a moment; False if the run ended before it came."""
        deadline = time.monotonic() + PATIENCE
        while not moment(self):
            assert time.monotonic() < deadline, f"the moment never came: {self.err}"
            if not self._process.is_alive():
                return False
            time.sleep(0.001)
        return True

    def kill_when(self, moment: Callable[[Self], bool]) -> Ended:
        """SIGKILL at a moment, or its own end if that came first."""
        if self.wait_until(moment):
            self._process.kill()
        return self.wait()

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


def _child(
    argv: tuple[str, ...], env: dict[str, str], words: Path, max_file_bytes: int | None, dies_at: Step | None
) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(words)  # no .env of the checkout
    for name, number in (("out", 1), ("err", 2)):
        handle = os.open(words / name, os.O_WRONLY)
        os.dup2(handle, number)
        os.close(handle)
    if max_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, max_file_bytes))
    if dies_at is not None:
        sys.addaudithook(partial(_die, dies_at))
    from orpipeline.cli import main

    sys.argv = ["orpipeline", *argv]
    main()


def _die(step: Step, event: str, args: tuple[object, ...]) -> None:
    """Nothing after this is done, as with any SIGKILL; only the moment is exact."""
    if event == step.event and any(re.search(step.pattern, str(arg)) for arg in args):
        os.kill(os.getpid(), signal.SIGKILL)
