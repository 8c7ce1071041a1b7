"""Facts are a pure function of the set of accepted answers, however those came in."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orpipeline.answer import Answer, Source
from orpipeline.landing import Store
from orpipeline.warehouse.load import load
from orpipeline_tests.house import House, moment, nothing, ranking
from orpipeline_tests.warehouse.versions_by_hand import versions

FIRST = date(2026, 1, 5)
DAYS = [FIRST + timedelta(days=n) for n in range(4)]
SLUGS = ("lab/a", "lab/a:free", "lab/b", "other")
SOURCES: tuple[Source, ...] = ("api", "recorded")
# Few moments and few values, so that equal as_of, equal values and values that come back are common.
MOMENTS = ("2026-01-10T02:00:00", "2026-01-10T02:00:00.001", "2026-01-11T02:00:00")
TOKENS = st.sampled_from((10, 11, 12))
PURE = settings(deadline=None, max_examples=30)


class Cut(Exception):
    """Stands for the process being killed within a load."""


class BreakingStore(Store):
    """A store that breaks off after some answers were read."""

    def __init__(self, root: Path, after: int) -> None:
        super().__init__(root)
        self._left = after

    def get(self, sha: str) -> Answer:
        if self._left == 0:
            raise Cut
        self._left -= 1
        return super().get(sha)


@st.composite
def answer(draw: st.DrawFn) -> Answer:
    """An answer over some of four days, of which at least one has rows; sometimes of a filtered series."""
    start, end = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    within = [str(day) for day in DAYS if start <= day <= end]
    row = st.dictionaries(st.sampled_from(SLUGS), TOKENS, min_size=1)
    rows = draw(st.dictionaries(st.sampled_from(within), row, min_size=1))
    params = draw(st.sampled_from(({}, {}, {"modality": "text"})))
    source = draw(st.sampled_from(SOURCES))
    return ranking(rows, draw(st.sampled_from(MOMENTS)), (str(start), str(end)), source, **params)


answers = st.lists(answer(), min_size=1, max_size=6, unique_by=lambda each: each.sha256)


def test_any_order_any_split_any_repetition_and_any_interruption_give_the_same_versions(warehouse: House) -> None:
    @PURE
    @given(answers=answers, data=st.data())
    def agrees(answers: list[Answer], data: st.DataObject) -> None:
        warehouse.empty()
        waiting = data.draw(st.permutations(answers))
        while waiting:
            size = data.draw(st.integers(1, len(waiting)))
            warehouse.put(*waiting[:size], data.draw(st.sampled_from(answers[:1] + waiting[:size])))
            waiting = waiting[size:]
            _try_to_load(warehouse, data.draw(st.integers(0, 3)))
        warehouse.load()
        assert_frame_equal(warehouse.versions(), versions(answers))

    agrees()


def _try_to_load(house: House, after: int) -> None:
    """A load that breaks off after some answers; what it read must leave no trace."""
    before = house.versions()
    try:
        load(house.con, BreakingStore(house.settings.landing, after), nothing)
    except Cut:
        assert_frame_equal(house.versions(), before)


def test_answers_set_aside_leave_the_warehouse_as_if_they_had_never_come(warehouse: House) -> None:
    @PURE
    @given(answers=answers, data=st.data())
    def agrees(answers: list[Answer], data: st.DataObject) -> None:
        warehouse.empty()
        warehouse.put(*answers)
        warehouse.load()
        gone = data.draw(st.lists(st.sampled_from(answers), unique_by=lambda each: each.sha256))
        for each in gone:
            warehouse.store.reject(each.sha256, "a test", by="hand")
        assert warehouse.load().forgotten == len(gone)
        assert_frame_equal(warehouse.versions(), versions(each for each in answers if each not in gone))

    agrees()


def facts(house: House, *columns: str) -> list[tuple[Any, ...]]:
    chosen = ", ".join(columns or ("permaslug", "version", "token_count"))
    return house.rows(f"select {chosen} from core.versions order by series, day, permaslug, version")


DAY, NEXT = "2026-01-05", "2026-01-06"


def test_only_a_changed_value_makes_a_version_and_it_says_what_came_before_and_after(warehouse: House) -> None:
    for hour, tokens in ((1, 10), (2, 10), (3, 12), (4, 12)):
        warehouse.land({DAY: {"lab/a": tokens, "other": 5}}, f"2026-01-07T0{hour}:00:00")
    assert warehouse.load().loaded == 4
    columns = ("permaslug", "version", "token_count", "as_of", "previous_as_of", "superseded_as_of")
    one, two, three = (f"2026-01-07 0{hour}:00:00.000000" for hour in (1, 2, 3))
    assert facts(warehouse, *columns) == [
        ("lab/a", 1, 10, one, None, three),
        ("lab/a", 3, 12, three, two, None),
        ("other", 1, 5, one, None, None),
    ]


def test_a_row_that_vanishes_and_comes_back_has_a_version_of_null_between(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 10, "lab/b": 7}}, "2026-01-07T01:00:00")
    warehouse.land({DAY: {"lab/b": 7}}, "2026-01-07T02:00:00")
    warehouse.land({DAY: {"lab/a": 10, "lab/b": 7}}, "2026-01-07T03:00:00")
    warehouse.load()
    assert facts(warehouse) == [("lab/a", 1, 10), ("lab/a", 2, None), ("lab/a", 3, 10), ("lab/b", 1, 7)]


def test_a_whole_day_may_vanish(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 10, "other": 2}, NEXT: {"lab/a": 9}}, "2026-01-07T01:00:00")
    warehouse.land({NEXT: {"lab/a": 9}}, "2026-01-07T02:00:00", window=(DAY, NEXT))
    warehouse.load()
    assert facts(warehouse, "day", "permaslug", "version", "token_count") == [
        (DAY, "lab/a", 1, 10),
        (DAY, "lab/a", 2, None),
        (DAY, "other", 1, 2),
        (DAY, "other", 2, None),
        (NEXT, "lab/a", 1, 9),
    ]


def test_answers_of_one_moment_stand_in_the_order_of_their_source(warehouse: House) -> None:
    for source, tokens in zip(("recorded", "api", "export"), (12, 10, 11), strict=True):
        warehouse.land({DAY: {"lab/a": tokens}}, "2026-01-07T01:00:00", source=source)  # type: ignore[arg-type]
    warehouse.load()
    assert facts(warehouse) == [("lab/a", 1, 10), ("lab/a", 2, 11), ("lab/a", 3, 12)]


def test_answers_stand_in_the_order_of_what_they_tell_of_whenever_they_were_fetched(warehouse: House) -> None:
    for hour, fetched, tokens in ((1, 9, 10), (2, 8, 11)):
        told = ranking({DAY: {"lab/a": tokens}}, f"2026-01-07T0{hour}:00:00")
        warehouse.put(replace(told, fetched_at=moment(f"2026-01-07T0{fetched}:00:00")))
    warehouse.load()
    assert facts(warehouse) == [("lab/a", 1, 10), ("lab/a", 2, 11)]


def test_a_late_answer_takes_its_place_among_the_earlier_ones(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 10}}, "2026-01-07T01:00:00")
    warehouse.land({DAY: {"lab/a": 12}}, "2026-01-07T03:00:00")
    warehouse.load()
    assert facts(warehouse) == [("lab/a", 1, 10), ("lab/a", 2, 12)]
    warehouse.land({DAY: {"lab/a": 11}}, "2026-01-07T02:00:00")
    assert warehouse.load().recomputed_days == 1
    assert facts(warehouse) == [("lab/a", 1, 10), ("lab/a", 2, 11), ("lab/a", 3, 12)]


def test_a_load_of_nothing_new_touches_no_day(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 10}}, "2026-01-07T01:00:00")
    warehouse.load()
    again = warehouse.load()
    assert (again.loaded, again.forgotten, again.recomputed_days) == (0, 0, 0)
