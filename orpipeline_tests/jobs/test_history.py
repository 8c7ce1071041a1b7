"""A run history that cannot be written is said in a sentence that names the cause and what to do."""

import sqlite3
from pathlib import Path

import pytest

from orpipeline.errors import OrpipelineError
from orpipeline.jobs.history import history_in_words
from orpipeline.settings import Settings


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
        ("SQLITE_READONLY", "attempt to write a readonly database", "readonly database. Check "),
    ],
)
def test_what_sqlite_says_becomes_a_sentence(tmp_path: Path, name: str, text: str, expected: str) -> None:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    with pytest.raises(OrpipelineError, match="could not be written: ") as said, history_in_words(Settings(tmp_path)):
        raise error
    assert expected in str(said.value)
    assert "what was fetched is kept" in str(said.value)
