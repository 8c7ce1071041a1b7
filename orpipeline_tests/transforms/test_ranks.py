"""Weekly ranks, worked out by hand."""

import polars as pl
import pytest

from orpipeline_tests.frames import Covered, Verdict, World, each_day, on, shown

MONDAY, TUESDAY = "2026-01-05", "2026-01-06"
MERGED = {"week_convention": "iso", "variant_policy": "merged"}


def of(world: World, *columns: str, policy: str = "merged", convention: str = "iso") -> list[tuple[object, ...]]:
    return shown(world.weekly_rank, *columns, week_convention=convention, variant_policy=policy)


def test_a_tie_at_rank_five_puts_six_models_into_the_top_five_in_the_order_of_their_slugs() -> None:
    row = {"lab/f": 90, "lab/e": 80, "lab/d": 70, "lab/c": 60, "lab/z": 50, "lab/a": 50, "lab/b": 40}
    world = World(each_day(MONDAY, 7, row))
    assert of(world, "rank", "model", "token_count") == [
        (1, "lab/f", 630),
        (2, "lab/e", 560),
        (3, "lab/d", 490),
        (4, "lab/c", 420),
        (5, "lab/a", 350),
        (5, "lab/z", 350),
        (7, "lab/b", 280),
    ]


def test_three_variant_policies_rank_three_lists() -> None:
    world = World({MONDAY: {"lab/a": 10, "lab/a:free": 6, "lab/b": 12, "lab/b:nitro": 1, "other": 4}})
    columns = ("rank", "model", "base_model", "token_count", "share_of_all", "share_of_listed")
    assert of(world, *columns) == [
        (1, "lab/a", "lab/a", 16, 16 / 33, 16 / 29),
        (2, "lab/b", "lab/b", 13, 13 / 33, 13 / 29),
    ]
    assert of(world, *columns, policy="as_listed") == [
        (1, "lab/b", "lab/b", 12, 12 / 33, 12 / 29),
        (2, "lab/a", "lab/a", 10, 10 / 33, 10 / 29),
        (3, "lab/a:free", "lab/a", 6, 6 / 33, 6 / 29),
        (4, "lab/b:nitro", "lab/b", 1, 1 / 33, 1 / 29),
    ]
    assert of(world, *columns, policy="exclude_free") == [
        (1, "lab/b", "lab/b", 13, 13 / 27, 13 / 23),
        (2, "lab/a", "lab/a", 10, 10 / 27, 10 / 23),
    ]


def test_a_model_listed_only_as_free_is_in_no_list_without_free() -> None:
    world = World({MONDAY: {"lab/a:free": 6, "lab/b": 1}})
    assert of(world, "model", policy="exclude_free") == [("lab/b",)]


def test_an_unlisted_day_adds_its_smallest_row_to_the_upper_bound_and_a_day_without_rows_nothing() -> None:
    figures = {
        MONDAY: {"lab/a": 9, "lab/b": 5, "other": 4},
        TUESDAY: {"lab/a": 9, "lab/c": 3, "other": 2},
        "2026-01-08": {"lab/a": 9, "lab/c": 8, "other": 2},
    }
    world = World(figures)
    columns = ("model", "token_count", "token_count_high", "days_listed", "days_covered")
    assert of(world, *columns) == [("lab/a", 27, 27, 3, 3), ("lab/c", 11, 16, 2, 3), ("lab/b", 5, 16, 1, 3)]


def test_nothing_is_added_where_the_list_was_not_cut() -> None:
    world = World({MONDAY: {"lab/a": 9, "lab/b": 5}, TUESDAY: {"lab/a": 9}})
    assert of(world, "model", "token_count", "token_count_high") == [("lab/a", 18, 18), ("lab/b", 5, 5)]


def test_the_margin_is_zero_in_a_tie_and_null_on_the_last_row() -> None:
    world = World({MONDAY: {"lab/a": 50, "lab/b": 50, "lab/c": 40}})
    assert of(world, "model", "margin_to_next") == [("lab/a", 0.0), ("lab/b", 0.25), ("lab/c", None)]


def test_the_margin_over_a_row_of_no_tokens_is_null_and_zero_in_a_tie_of_such_rows() -> None:
    world = World({MONDAY: {"lab/a": 5, "lab/b": 0, "lab/c": 0}})
    assert of(world, "model", "margin_to_next") == [("lab/a", None), ("lab/b", 0.0), ("lab/c", None)]


