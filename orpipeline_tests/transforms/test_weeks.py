"""Which days make a period, and whether it may be spoken of."""

from datetime import date

import polars as pl

from orpipeline.transforms.weeks import period_days
from orpipeline_tests.frames import Covered, World, each_day, on, shown

ROW = {"lab/a": 7, "other": 3}
MONDAY = "2026-01-05"


def calendar(*days: str) -> pl.LazyFrame:
    return pl.LazyFrame({"day": [date.fromisoformat(day) for day in days]})


def spans(frame: pl.LazyFrame, convention: str) -> list[tuple[object, ...]]:
    chosen = frame.filter(pl.col("week_convention") == convention).sort("week_start", "day")
    return shown(chosen, "week_start", "week_end", "day")


def statuses(world: World, convention: str = "iso") -> list[tuple[object, ...]]:
    return shown(world.periods, "week_start", "status", "days_covered", week_convention=convention)


def test_an_iso_week_runs_from_monday_to_sunday() -> None:
    days = period_days(calendar("2026-01-11", "2026-01-12"))
    assert spans(days, "iso") == [
        ("2026-01-05", "2026-01-11", "2026-01-11"),
        ("2026-01-12", "2026-01-18", "2026-01-12"),
    ]


def test_a_sunday_week_runs_from_sunday_to_saturday() -> None:
    days = period_days(calendar("2026-01-10", "2026-01-11", "2026-01-12"))
    assert spans(days, "sunday") == [
        ("2026-01-04", "2026-01-10", "2026-01-10"),
        ("2026-01-11", "2026-01-17", "2026-01-11"),
        ("2026-01-11", "2026-01-17", "2026-01-12"),
    ]


def test_weeks_go_over_the_turn_of_a_year() -> None:
    days = period_days(calendar("2025-12-31"))
    assert spans(days, "iso") == [("2025-12-29", "2026-01-04", "2025-12-31")]
    assert spans(days, "sunday") == [("2025-12-28", "2026-01-03", "2025-12-31")]


def test_a_month_ends_on_its_own_last_day() -> None:
    days = period_days(calendar("2026-02-28", "2026-12-31"))
    assert spans(days, "month") == [
        ("2026-02-01", "2026-02-28", "2026-02-28"),
        ("2026-12-01", "2026-12-31", "2026-12-31"),
    ]


def test_a_day_is_in_the_rolling_windows_that_end_on_it_and_on_the_six_days_after_it() -> None:
    days = period_days(calendar(*(f"2026-01-{n:02}" for n in range(1, 13))))
    held = shown(days.sort("week_end"), "week_start", "week_end", week_convention="rolling", day=on("2026-01-04"))
    assert held == [
        ("2025-12-29", "2026-01-04"),
        ("2025-12-30", "2026-01-05"),
        ("2025-12-31", "2026-01-06"),
        ("2026-01-01", "2026-01-07"),
        ("2026-01-02", "2026-01-08"),
        ("2026-01-03", "2026-01-09"),
        ("2026-01-04", "2026-01-10"),
    ]


def test_no_rolling_window_ends_after_the_newest_day() -> None:
    days = period_days(calendar("2026-01-01", "2026-01-02", "2026-01-03"))
    assert shown(days.sort("week_end"), "week_end", week_convention="rolling", day=on("2026-01-02")) == [
        ("2026-01-02",),
        ("2026-01-03",),
    ]


def test_a_week_is_final_when_every_day_was_read_after_it_ended() -> None:
    world = World(each_day(MONDAY, 7, ROW), covered=(Covered(MONDAY, "2026-01-11", "2026-01-12T00:00"),))
    columns = ("week_start", "week_end", "status", "days_covered", "last_covered_day", "token_count")
    assert shown(world.periods, *columns, "other_token_count", "floor_token_count", week_convention="iso") == [
        (MONDAY, "2026-01-11", "final", 7, "2026-01-11", 70, 21, 49)
    ]


