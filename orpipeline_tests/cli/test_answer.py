"""The answer in the terminal: the legend explains every mark that is printed."""

from datetime import date

import pytest

from orpipeline.cli.answer import print_answer, print_weeks
from orpipeline.warehouse.publish import publish
from orpipeline_tests.built import build, listed, week
from orpipeline_tests.house import House, catalogue


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


def test_each_closed_iso_week_is_shown_in_the_order_of_its_ranks_with_variants_merged(
    warehouse: House, capsys: pytest.CaptureFixture[str]
) -> None:
    # A week of 2026 by its number, from 2025. lab/a is fifth with its free variant and seventh without.
    tokens = {"lab/g": 60, "lab/f": 50, "lab/e": 40, "lab/d": 30, "lab/c": 10, "lab/b": 9, "lab/a": 8, "lab/a:free": 12}
    open_ones = [listed(slug, slug.upper()) for slug in ("lab/g", "lab/e", "lab/d", "lab/a", "lab/b")]
    warehouse.put(catalogue(open_ones, "2025-12-20T02:00:00"))
    warehouse.land(week("2025-12-29", tokens) | week("2026-01-05", tokens, days=3), "2026-01-08T02:00:00")
    build(warehouse)
    publish(warehouse.open)
    print_answer(warehouse.settings.published)
    lines = capsys.readouterr().out.splitlines()
    (shown,) = (line for line in lines if "2025-12-29" in line or "2026-01-05" in line)
    names = "LAB/G, lab/f, LAB/E, LAB/D, LAB/A"
    assert shown == f"2026-W01  2025-12-29  4     ●·●●●   100.00%  {names}  <- 4 or more"
    assert "1 of 1 closed weeks had four or more open models in the top five: 2026-W01." in lines


def test_the_weeks_named_are_those_with_four_or_more_shown_or_not(capsys: pytest.CaptureFixture[str]) -> None:
    early = (date(2026, 2, 9), "W0", 4, 0.0, ["open_weights"], "A")
    print_weeks([early, *((date(2026, 2, 9), f"W{n}", 3, None, ["proprietary"], "A") for n in range(1, 42))])
    printed = capsys.readouterr().out
    assert "1 of 42 closed weeks had four or more open models in the top five: W0." in printed
    assert "● open weights" not in printed
    print_weeks([early])
    assert "4     ●     0.00%  A  <- 4 or more" in capsys.readouterr().out
