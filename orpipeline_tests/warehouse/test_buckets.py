"""The weekly buckets in the warehouse: only whole ones, on Mondays only, asked for again while they may move."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orpipeline.answer import Answer, Window
from orpipeline.landing import Store
from orpipeline.warehouse.buckets import daily_windows, held_weeks
from orpipeline.warehouse.load import load
from orpipeline_tests.weekly_answers import answer, loaded

MON, NEXT, LAST = "2026-02-02", "2026-02-09", "2026-02-15"
SETTLED = "2026-03-01T02:30"
TWO_WEEKS = answer(MON, LAST, [(MON, "lab/a", 50), (MON, "lab/b", 4), (NEXT, "lab/a", 60)], SETTLED, "week")


def versions(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.sql(
        """
        select day::varchar, permaslug, version, token_count from core.versions
        where series = 'week' order by all
        """
    ).fetchall()


def test_a_later_answer_that_saw_parts_of_weeks_neither_changes_nor_erases_their_figures(tmp_path: Path) -> None:
    cut = [(MON, "lab/a", 9), (NEXT, "lab/a", 8)]
    later = answer("2026-02-04", "2026-02-12", cut, "2026-03-02T02:30", "week")
    with loaded(tmp_path, TWO_WEEKS, later) as con:
        assert versions(con) == [(MON, "lab/a", 1, 50), (MON, "lab/b", 1, 4), (NEXT, "lab/a", 1, 60)]
        assert con.sql("select count(*) from raw.rankings").fetchall() == [(3,)]


def test_a_model_that_leaves_a_bucket_vanishes_on_its_monday_alone_and_days_are_not_touched(tmp_path: Path) -> None:
    days = answer(MON, LAST, [("2026-02-03", "lab/b", 4), (NEXT, "lab/a", 60)], SETTLED)
    again = answer(MON, LAST, [(MON, "lab/a", 51), (NEXT, "lab/a", 60)], "2026-03-02T02:30", "week")
    with loaded(tmp_path, days, TWO_WEEKS, again) as con:
        assert versions(con) == [
            (MON, "lab/a", 1, 50),
            (MON, "lab/a", 2, 51),
            (MON, "lab/b", 1, 4),
            (MON, "lab/b", 2, None),
            (NEXT, "lab/a", 1, 60),
        ]
        daily = con.sql("select day::varchar, permaslug, version, token_count from core.versions where series = 'day'")
        assert sorted(daily.fetchall()) == [("2026-02-03", "lab/b", 1, 4), (NEXT, "lab/a", 1, 60)]


def bucket(as_of: str) -> Answer:
    return answer(NEXT, LAST, [(NEXT, "lab/a", 60)], as_of, "week")


@pytest.mark.parametrize(
    ("as_of", "is_held"), [("2026-02-16T02:30", False), ("2026-02-17T00:59", False), ("2026-02-17T01:00", True)]
)
def test_a_week_is_held_once_it_was_read_25_hours_after_its_end(tmp_path: Path, as_of: str, is_held: bool) -> None:
    with loaded(tmp_path, bucket(as_of)) as con:
        assert held_weeks(con) == ({date(2026, 2, 9)} if is_held else set())


def test_a_week_is_asked_for_again_when_one_of_its_days_was_restated_after_it_was_read(tmp_path: Path) -> None:
    first = answer(MON, LAST, [(MON, "lab/a", 50), (LAST, "lab/a", 60)], "2026-02-28T02:30")
    restated = answer(MON, LAST, [(MON, "lab/a", 50), (LAST, "lab/a", 61)], "2026-03-02T02:30")
    with loaded(tmp_path, first, TWO_WEEKS) as con:
        assert held_weeks(con) == {date(2026, 2, 2), date(2026, 2, 9)}
    with loaded(tmp_path, restated) as con:
        assert held_weeks(con) == {date(2026, 2, 2)}
    with loaded(tmp_path, bucket("2026-03-03T02:30")) as con:
        assert held_weeks(con) == {date(2026, 2, 2), date(2026, 2, 9)}


def test_a_week_whose_answer_was_set_aside_by_hand_is_asked_for_again(tmp_path: Path) -> None:
    with loaded(tmp_path, TWO_WEEKS) as con:
        store = Store(tmp_path / "landing")
        store.reject(TWO_WEEKS.sha256, "wrong", by="hand")
        load(con, store, print)
        assert held_weeks(con) == set()


def test_a_fresh_warehouse_holds_no_week(tmp_path: Path) -> None:
    with loaded(tmp_path) as con:
        assert held_weeks(con) == set()


def test_days_first_read_after_their_week_and_restated_ones_of_another_series_leave_it_held(tmp_path: Path) -> None:
    days = [answer(MON, LAST, [(MON, "lab/a", n)], f"2026-03-0{n}T02:30") for n in (4, 5, 6)]
    text = [
        replace(one, request=replace(one.request, params={**one.request.params, "modality": "text"}))
        for one in days[:2]
    ]
    with loaded(tmp_path, TWO_WEEKS, days[2], *text) as con:
        assert con.sql("select distinct series from core.versions where previous_as_of is not null").fetchall() == [
            ("day&modality=text",)
        ]
        assert held_weeks(con) == {date(2026, 2, 2), date(2026, 2, 9)}
        assert daily_windows(con) == [Window(date(2026, 2, 2), date(2026, 2, 15))]


def test_the_windows_of_days_are_those_of_the_daily_answers_alone(tmp_path: Path) -> None:
    with loaded(tmp_path, TWO_WEEKS, answer(NEXT, NEXT, [(NEXT, "lab/a", 5)], SETTLED)) as con:
        assert daily_windows(con) == [Window(date(2026, 2, 9), date(2026, 2, 9))]
