"""The open share with its bounds, and the classes of the top n, worked out by hand."""

import polars as pl

from orpipeline.transforms.shares import monthly_openness, open_in_top_n, weekly_openness
from orpipeline_tests.frames import Verdict, World, each_day, shown

MONDAY = "2026-01-05"
SUMS = tuple(f"{name}_token_count" for name in ("open", "proprietary", "stealth", "router", "unclassified", "other"))
SHARES = ("open_share_low", "open_share_point", "open_share_high", "open_to_proprietary_ratio")
CLASSES = ("model_count", "open_count", "proprietary_count", "stealth_count", "router_count", "unclassified_count")
VERDICTS = (
    Verdict("lab/o", "open_weights"),
    Verdict("lab/o2", "open_weights"),
    Verdict("lab/p", "proprietary"),
    Verdict("lab/s", "stealth"),
    Verdict("lab/r", "router"),
)


def openness(world: World) -> pl.LazyFrame:
    return weekly_openness(world.usage, world.days, world.periods)


def shares(row: dict[str, int], *columns: str, policy: str = "merged") -> list[tuple[object, ...]]:
    world = World({MONDAY: row}, VERDICTS)
    return shown(openness(world), *columns, week_convention="iso", variant_policy=policy)


def test_the_bounds_hold_everything_unknown_for_closed_below_and_for_open_above() -> None:
    row = {"lab/o": 10, "lab/p": 20, "lab/s": 3, "lab/r": 4, "lab/unknown": 5, "other": 8}
    assert shares(row, *SUMS, "token_count") == [(10, 20, 3, 4, 5, 8, 50)]
    assert shares(row, *SHARES) == [(10 / 50, 10 / 30, 30 / 50, 10 / 20)]


def test_the_ratio_is_null_without_a_proprietary_model_and_the_point_without_either() -> None:
    assert shares({"lab/o": 10, "other": 10}, *SHARES) == [(0.5, 1.0, 1.0, None)]
    assert shares({"lab/s": 10, "other": 10}, *SHARES) == [(0.0, None, 1.0, None)]
    assert shares({"lab/o": 0, "other": 0}, *SHARES) == [(None, None, None, None)]


def test_without_free_the_free_rows_leave_the_denominator_too() -> None:
    row = {"lab/o": 10, "lab/o:free": 30, "lab/p": 20, "lab/p:nitro": 20, "other": 20}
    assert shares(row, *SUMS[:2], "token_count", *SHARES) == [(40, 40, 100, 0.4, 0.5, 0.6, 1.0)]
    assert shares(row, *SUMS[:2], "token_count", *SHARES, policy="exclude_free") == [
        (10, 40, 70, 10 / 70, 10 / 50, 30 / 70, 10 / 40)
    ]


def test_a_model_that_opens_within_the_week_counts_each_day_by_the_verdict_of_that_day() -> None:
    verdicts = (
        Verdict("lab/a", "proprietary", valid_to="2026-01-07"),
        Verdict("lab/a", "open_weights", valid_from="2026-01-08"),
    )
    world = World(each_day(MONDAY, 7, {"lab/a": 10, "other": 5}), verdicts)
    week = shown(openness(world), "week_start", "status", *SUMS[:2], week_convention="iso", variant_policy="merged")
    assert week == [(MONDAY, "final", 40, 30)]
    assert shown(world.weekly_rank, "openness", week_convention="iso", variant_policy="merged") == [("open_weights",)]


def test_there_is_a_row_a_convention_policy_and_week_and_none_of_a_month() -> None:
    world = World({MONDAY: {"lab/o": 10}}, VERDICTS)
    assert shown(openness(world), "week_convention", "variant_policy", "week_start") == [
        ("iso", "exclude_free", MONDAY),
        ("iso", "merged", MONDAY),
        ("rolling", "exclude_free", "2025-12-30"),
        ("rolling", "merged", "2025-12-30"),
        ("sunday", "exclude_free", "2026-01-04"),
        ("sunday", "merged", "2026-01-04"),
    ]


def test_a_month_is_summed_as_a_week_is() -> None:
    world = World(each_day("2026-01-31", 2, {"lab/o": 10, "lab/p": 30}), VERDICTS)
    months = monthly_openness(world.usage, world.days, world.periods)
    columns = ("month_start", "month_end", "status", "open_token_count", "open_share_point")
    assert shown(months, *columns, variant_policy="merged") == [
        ("2026-01-01", "2026-01-31", "partial", 10, 0.25),
        ("2026-02-01", "2026-02-28", "partial", 10, 0.25),
    ]


def top(row: dict[str, int], *columns: str, **equal: object) -> list[tuple[object, ...]]:
    world = World({MONDAY: row}, VERDICTS)
    return shown(open_in_top_n(world.weekly_rank), *columns, week_convention="iso", variant_policy="merged", **equal)


def test_every_class_of_the_top_n_is_counted() -> None:
    row = {"lab/p": 60, "lab/o": 50, "lab/s": 40, "lab/r": 30, "lab/unknown": 20, "lab/o2": 10, "other": 99}
    assert top(row, "n", *CLASSES) == [
        (1, 1, 0, 1, 0, 0, 0),
        (2, 2, 1, 1, 0, 0, 0),
        (3, 3, 1, 1, 1, 0, 0),
        (4, 4, 1, 1, 1, 1, 0),
        (5, 5, 1, 1, 1, 1, 1),
        (6, 6, 2, 1, 1, 1, 1),
        (7, 6, 2, 1, 1, 1, 1),
        (8, 6, 2, 1, 1, 1, 1),
        (9, 6, 2, 1, 1, 1, 1),
        (10, 6, 2, 1, 1, 1, 1),
    ]


def test_a_tie_across_the_cut_is_inside_whole_and_the_margin_is_over_the_first_one_outside() -> None:
    row = {"lab/p": 60, "lab/o": 50, "lab/o2": 50, "lab/s": 40}
    assert top(row, "n", "model_count", "open_count", "margin_at_cut")[:4] == [
        (1, 1, 0, 10 / 50),
        (2, 3, 2, 10 / 40),
        (3, 3, 2, 10 / 40),
        (4, 4, 2, None),
    ]


def test_the_margin_at_the_cut_is_null_where_nothing_is_outside() -> None:
    assert top({"lab/o": 5}, "n", "margin_at_cut")[-1] == (10, None)


def test_every_list_is_counted_apart_and_a_running_week_says_that_it_is_partial() -> None:
    world = World({MONDAY: {"lab/o:free": 9, "lab/p": 5}}, VERDICTS)
    first = open_in_top_n(world.weekly_rank).filter(pl.col("n") == 1)
    columns = ("variant_policy", "status", "open_count", "proprietary_count")
    assert shown(first, *columns, week_convention="iso") == [
        ("as_listed", "partial", 1, 0),
        ("exclude_free", "partial", 0, 1),
        ("merged", "partial", 1, 0),
    ]