def test_a_day_for_which_the_source_has_nothing_leaves_its_week_final_with_gaps() -> None:
    # As it is with 2025-06-15: the last day of an iso week, the first of a sunday week.
    figures = each_day("2025-06-09", 13, ROW, d7=None)
    world = World(figures, covered=(Covered("2025-06-09", "2025-06-21", "2025-06-22T02:00"),))
    assert statuses(world) == [("2025-06-09", "final_with_gaps", 6), ("2025-06-16", "partial", 6)]
    assert statuses(world, "sunday") == [("2025-06-08", "partial", 6), ("2025-06-15", "final_with_gaps", 6)]
    assert shown(world.periods, "last_covered_day", week_convention="iso", week_start=on("2025-06-09")) == [
        ("2025-06-14",)
    ]
    assert ("2025-06-09", "final_with_gaps", 6) in statuses(world, "rolling")


def test_a_last_day_that_was_asked_for_before_the_source_had_it_leaves_its_week_partial() -> None:
    figures = each_day(MONDAY, 7, ROW, d7=None)
    for moment in ("2026-01-12T00:00:20", "2026-01-12T01:00:00", "2026-01-20T02:00:00"):
        assert statuses(World(figures, covered=(Covered(MONDAY, "2026-01-11", moment),))) == [(MONDAY, "partial", 6)]
    # Once later days have rows, the source has nothing for it, but for an answer that came too early to know.
    more = each_day(MONDAY, 14, ROW, d7=None)
    covered = (
        Covered(MONDAY, "2026-01-11", "2026-01-12T00:00:20"),
        Covered("2026-01-12", "2026-01-18", "2026-01-19T02:00"),
    )
    assert statuses(World(more, covered=covered)) == [(MONDAY, "partial", 6), ("2026-01-12", "final", 7)]
    in_time = (Covered(MONDAY, "2026-01-11", "2026-01-12T01:00:00"), covered[1])
    assert statuses(World(more, covered=in_time))[0] == (MONDAY, "final_with_gaps", 6)
    # A day between others is one that the source has nothing for, however early the answer.
    early = (Covered(MONDAY, "2026-01-11", "2026-01-12T00:00:20"),)
    assert statuses(World(each_day(MONDAY, 7, ROW, d4=None), covered=early)) == [(MONDAY, "final_with_gaps", 6)]


def test_a_day_never_read_leaves_its_week_partial() -> None:
    figures = each_day(MONDAY, 7, ROW, d4=None)
    read = (
        Covered(MONDAY, "2026-01-07", "2026-01-12T02:00"),
        Covered("2026-01-09", "2026-01-11", "2026-01-12T02:00"),
    )
    assert statuses(World(figures, covered=read)) == [(MONDAY, "partial", 6)]
    whole = (Covered(MONDAY, "2026-01-11", "2026-01-12T02:00"),)
    assert statuses(World(figures, covered=whole)) == [(MONDAY, "final_with_gaps", 6)]


def test_a_running_week_is_partial() -> None:
    world = World(each_day(MONDAY, 6, ROW))
    assert statuses(world) == [(MONDAY, "partial", 6)]


def test_a_day_read_before_it_ended_counts_as_not_yet_read() -> None:
    figures = each_day(MONDAY, 9, ROW)
    early = Covered(MONDAY, "2026-01-11", "2026-01-11T23:59:59")
    later = Covered("2026-01-12", "2026-01-13", "2026-01-14T02:00")
    assert statuses(World(figures, covered=(early, later)))[0] == (MONDAY, "partial", 7)
    again = Covered("2026-01-11", "2026-01-13", "2026-01-14T02:00")
    assert statuses(World(figures, covered=(early, again)))[0] == (MONDAY, "final", 7)


def test_a_period_without_any_row_is_left_out() -> None:
    figures = {MONDAY: ROW, "2026-01-19": ROW}
    world = World(figures, covered=(Covered(MONDAY, "2026-01-25", "2026-01-26T02:00"),))
    assert statuses(world) == [(MONDAY, "final_with_gaps", 1), ("2026-01-19", "partial", 1)]


def test_a_month_is_closed_by_the_same_rule() -> None:
    world = World(each_day("2026-02-01", 31, ROW))
    assert statuses(world, "month") == [("2026-02-01", "final", 28), ("2026-03-01", "partial", 3)]
