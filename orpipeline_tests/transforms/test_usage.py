"""What is known of a day, and its rows with their verdicts."""

import polars as pl
import pytest

from orpipeline.transforms.usage import days, spans
from orpipeline_tests.frames import Covered, Verdict, World, answers, facts, on, shown

DAY, NEXT, THIRD = "2026-01-05", "2026-01-06", "2026-01-07"


def day_rows(world: World, *columns: str) -> list[tuple[object, ...]]:
    return shown(world.days.filter(pl.col("day") >= on(DAY)), "day", *columns)


def many(count: int, smallest: int) -> dict[str, int]:
    return {f"lab/m{n:02}": smallest + n for n in range(count)}


def test_a_day_is_present_empty_or_missing() -> None:
    figures = {DAY: {"lab/a": 5, "other": 2}, "2026-01-08": {"lab/a": 4}}
    covered = (Covered(DAY, NEXT, "2026-01-09T02:00"), Covered("2026-01-08", "2026-01-08", "2026-01-09T03:00"))
    world = World(figures, covered=covered)
    columns = ("status", "listed_models", "token_count", "other_token_count", "is_complete")
    assert day_rows(world, *columns) == [
        (DAY, "present", 1, 7, 2, True),
        (NEXT, "empty", 0, 0, None, True),
        (THIRD, "missing", 0, 0, None, False),
        ("2026-01-08", "present", 1, 4, None, True),
    ]


def test_the_days_go_from_the_first_published_day_to_the_newest_covered_one() -> None:
    world = World({DAY: {"lab/a": 5}}, covered=(Covered(DAY, THIRD, "2026-01-08T02:00"),))
    days = shown(world.days, "day", "status")
    assert days[0] == ("2025-01-01", "missing")
    assert days[-1] == (THIRD, "missing")
    assert len(days) == 365 + 7


def test_days_after_the_newest_with_rows_are_not_read_and_days_before_it_are_empty() -> None:
    week = (Covered("2026-01-05", "2026-01-11", "2026-01-20T02:00"),)
    days = dict(shown(World({"2026-01-06": {"lab/a": 5}}, covered=week).days, "day", "status"))
    assert [days[f"2026-01-{n:02}"] for n in range(5, 12)] == ["empty", "present", *["missing"] * 5]
    later = World({"2026-01-06": {"lab/a": 5}, "2026-01-09": {"lab/a": 5}}, covered=week)
    days = dict(shown(later.days, "day", "status"))
    assert [days[f"2026-01-{n:02}"] for n in (7, 8, 9, 10)] == ["empty", "empty", "present", "missing"]


def test_a_day_held_from_before_the_first_published_day_is_shown() -> None:
    world = World({"2024-12-30": {"lab/a": 5}})
    assert shown(world.days, "day", "status") == [("2024-12-30", "present")]


def test_days_are_cut_into_spans_of_about_so_many_rows_and_no_day_is_cut_or_left_out() -> None:
    figures = {"2026-01-05": many(3, 1), "2026-01-06": many(3, 1), "2026-01-08": many(9, 1), "2026-01-09": {"other": 5}}
    world = World({**figures, "2026-01-12": {"lab/a": 1}}, covered=(Covered(DAY, "2026-01-14", "2026-01-15T02:00"),))
    # 4, 4, 10, 1 and 2 rows, `other` counted on each day: they end at row 4, 8, 18, 19 and 21
    found = [(str(first)[-2:], str(last)[-2:]) for first, last in spans(world.days, 10)]
    assert found == [("05", "06"), ("08", "09"), ("12", "12")]
    assert [(str(first)[-2:], str(last)[-2:]) for first, last in spans(world.days, 1000)] == [("05", "12")]
    assert spans(world.days.filter(pl.col("day") > on("2026-01-12")), 10) == []


def test_without_answers_there_are_no_days() -> None:
    assert shown(days(facts({}), answers()), "day") == []


def test_a_day_carries_the_as_of_of_its_newest_answer_and_is_complete_only_once_read_after_its_end() -> None:
    figures = {DAY: {"lab/a": 5}, NEXT: {"lab/a": 4}}
    covered = (Covered(DAY, NEXT, "2026-01-06T12:00"), Covered(DAY, DAY, "2026-01-06T00:30"))
    assert [
        (str(day), str(as_of), done)
        for day, as_of, done in day_rows(World(figures, covered=covered), "as_of", "is_complete")
    ] == [
        (DAY, "2026-01-06 12:00:00", True),
        (NEXT, "2026-01-06 12:00:00", False),
    ]


