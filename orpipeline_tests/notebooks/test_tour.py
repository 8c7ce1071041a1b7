"""The notebook runs from top to bottom on a published file."""

import os
import subprocess
import sys
from pathlib import Path

from orpipeline_tests.runs import Run

TOUR = Path(__file__).parents[2] / "notebooks" / "tour.py"


def marimo(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "ORPIPELINE_HOME": str(home)}
    command = [sys.executable, "-m", "marimo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_every_cell_of_the_tour_runs_and_shows_its_answer(recorded: Run, tmp_path: Path) -> None:
    page = tmp_path / "tour.html"
    ended = marimo(recorded.settings.home, "export", "html", str(TOUR), "--output", str(page))
    assert ended.returncode == 0, ended.stderr
    text = page.read_text()
    for said in (
        "12 of 32 closed weeks",
        "Source: OpenRouter (openrouter.ai/rankings), as of 2026-09-28T08:19:54Z. Licensed under CC BY 4.0.",
        "Who leads",
        "What this cannot say",
        "MiniMax M2.5",
    ):
        assert said in text, said


def test_without_a_published_file_the_tour_says_what_to_run(tmp_path: Path) -> None:
    env = {**os.environ, "ORPIPELINE_HOME": str(tmp_path)}
    ended = subprocess.run([sys.executable, str(TOUR)], capture_output=True, text=True, check=False, env=env)
    assert ended.returncode != 0
    assert "is not there yet: run `make demo`, or set ORPIPELINE_HOME." in ended.stderr


def test_the_tour_is_a_sound_marimo_notebook() -> None:
    ended = marimo(TOUR.parent, "check", "--strict", str(TOUR))
    assert ended.returncode == 0, ended.stdout + ended.stderr
