"""One writer at a time, with real processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from orpipeline.errors import WarehouseBusy
from orpipeline.warehouse.lock import is_held, writer_lock

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


def test_a_second_writer_waits_for_one_that_takes_its_time(tmp_path: Path) -> None:
    said: list[str] = []
    with holder(tmp_path) as first:
        Timer(0.5, let_go, [first]).start()
        with writer_lock(tmp_path, 30, said.append):
            assert len(said) == 1


def test_asking_who_writes_leaves_nothing_behind_and_takes_the_lock_from_nobody(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with holder(tmp_path) as first:
        assert is_held(tmp_path)
        first.kill()
        first.wait()
        assert not is_held(tmp_path)
        with writer_lock(tmp_path, 0, print):
            assert is_held(tmp_path)


def test_a_lock_that_this_user_may_not_try_counts_as_held(tmp_path: Path) -> None:
    (tmp_path / "warehouse.lock").mkdir()  # root may open any file, but no folder for writing
    assert is_held(tmp_path)


@pytest.mark.parametrize("note", ["", '{"pid": 1', '{"pid": 1}'])
def test_a_holder_whose_word_about_itself_is_half_written_is_waited_for_all_the_same(tmp_path: Path, note: str) -> None:
    said: list[str] = []
    with holder(tmp_path):
        (tmp_path / "warehouse.lock.json").write_text(note)
        with pytest.raises(WarehouseBusy, match=r"^Another run is still writing after 0 s\."):
            writer_lock(tmp_path, 0, said.append).__enter__()
    assert said == ["Another run is writing; waiting up to 0 s."]


def test_a_writer_whose_word_about_itself_was_deleted_ends_in_peace(tmp_path: Path) -> None:
    with writer_lock(tmp_path, 0, print):
        (tmp_path / "warehouse.lock.json").unlink()
    assert not is_held(tmp_path)