def test_the_floor_is_the_smallest_named_row_of_a_cut_list() -> None:
    figures = {
        DAY: {**many(50, 3), "other": 1},
        NEXT: many(50, 4),
        THIRD: {"lab/a": 9, "lab/b": 2, "other": 1},
    }
    assert day_rows(World(figures), "floor_token_count") == [(DAY, 3), (NEXT, 4), (THIRD, 2)]


def test_the_floor_is_zero_where_nothing_was_left_out() -> None:
    assert day_rows(World({DAY: many(49, 3)}), "floor_token_count") == [(DAY, 0)]


def test_equal_tokens_share_a_daily_rank_and_other_has_none() -> None:
    world = World({DAY: {"lab/c": 5, "lab/a": 5, "lab/b": 9, "lab/d": 1, "other": 5}})
    assert shown(world.usage, "permaslug", "rank", "share_of_all") == [
        ("lab/a", 2, 0.2),
        ("lab/b", 1, 0.36),
        ("lab/c", 2, 0.2),
        ("lab/d", 4, 0.04),
        ("other", None, 0.2),
    ]


def test_a_day_without_tokens_has_no_shares_and_a_day_of_one_token_has() -> None:
    world = World({DAY: {"lab/a": 0, "other": 0}, NEXT: {"lab/a": 1, "other": 0}})
    assert shown(world.usage, "day", "permaslug", "share_of_all") == [
        (DAY, "lab/a", None),
        (DAY, "other", None),
        (NEXT, "lab/a", 1.0),
        (NEXT, "other", 0.0),
    ]


def test_ranks_are_those_of_each_day() -> None:
    world = World({DAY: {"lab/a": 5, "lab/b": 9}, NEXT: {"lab/a": 5, "lab/b": 2}})
    assert shown(world.usage, "day", "rank", permaslug="lab/a") == [(DAY, 2), (NEXT, 1)]


def test_the_model_is_all_before_the_first_colon_and_the_variant_all_behind_it() -> None:
    world = World({DAY: {"lab/a": 5, "lab/a:free": 3, "lab/b:nitro:x": 1}})
    assert shown(world.usage, "permaslug", "model", "variant") == [
        ("lab/a", "lab/a", None),
        ("lab/a:free", "lab/a", "free"),
        ("lab/b:nitro:x", "lab/b", "nitro:x"),
    ]


def test_each_day_takes_the_verdict_of_that_day_and_other_takes_none() -> None:
    verdicts = (
        Verdict("lab/a", "proprietary", "closed", valid_to=DAY),
        Verdict("lab/a", "open_weights", "osi", valid_from=NEXT),
    )
    row = {"lab/a:free": 5, "lab/x": 2, "other": 1}
    world = World({DAY: row, NEXT: row}, verdicts)
    columns = ("day", "permaslug", "model_name", "openness", "licence_tier")
    assert shown(world.usage, *columns) == [
        (DAY, "lab/a:free", "LAB/A", "proprietary", "closed"),
        (DAY, "lab/x", "lab/x", "unclassified", None),
        (DAY, "other", "other", None, None),
        (NEXT, "lab/a:free", "LAB/A", "open_weights", "osi"),
        (NEXT, "lab/x", "lab/x", "unclassified", None),
        (NEXT, "other", "other", None, None),
    ]


@pytest.mark.parametrize(("read", "status"), [("2026-01-07T00:59:59", "missing"), ("2026-01-07T01:00", "empty")])
def test_a_last_day_that_its_answer_lacks_is_empty_only_if_read_an_hour_after_its_end(read: str, status: str) -> None:
    figures = {DAY: {"lab/a": 5}, THIRD: {"lab/a": 4}}
    covered = (Covered(DAY, NEXT, read), Covered(THIRD, THIRD, "2026-01-08T02:00"))
    assert day_rows(World(figures, covered=covered), "status") == [
        (DAY, "present"),
        (NEXT, status),
        (THIRD, "present"),
    ]