def test_shares_of_nothing_are_null() -> None:
    world = World({MONDAY: {"lab/a": 0, "other": 0}})
    assert of(world, "share_of_all", "share_of_listed") == [(None, None)]
    assert shown(world.usage, "permaslug", "share_of_all") == [("lab/a", None), ("other", None)]


def test_membership_takes_the_verdict_of_the_last_covered_day_and_now_that_of_the_newest_answer() -> None:
    verdicts = (
        Verdict("lab/a", "stealth", valid_to="2026-01-10"),
        Verdict("lab/a", "proprietary", "closed", valid_from="2026-01-11", valid_to="2026-01-14"),
        Verdict("lab/a", "open_weights", "osi", valid_from="2026-01-15"),
    )
    columns = ("week_start", "openness", "licence_tier", "openness_now")
    figures = each_day(MONDAY, 8, {"lab/a": 5})
    read = (Covered(MONDAY, "2026-01-12", "2026-01-15T02:00"),)
    assert of(World(figures, verdicts, read), *columns) == [
        (MONDAY, "proprietary", "closed", "open_weights"),
        ("2026-01-12", "proprietary", "closed", "open_weights"),
    ]
    without_sunday = each_day(MONDAY, 8, {"lab/a": 5}, d7=None)
    assert of(World(without_sunday, verdicts, read), *columns)[0] == (MONDAY, "stealth", None, "open_weights")


def test_a_variant_takes_the_verdict_and_the_name_of_its_model() -> None:
    world = World({MONDAY: {"lab/a:free": 5}}, (Verdict("lab/a", "open_weights", lab="Lab", name="A"),))
    columns = ("model", "base_model", "model_name", "lab", "openness", "openness_now")
    assert of(world, *columns, policy="as_listed") == [
        ("lab/a:free", "lab/a", "A", "Lab", "open_weights", "open_weights")
    ]


def test_rolling_weeks_are_kept_for_ranks_up_to_fifty_and_calendar_weeks_whole() -> None:
    row = {f"lab/m{n:02}": 100 - n for n in range(60)} | {"other": 1}
    world = World({MONDAY: row})
    ranks = {c: [rank for (rank,) in of(world, "rank", convention=c)] for c in ("iso", "sunday", "rolling")}
    assert ranks == {"iso": list(range(1, 61)), "sunday": list(range(1, 61)), "rolling": list(range(1, 51))}
    assert shown(world.weekly_rank.head(1), "share_of_listed", week_convention="iso") == [(100 / 4230,)]


def test_a_tie_at_rank_fifty_of_a_rolling_week_is_kept_whole() -> None:
    row = {f"lab/m{n:02}": 100 - min(n, 49) for n in range(52)}
    rolling = of(World({MONDAY: row}), "rank", convention="rolling")
    assert [rank for (rank,) in rolling] == [*range(1, 51), 50, 50]


def test_a_rolling_share_is_of_all_rows_also_of_those_below_rank_fifty() -> None:
    row = {f"lab/m{n:02}": 2 for n in range(50)} | {"lab/low": 1, "other": 9}
    world = World({MONDAY: row})
    assert set(of(world, "share_of_all", convention="rolling")) == {(2 / 110,)}


def test_every_week_of_every_convention_is_ranked_apart() -> None:
    world = World({"2026-01-10": {"lab/a": 5, "lab/b": 4}, "2026-01-11": {"lab/b": 7}})
    assert of(world, "week_start", "rank", "model") == [(MONDAY, 1, "lab/b"), (MONDAY, 2, "lab/a")]
    assert of(world, "week_start", "rank", "model", convention="sunday") == [
        ("2026-01-04", 1, "lab/a"),
        ("2026-01-04", 2, "lab/b"),
        ("2026-01-11", 1, "lab/b"),
    ]
    rolling = shown(world.weekly_rank, "model", "token_count", week_convention="rolling", week_end=on("2026-01-11"))
    assert rolling[:2] == [("lab/b", 11), ("lab/a", 5)]


def test_a_model_with_two_verdicts_at_once_is_an_error_and_gives_no_row_the_name_of_another() -> None:
    twice = (Verdict("lab/a", "proprietary"), Verdict("lab/a", "open_weights"))
    with pytest.raises(pl.exceptions.ComputeError, match="did not fulfill m:1"):
        World({"2026-01-05": {"lab/a": 5, "lab/b": 3}}, twice).weekly_rank.collect()
