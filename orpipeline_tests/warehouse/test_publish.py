"""The published file: replaced in one step, whole at every moment; one writer at a time; layouts old and new."""

import errno
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orpipeline.errors import ConfigurationError, OrpipelineError, WarehouseBusy
from orpipeline.warehouse.lock import writer_lock
from orpipeline.warehouse.publish import publish
from orpipeline.warehouse.schema import LAYOUT_VERSION, open_private
from orpipeline_tests.house import House, nothing

HOLDER = """
import sys
from pathlib import Path
from orpipeline.warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1]), 0, print):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_reader_keeps_its_version_and_the_next_one_sees_the_new_one(warehouse: House) -> None:
    published = warehouse.settings.published
    publish(warehouse.open)
    with duckdb.connect(str(published), read_only=True) as reader:
        warehouse.con.execute("create table main.news as select 1 as x")
        publish(warehouse.open)
        assert reader.sql("select count(*) from duckdb_tables() where table_name = 'news'").fetchall() == [(0,)]
    with duckdb.connect(str(published), read_only=True) as reader:
        assert reader.sql("from main.news").fetchall() == [(1,)]


def test_a_stale_log_and_leftovers_of_a_killed_run_are_cleared(warehouse: House) -> None:
    published = warehouse.settings.published
    published.with_name(f"{published.name}.wal").write_bytes(b"stale")
    leftover = published.with_name(f".{published.name}.999.part")
    leftover.write_bytes(b"half")
    publish(warehouse.open)
    assert not leftover.exists()
    assert duckdb.connect(str(published), read_only=True).sql("select 1").fetchall() == [(1,)]
    assert published.stat().st_mode & 0o777 == 0o444


def test_a_folder_in_the_place_of_the_published_file_is_named_with_the_way_out(warehouse: House) -> None:
    published = warehouse.settings.published
    (published / "mine").mkdir(parents=True)
    with pytest.raises(OrpipelineError, match=r"is a folder.* Move it away, then run again\.$"):
        publish(warehouse.open)
    assert {path.name for path in published.parent.glob(".*.part")} == set()
    assert (published / "mine").exists()


def test_a_failure_after_the_rename_does_not_say_that_the_old_file_is_there(
    warehouse: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    publish(warehouse.open)
    before = warehouse.settings.published.stat().st_ino
    monkeypatch.setattr("orpipeline.warehouse.publish.sync_folder", fail)
    with pytest.raises(OrpipelineError, match=r"Could not sync .*Input/output error") as error:
        publish(warehouse.open)
    assert warehouse.settings.published.stat().st_ino != before
    assert "untouched" not in str(error.value)


def test_a_copy_that_fails_leaves_the_old_file_and_nothing_half_written_beside_it(
    warehouse: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_: Path, aside: Path) -> None:
        aside.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    publish(warehouse.open)
    published = warehouse.settings.published
    before = published.read_bytes()
    monkeypatch.setattr("orpipeline.warehouse.publish.shutil.copyfile", half)
    with pytest.raises(OrpipelineError, match=r"\(No space left on device\); the previous one is untouched"):
        publish(warehouse.open)
    assert published.read_bytes() == before
    assert list(published.parent.glob(".*.part")) == []


def test_a_second_writer_waits_and_is_told_for_whom(tmp_path: Path) -> None:
    said: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusy, match=rf"pid {holder.pid}, since .* is still writing"):
            writer_lock(tmp_path, 0.3, said.append).__enter__()
        assert said == [
            sentence for sentence in said if f"pid {holder.pid}" in sentence and "waiting up to 0.3 s" in sentence
        ]
        holder.kill()
    with writer_lock(tmp_path, 0, nothing):
        assert (tmp_path / "warehouse.lock.json").exists()


def test_a_home_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file stands in the way")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        writer_lock(tmp_path / "home", 0, nothing).__enter__()


@pytest.mark.parametrize(("version", "notice"), [(LAYOUT_VERSION - 1, "older layout"), (LAYOUT_VERSION, None)])
def test_an_older_layout_is_begun_anew_and_the_same_one_kept(tmp_path: Path, version: int, notice: str | None) -> None:
    path = tmp_path / "warehouse.duckdb"
    con, _ = open_private(path)
    con.execute("update raw.layout set version = ?", [version])
    con.close()
    con, said = open_private(path)
    con.close()
    assert (said is None) if notice is None else (notice in str(said))


def test_a_newer_layout_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    con, _ = open_private(path)
    con.execute("update raw.layout set version = version + 1")
    con.close()
    with pytest.raises(ConfigurationError, match="newer layout"):
        open_private(path)
    assert path.exists()
