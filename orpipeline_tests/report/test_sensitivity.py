"""How sure a week is: counted, packed into the page, and the week to open with."""

from datetime import date
from itertools import product

import polars as pl
import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.report.sensitivity import (
    POLICIES,
    STEALTH,
    STRICTNESS,
    TIME_BASES,
    agreement,
    chosen_week,
    matrices,
)

FEB_9, FEB_16 = date(2026, 2, 9), date(2026, 2, 16)
ISO, SUNDAY = ("iso", FEB_9), ("sunday", date(2026, 2, 8))


def settings(
    monday: date, window: tuple[str, date], counts: dict[tuple[str, str, int, str], int], rest: int
) -> list[dict]:
    """All 72 settings of one window: `counts` by policy, stealth, strictness and basis, `rest` elsewhere."""
    return [
        {
            "week_start": monday,
            "week_convention": window[0],
            "window_start": window[1],
            "variant_policy": key[0],
            "stealth_scenario": key[1],
            "strictness": key[2],
            "time_basis": key[3],
            "open_count": counts.get(key, rest),
            "has_four_or_more": counts.get(key, rest) >= 4,
        }
        for key in product(POLICIES, STEALTH, STRICTNESS, TIME_BASES)
    ]


def test_ways_are_the_settings_at_any_weights_and_osi_is_the_plain_setting_alone() -> None:
    osi = {("merged", "not_open", 4, "as_then"): 5, ("as_listed", "open", 1, "as_now"): 4}
    frame = pl.DataFrame(settings(FEB_9, ISO, osi, 3) + settings(FEB_9, SUNDAY, {}, 4))
    assert agreement(frame).to_dicts() == [{"week_start": FEB_9, "ways": 36, "ways_four": 19, "osi_four": True}]


def test_a_week_without_its_plain_setting_says_nothing_about_osi() -> None:
    frame = pl.DataFrame(settings(FEB_9, SUNDAY, {}, 5))
    assert agreement(frame)["osi_four"].to_list() == [None]


def test_a_matrix_gives_every_count_back_under_its_setting_even_eleven_in_a_tie() -> None:
    wanted = {key: n % 12 for n, key in enumerate(product(POLICIES, STEALTH, STRICTNESS, TIME_BASES))}
    assert max(wanted.values()) == 11
    matrix = matrices(pl.DataFrame(settings(FEB_9, ISO, wanted, 0)))[str(FEB_9)]
    assert matrix.week == "2026-W07"
    assert matrix.span == "9 Feb to 15 Feb 2026"
    for strictness, basis in product(STRICTNESS, TIME_BASES):
        found = [wanted[p, s, strictness, basis] for p in POLICIES for s in STEALTH]
        assert matrix.cells(strictness, basis) == [("Mon 9 Feb (ISO week)", found)]


def test_windows_stand_in_order_of_their_first_day_and_what_is_not_held_is_no_zero() -> None:
    rows = (
        settings(FEB_9, ISO, {}, 4)
        + settings(FEB_9, ("rolling", date(2026, 2, 6)), {}, 2)
        + settings(FEB_9, SUNDAY, {}, 3)
    )
    without = [row for row in rows if not (row["variant_policy"] == "merged" and row["week_convention"] == "sunday")]
    assert matrices(pl.DataFrame(without))[str(FEB_9)].cells() == [
        ("Fri 6 Feb", [2] * 9),
        ("Sun 8 Feb (Sunday-start week)", [None] * 3 + [3] * 6),
        ("Mon 9 Feb (ISO week)", [4] * 9),
    ]


def weeks_and_ways(*rows: tuple[date, int, int, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    frame = pl.DataFrame(rows, schema=["week_start", "open_count", "ways", "ways_four"], orient="row")
    return frame.select("week_start", "open_count"), frame.drop("open_count")


def test_the_page_opens_with_the_least_sure_week_with_four_or_more() -> None:
    march = date(2026, 3, 2)
    assert chosen_week(*weeks_and_ways((FEB_9, 4, 144, 72), (FEB_16, 4, 144, 126), (march, 3, 144, 8)), None) == FEB_9


def test_without_such_a_week_it_opens_with_the_newest_and_without_weeks_with_none() -> None:
    assert chosen_week(*weeks_and_ways((FEB_9, 3, 144, 0), (FEB_16, 1, 144, 0)), None) == FEB_16
    weeks, ways = weeks_and_ways((FEB_9, 3, 144, 0))
    assert chosen_week(weeks.clear(), ways.clear(), None) is None


def test_any_day_of_a_week_chooses_it_and_a_week_not_held_is_said() -> None:
    frames = weeks_and_ways((FEB_9, 4, 144, 72), (FEB_16, 4, 144, 126))
    assert chosen_week(*frames, date(2026, 2, 22)) == FEB_16
    with pytest.raises(ConfigurationError, match="2026-02-23 \\(2026-W09\\) is not held"):
        chosen_week(*frames, date(2026, 2, 23))
