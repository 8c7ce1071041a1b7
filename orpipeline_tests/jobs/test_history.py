"""A run history that cannot be written is said in a sentence that names the cause and what to do."""

import errno
import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import DBAPIError

from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.jobs.history import HomeStorage, history_in_words, prepare
from orpipeline.settings import Settings
from orpipeline_tests.jobs.test_event_log import message


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "SQLITE_IOERR_WRITE",
            "disk I/O error",
            "disk I/O error, most often because the disk is full. Free some space",
        ),
        ("SQLITE_FULL", "database or disk is full", "most often because the disk is full. Free some space"),
        (
            "SQLITE_NOTADB",
            "file is not a database",
            "not a database. Delete that folder (only the history of runs is lost)",
        ),
        (
            "SQLITE_CORRUPT",
            "database disk image is malformed",
            "malformed. Delete that folder (only the history of runs is lost)",
        ),
        ("SQLITE_READONLY", "attempt to write a readonly database", "readonly database. Check "),
    ],
)
def test_what_sqlite_says_becomes_a_sentence(tmp_path: Path, name: str, text: str, expected: str) -> None:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    for raised in (error, DBAPIError("insert", {}, error)):  # as SQLAlchemy tells it
        with (
            pytest.raises(OrpipelineError, match="could not be written: ") as said,
            history_in_words(Settings(tmp_path)),
        ):
            raise raised
        assert expected in str(said.value)
        assert "what was fetched is kept" in str(said.value)


def test_whatever_fails_while_the_disk_is_full_is_told_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=2**20 - 1))
    for error in (sqlite3.OperationalError("unable to open database file"), OSError(errno.EIO, "Input/output error")):
        with (
            pytest.raises(OrpipelineError, match="No space left on device") as said,
            history_in_words(Settings(tmp_path)),
        ):
            raise error
        assert "Free some space and run the same command again" in str(said.value)


@pytest.mark.parametrize(("code", "kind"), [(errno.ENOSPC, OSError), (errno.EACCES, ConfigurationError)])
def test_a_full_disk_is_no_reason_to_choose_another_folder_for_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("shutil.copyfile", fail)
    with pytest.raises(kind, match=os.strerror(code)):
        prepare(Settings(tmp_path))


def test_the_shipped_configuration_takes_the_place_of_one_that_an_earlier_version_left(tmp_path: Path) -> None:
    home = prepare(Settings(tmp_path))
    shipped = (home / "dagster.yaml").read_text()
    (home / "dagster.yaml").write_text("telemetry: {enabled: true}\n")
    assert prepare(Settings(tmp_path)) == home
    assert (home / "dagster.yaml").read_text() == shipped


def test_the_history_stays_in_its_place_when_the_process_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORPIPELINE_HOME", "data")
    storage = HomeStorage.from_config_value(None, {})
    monkeypatch.chdir(elsewhere)
    storage.event_log_storage.store_event(message("one", "said"))
    storage.event_log_storage.dispose()
    assert list(elsewhere.iterdir()) == []
    assert (tmp_path / "data" / "dagster" / "history" / "runs" / "one.db").exists()
