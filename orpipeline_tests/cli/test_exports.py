"""`orpipeline export`, as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orpipeline_tests.runs import Run


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from orpipeline.cli import start; start()", *arguments]
    env = {**os.environ, "ORPIPELINE_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_export_writes_the_views_into_the_named_folder_and_cites_the_source(
    recorded: Run, tmp_path: Path, file_format: str
) -> None:
    ended = run(recorded.settings.home, "export", "--format", file_format, "--out", str(tmp_path / "out"))
    written = list((tmp_path / "out").glob(f"*.{file_format}"))
    assert (ended.returncode, ended.stderr) == (0, "")
    first, citation = ended.stdout.splitlines()
    assert first.startswith(f"{len(written)} views as {file_format} in {tmp_path / 'out'} (")
    assert citation.startswith("Source: OpenRouter (openrouter.ai/rankings), as of 2026-09-28")


def test_export_without_a_warehouse_says_what_to_run_first(tmp_path: Path) -> None:
    ended = run(tmp_path, "export")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "There is no published file" in ended.stderr
    assert "orpipeline run --source recorded" in ended.stderr


def test_an_unknown_format_is_a_usage_error_that_names_the_two(tmp_path: Path) -> None:
    ended = run(tmp_path, "export", "--format", "xlsx")
    assert ended.returncode == 2
    assert "parquet" in ended.stderr
    assert "csv" in ended.stderr
