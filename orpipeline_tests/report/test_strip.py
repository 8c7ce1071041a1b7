"""The weeks of the first screen, and the words for them."""

from datetime import date

import polars as pl
import pytest

from orpipeline.report.strip import Week, weeks
from orpipeline.report.words import count_of, listed, percent, week_spans

MONDAY = date(2026, 2, 9)


def week(open_count: int, ways: int, ways_four: int) -> Week:
    return Week(
        MONDAY,
        [],
        open_count,
        None,
        ways,
        ways_four,
        osi_four=False,
        flipped_by=None,
        flipped_count=None,
        opened=None,
    )


@pytest.mark.parametrize(
    ("open_count", "ways", "ways_four", "is_sure"),
    [(4, 144, 144, True), (4, 144, 143, False), (3, 144, 0, True), (3, 144, 1, False), (5, 0, 0, False)],
)
def test_a_week_is_sure_when_every_way_agrees_with_the_plain_answer(
    open_count: int, ways: int, ways_four: int, is_sure: bool
) -> None:
    assert week(open_count, ways, ways_four).is_sure == is_sure


@pytest.mark.parametrize(
    ("ways", "ways_four", "said"),
    [
        (1000, 999, "99 %"),
        (1000, 1, "1 %"),
        (144, 144, "100 %"),
        (144, 0, "0 %"),
        (144, 72, "50 %"),
        (0, 0, "none held"),
    ],
)
def test_a_share_of_ways_is_never_rounded_to_all_or_none(ways: int, ways_four: int, said: str) -> None:
    assert week(4, ways, ways_four).ways_share.replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_tie_shares_a_place_and_leaves_the_next_one_empty() -> None:
    counts = pl.DataFrame(
        {"week_start": [MONDAY], "open_count": [2], "margin_at_cut": [None], "opened_in_week": [None]}
    )
    top = pl.DataFrame(
        [(1, "A", "open_weights"), (2, "B", "stealth"), (2, "C", "open_weights"), (4, "D", "proprietary")],
        schema=["rank", "model_name", "openness"],
        orient="row",
    ).with_columns(week_start=MONDAY)
    ways = pl.DataFrame({"week_start": [MONDAY], "ways": [18], "ways_four": [0], "osi_four": [None]})
    robust = pl.DataFrame({"week_start": [MONDAY], "flipped_by": [None], "flipped_open_count": [None]})
    (found,) = weeks(counts, top, ways, robust)
    assert [place and (place.mark, place.tip) for place in found.places] == [
        ("●", "1. A, open weights"),
        ("?●", "2. B, stealth (maker not disclosed); C, open weights"),
        None,
        ("○", "4. D, proprietary"),
        None,
    ]
    assert found.name == "2026-W07"


def test_runs_of_three_weeks_or_more_are_drawn_together_across_a_new_year() -> None:
    found = week_spans([date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 5), date(2026, 2, 9), date(2026, 2, 16)])
    assert found == ["2025-W52 to 2026-W02", "2026-W07", "2026-W08"]


def test_lists_and_counts_read_like_sentences() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "none",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [count_of(1, 1, "week"), count_of(2, 3, "week")] == ["1 of 1\u00a0week", "2 of 3\u00a0weeks"]
    assert [percent(None), percent(0.0033, 2)] == ["unknown", "0.33\u00a0%"]
