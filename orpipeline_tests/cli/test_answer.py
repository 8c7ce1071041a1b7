"""The answer in the terminal: the legend explains every mark that is printed."""

from datetime import date

import pytest

from orpipeline.cli.answer import print_weeks


@pytest.mark.parametrize(
    ("marks", "legend"),
    [
        (["proprietary", "open_weights", "stealth"], "● open weights  ○ proprietary  ? stealth"),
        (["router", "unclassified"], "~ router  · unclassified"),
    ],
)
def test_the_legend_names_the_marks_of_the_weeks_shown(
    capsys: pytest.CaptureFixture[str], marks: list[str], legend: str
) -> None:
    print_weeks([(date(2026, 2, 9), "2026-W07", 1, 0.5, marks, "A, B")])
    first, *_, week, _, _, _ = capsys.readouterr().out.splitlines()
    assert first == f"Top five by week, Monday to Sunday UTC, variants merged: {legend}"
    assert week.split()[3] == "".join({"p": "○", "o": "●", "s": "?", "r": "~", "u": "·"}[mark[0]] for mark in marks)
