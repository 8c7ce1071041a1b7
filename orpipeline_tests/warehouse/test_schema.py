"""The private file: kept if it is of this layout and whole, else made anew from landing; never thrown away unread."""

import subprocess
import sys
from pathlib import Path

import pytest

from orpipeline.errors import WarehouseBusy
from orpipeline.warehouse.connection import connect
from orpipeline.warehouse.schema import LAYOUT_VERSION, open_private
from orpipeline_tests.house import House

DAY = "2026-01-05"


def filled(home: Path) -> tuple[Path, object]:
    """A loaded warehouse: its private file and its versions."""
    with House(home) as house:
        house.land({DAY: {"lab/a": 10}}, "2026-01-07T01:00:00")
        house.load()
        return house.settings.warehouse, house.versions().rows()


def reopened(home: Path) -> tuple[list[str], object]:
    """What is said when the warehouse is opened again, and its versions after loading."""
    said: list[str] = []
    with House(home, said.append) as house:
        house.load()
        return said, house.versions().rows()


def set_layout(path: Path, version: int) -> None:
    with connect(path) as con:
        con.execute("update raw.layout set version = ?", [version])


def test_a_file_of_this_layout_is_kept(tmp_path: Path) -> None:
    _, versions = filled(tmp_path)
    assert reopened(tmp_path) == ([], versions)


def test_an_older_layout_is_rebuilt_from_landing(tmp_path: Path) -> None:
    path, versions = filled(tmp_path)
    set_layout(path, LAYOUT_VERSION - 1)
    said, after = reopened(tmp_path)
    assert said == [f"The warehouse file had the older layout {LAYOUT_VERSION - 1}; it is rebuilt from landing."]
    assert after == versions


def test_a_file_without_a_layout_counts_as_older(tmp_path: Path) -> None:
    path, versions = filled(tmp_path)
    path.unlink()
    with connect(path) as con:
        con.execute("create table stranger (n integer)")
    said, after = reopened(tmp_path)
    assert "older layout 0" in said[0]
    assert after == versions


def test_a_file_that_another_process_has_open_is_neither_put_aside_nor_deleted(tmp_path: Path) -> None:
    path, versions = filled(tmp_path)
    hold = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.readline()"
    command = [sys.executable, "-c", hold, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusy, match="Another program has"):
            open_private(path)
        other.kill()
    assert reopened(tmp_path) == ([], versions)
