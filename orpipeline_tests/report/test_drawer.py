"""The process that draws: in order, beside its caller, and gone with it."""

import subprocess
from pathlib import Path

import pytest

from orpipeline.errors import OrpipelineError
from orpipeline.report.drawer import Drawer


def bars(count: int) -> dict:
    return {
        "data": {"values": [{"x": n} for n in range(count)]},
        "mark": "bar",
        "encoding": {"x": {"field": "x", "type": "ordinal"}},
    }


def process_of(drawer: Drawer) -> "subprocess.Popen[str]":
    assert drawer._process is not None
    return drawer._process


def test_drawings_come_back_in_their_order_even_when_they_fill_every_pipe() -> None:
    counts = [3, 2000, 1, 1500]
    with Drawer() as drawer:
        drawer.begin([bars(count) for count in counts])
        texts = drawer.texts()
    assert [text.count('aria-roledescription="bar"') for text in texts] == counts
    assert sum(map(len, texts)) > 2**18


def test_what_cannot_be_drawn_is_said_in_a_sentence() -> None:
    with (
        Drawer() as drawer,
        pytest.raises(
            OrpipelineError,
            match=r"^The report's charts could not be drawn \(status 1: .*Cannot read properties of undefined",
        ),
    ):
        drawer.begin([{"mark": 7}])
        drawer.texts()


def test_one_that_was_killed_is_said_too() -> None:
    with Drawer() as drawer, pytest.raises(OrpipelineError, match="status -9: no reason given"):
        process_of(drawer).kill()
        process_of(drawer).wait()
        drawer.begin([bars(1)])
        drawer.texts()


def test_one_that_cannot_be_started_is_said_only_when_something_is_to_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/no/such/python")
    with (
        Drawer() as drawer,
        pytest.raises(OrpipelineError, match=r"No process could be started to draw .*no/such/python"),
    ):
        drawer.begin([bars(1)])


def test_it_draws_once() -> None:
    with Drawer() as drawer:
        drawer.begin([bars(1)])
        with pytest.raises(RuntimeError, match="once"):
            drawer.begin([bars(2)])


def test_modules_of_the_current_folder_are_not_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError('not mine')")
    monkeypatch.chdir(tmp_path)
    with Drawer() as drawer:
        drawer.begin([bars(1)])
        assert len(drawer.texts()) == 1


def test_it_ends_with_the_block_that_never_asked_for_the_drawings() -> None:
    with Drawer() as drawer:
        process = process_of(drawer)
    assert process.returncode is not None
