"""Shares by lab, country and licence tier, worked by hand."""

from itertools import pairwise

import polars as pl
import pytest

from orpipeline.transforms.groups import weekly_country_share, weekly_lab_share, weekly_openness_by_tier
from orpipeline_tests.analysis_frames import Use, days_of, periods_of, rows_of, usage

# 2026-01-05 is a Monday; the Sunday week of the Saturday before it begins on 2026-01-04.
DAYS = tuple(f"2026-01-{day:02}" for day in range(5, 12))
MON, WED = DAYS[0], DAYS[2]


def iso(result: pl.LazyFrame) -> pl.LazyFrame:
    return result.filter(pl.col("week_convention") == "iso")


def by_tier(use: pl.LazyFrame, *columns: str) -> list[tuple[object, ...]]:
    days = days_of(use)
    return rows_of(iso(weekly_openness_by_tier(use, days, periods_of(days))), "strictness", *columns)


def shares(use: pl.LazyFrame, group: str) -> list[tuple[object, ...]]:
    days = days_of(use)
    compute = weekly_lab_share if group == "lab" else weekly_country_share
    columns = (group, "rank", "token_count", "share_low", "share_point", "share_high")
    return rows_of(iso(compute(use, days, periods_of(days))), *columns)


MIXED = usage(
    Use(MON, "osi", 40, "open_weights", "osi"),
    Use(MON, "clause", 20, "open_weights", "clause"),
    Use(MON, "community", 10, "open_weights", "community"),
    Use(MON, "research", 6, "open_weights", "non_commercial"),
    Use(MON, "hint", 4, "open_weights", None),
    Use(MON, "closed", 80, "proprietary", "closed"),
    Use(MON, "ghost", 15, "stealth"),
    Use(MON, "mix", 5, "router"),
    Use(MON, "who", 10, "unclassified"),
    Use(MON, "other", 10),
)


def test_each_strictness_counts_one_tier_less() -> None:
    # 200 tokens in all, 160 of them open weights or proprietary.
    assert by_tier(MIXED, "open_token_count", "not_open_token_count", "token_count") == [
        (1, 80, 80, 200),
        (2, 70, 86, 200),
        (3, 60, 96, 200),
        (4, 40, 116, 200),
    ]


def test_the_bounds_of_each_strictness_leave_what_is_unknown_between_them() -> None:
    # A hint says nothing of the licence: from strictness 2 on its 4 tokens are neither in nor known to be out.
    assert by_tier(MIXED, "open_share_low", "open_share_point", "open_share_high") == [
        (1, 80 / 200, 80 / 160, 120 / 200),
        (2, 70 / 200, 70 / 160, 114 / 200),
        (3, 60 / 200, 60 / 160, 104 / 200),
        (4, 40 / 200, 40 / 160, 84 / 200),
    ]


def test_a_model_that_changes_its_licence_counts_each_day_by_the_tier_of_that_day() -> None:
    use = usage(
        *(Use(day, "m", 10, "open_weights", "community" if day <= WED else "osi") for day in DAYS),
        *(Use(day, "closed", 1) for day in DAYS),
    )
    assert by_tier(use, "open_token_count", "not_open_token_count") == [
        (1, 70, 7),
        (2, 70, 7),
        (3, 40, 37),
        (4, 40, 37),
    ]


def test_a_week_without_any_verdict_has_bounds_and_no_point() -> None:
    use = usage(Use(MON, "ghost", 3, "stealth"), Use(MON, "other", 1))
    assert by_tier(use, "open_share_low", "open_share_point", "open_share_high")[0] == (1, 0.0, None, 1.0)


def test_a_lab_share_divides_by_all_by_the_known_and_gives_it_all_that_is_unknown() -> None:
    use = usage(
        Use(MON, "x/a", 30, lab="X"),
        Use(MON, "x/a:free", 10, lab="X"),
        Use(MON, "xx/b", 10, "open_weights", lab="X"),
        Use(MON, "y/c", 30, lab="Y"),
        Use(MON, "ghost", 5, "stealth", lab="undisclosed"),
        Use(MON, "openrouter/auto", 4, "router", lab="OpenRouter", lab_country="US"),
        Use(MON, "who", 6, "unclassified"),
        Use(MON, "other", 5),
    )
    assert shares(use, "lab") == [
        ("X", 1, 50, 50 / 100, 50 / 80, 70 / 100),
        ("Y", 2, 30, 30 / 100, 30 / 80, 50 / 100),
    ]


