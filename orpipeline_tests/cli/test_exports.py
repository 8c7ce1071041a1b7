"""`orpipeline export` and `orpipeline report`, as a person runs them."""

import os
import shutil
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


def test_the_report_is_written_to_the_named_file_with_the_named_week_open(recorded: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = run(recorded.settings.home, "report", "--week", "2026-06-10", "--out", str(page))
    assert (ended.returncode, ended.stderr) == (0, "")
    megabytes = f"{page.stat().st_size / 1e6:.1f} MB"
    assert ended.stdout == f"The report is in {page} ({megabytes}); open it in a browser.\n"
    assert '<option value="2026-06-08" selected>2026-W24' in page.read_text()


def test_without_a_place_or_a_format_both_are_written_where_a_run_writes_them(recorded: Run, tmp_path: Path) -> None:
    shutil.copy(recorded.settings.published, tmp_path)
    exported, reported = run(tmp_path, "export"), run(tmp_path, "report")
    files = [path for path in (tmp_path / "export").iterdir() if path.suffix == ".parquet"]
    megabytes = f"{sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
    assert exported.stdout.startswith(f"{len(files)} views as parquet in {tmp_path / 'export'} ({megabytes})")
    assert reported.stdout.startswith(f"The report is in {tmp_path / 'report.html'} (")
