"""Fixtures of the report's tests."""

import shutil
from pathlib import Path

import pytest

from orpipeline_tests.runs import Run


@pytest.fixture
def editable(recorded: Run, tmp_path: Path) -> Path:
    """A writable copy of the recorded weeks' published file."""
    copy = tmp_path / "orpipeline.duckdb"
    shutil.copy(recorded.settings.published, copy)
    copy.chmod(0o644)
    return copy
