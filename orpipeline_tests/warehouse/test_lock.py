"""One writer at a time, with real processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orpipeline.warehouse.lock import writer_lock

HOLDER = """
import sys
from pathlib import Path
from orpipeline.warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1]), 0, print):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it reads a line."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_second_writer_goes_on_as_soon_as_the_first_lets_go(tmp_path: Path) -> None:
    with holder(tmp_path) as first, writer_lock(tmp_path, 30, lambda _: let_go(first)):
        assert f'"pid": {os.getpid()}' in (tmp_path / "warehouse.lock.json").read_text()


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
        said: list[str] = []
        with writer_lock(tmp_path, 0, said.append):
            assert said == []


def test_nothing_says_that_a_writer_is_there_once_it_is_gone(tmp_path: Path) -> None:
    with writer_lock(tmp_path, 0, print):
        pass
    assert not (tmp_path / "warehouse.lock.json").exists()
