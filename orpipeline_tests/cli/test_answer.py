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


@pytest.mark.parametrize(
    ("count", "said"), [(40, []), (43, ['(3 earlier weeks are not shown: orpipeline query "from weekly_top5")'])]
)
def test_weeks_that_are_counted_but_not_shown_are_said(
    capsys: pytest.CaptureFixture[str], count: int, said: list[str]
) -> None:
    print_weeks([(date(2026, 2, 9), f"W{n}", 4, 0.5, ["open_weights"], "A") for n in range(count)])
    printed = capsys.readouterr().out
    assert [line for line in printed.splitlines() if "not shown" in line] == said
    assert f"{count} of {count} closed weeks" in printed