def test_a_lab_of_unknown_home_is_unknown_to_the_countries_only() -> None:
    use = usage(
        Use(MON, "a", 50, lab="A", lab_country="CN"),
        Use(MON, "b", 30, lab="B", lab_country="US"),
        Use(MON, "c", 20, lab="C", lab_country=None),
    )
    assert [row[0] for row in shares(use, "lab")] == ["A", "B", "C"]
    assert shares(use, "lab_country") == [
        ("CN", 1, 50, 50 / 100, 50 / 80, 70 / 100),
        ("US", 2, 30, 30 / 100, 30 / 80, 50 / 100),
    ]


def test_labs_with_equal_tokens_share_a_rank_and_the_next_rank_is_left_out() -> None:
    use = usage(Use(MON, "b", 5, lab="B"), Use(MON, "a", 5, lab="A"), Use(MON, "c", 1, lab="C"))
    assert [row[:2] for row in shares(use, "lab")] == [("A", 1), ("B", 1), ("C", 3)]


def test_a_stealth_model_belongs_to_its_lab_from_the_day_of_its_reveal() -> None:
    use = usage(
        *(Use(day, "ghost", 10, "stealth", lab="undisclosed") for day in DAYS[:3]),
        *(Use(day, "ghost", 10, "open_weights", lab="X") for day in DAYS[3:]),
        *(Use(day, "y", 10, lab="Y") for day in DAYS),
    )
    assert shares(use, "lab") == [
        ("Y", 1, 70, 70 / 140, 70 / 110, 100 / 140),
        ("X", 2, 40, 40 / 140, 40 / 110, 70 / 140),
    ]


def test_weeks_begin_on_monday_or_on_sunday_and_say_whether_they_are_closed() -> None:
    use = usage(*(Use(day, "a", 1, lab="A") for day in DAYS))
    days = days_of(use)
    result = weekly_lab_share(use, days, periods_of(days))
    assert rows_of(result, "week_convention", "week_start", "week_end", "status", "days_covered", "token_count") == [
        ("iso", "2026-01-05", "2026-01-11", "final", 7, 7),
        ("sunday", "2026-01-04", "2026-01-10", "partial", 6, 6),
        ("sunday", "2026-01-11", "2026-01-17", "partial", 1, 1),
    ]


def test_a_day_the_source_lacks_leaves_a_closed_week_and_a_day_never_read_a_partial_one() -> None:
    use = usage(*(Use(day, "a", 1, lab="A") for day in DAYS if day != WED))
    for days, status in ((days_of(use, empty=(WED,)), "final_with_gaps"), (days_of(use, missing=(WED,)), "partial")):
        lab = iso(weekly_lab_share(use, days, periods_of(days)))
        tier = iso(weekly_openness_by_tier(use, days, periods_of(days)))
        assert rows_of(lab, "status", "days_covered", "share_low") == [(status, 6, 1.0)]
        assert rows_of(tier, "status", "days_covered").count((status, 6)) == 4


def test_a_day_without_tokens_divides_by_nothing() -> None:
    use = usage(Use(MON, "a", 0, lab="A"))
    assert shares(use, "lab") == [("A", 1, 0, None, None, None)]


@pytest.mark.parametrize("column", ["open_share_low", "open_share_point", "open_share_high"])
def test_a_stricter_reading_never_finds_more_open_tokens(column: str) -> None:
    figures = [share for _, share in by_tier(MIXED, column)]
    assert all(strict < loose for loose, strict in pairwise(figures))  # type: ignore[operator]


def test_a_model_of_an_undisclosed_maker_belongs_to_no_lab_whatever_its_verdict() -> None:
    use = usage(
        Use(MON, "x", 60, lab="X"),
        Use(MON, "y", 20, lab="Y"),
        Use(MON, "ghost", 20, "proprietary", lab="undisclosed"),
    )
    assert shares(use, "lab") == [
        ("X", 1, 60, 60 / 100, 60 / 80, 80 / 100),
        ("Y", 2, 20, 20 / 100, 20 / 80, 40 / 100),
    ]
