"""A unit error beside what is held does not become history."""

import pytest

from orpipeline_tests.house import House, ranking

WEEK = {f"2026-01-{n:02}": {"lab/a": 90, "other": 10} for n in range(5, 12)}


@pytest.fixture
def held(warehouse: House) -> House:
    """A week of days with a total of 100 tokens each."""
    warehouse.land(WEEK, "2026-01-12T02:00:00")
    warehouse.load()
    return warehouse


def later(house: House, day: str, total: int, modality: str = "") -> list[str]:
    rows = {day: {"lab/a": total - 1, "other": 1}}
    moment = "2026-01-20T02:00:00"
    house.put(ranking(rows, moment, modality=modality) if modality else ranking(rows, moment))
    return house.load().refused


def test_a_day_a_hundred_times_the_days_around_it_is_refused_and_named(held: House) -> None:
    (sentence,) = later(held, "2026-01-12", 10_000)
    assert sentence.startswith("The answer gives 10000 tokens for 2026-01-12, 100 times or more")
    assert len(held.store.rejected()) == 1
    assert held.rows("select max(day) from core.versions") == [("2026-01-11",)]


@pytest.mark.parametrize("day", ["2026-01-08", "2026-01-12"])
def test_a_hundredth_of_the_days_around_it_is_refused_too(held: House, day: str) -> None:
    (sentence,) = later(held, day, 1)
    assert sentence.startswith(f"The answer gives 1 tokens for {day}, a 100th or less of what is held")
    assert later(held, day, 2) == []


def test_a_day_read_again_is_measured_by_the_days_held_too(held: House) -> None:
    assert len(later(held, "2026-01-08", 10_000)) == 1
    assert held.rows("select max(version) from core.versions") == [(1,)]


def test_growth_below_a_hundred_times_is_believed(held: House) -> None:
    assert later(held, "2026-01-12", 9_999) == []
    assert held.rows("select max(day) from core.versions") == [("2026-01-12",)]


def test_days_more_than_a_week_away_say_nothing(held: House) -> None:
    assert later(held, "2026-01-18", 10_000) != []
    assert later(held, "2026-01-19", 10_000) == []


def test_a_held_total_beyond_64_bits_is_measured_too(held: House) -> None:
    # Each row is possible and their sum is not; the blocking check `countable` says so, if they come in a first load.
    held.con.execute("update core.versions set token_count = 9223372036854775807")
    (sentence,) = later(held, "2026-01-12", 100)
    assert "a 100th or less of what is held" in sentence


def test_another_series_says_nothing(held: House) -> None:
    assert later(held, "2026-01-12", 10_000, modality="text") == []


def test_a_rebuild_believes_what_was_believed_when_it_came(warehouse: House) -> None:
    warehouse.land(WEEK, "2026-01-12T02:00:00")
    warehouse.land({"2026-01-12": {"lab/a": 10_000}}, "2026-01-13T02:00:00")
    assert warehouse.load().refused == []


@pytest.mark.parametrize(("odd", "total", "refused"), [(5_000, 10_000, 1), (2, 250, 0)], ids=["a peak", "a hole"])
def test_one_odd_day_among_those_held_is_no_measure(warehouse: House, odd: int, total: int, refused: int) -> None:
    warehouse.land(WEEK | {"2026-01-08": {"lab/a": odd - 1, "other": 1}}, "2026-01-12T02:00:00")
    warehouse.load()
    assert len(later(warehouse, "2026-01-12", total)) == refused


def test_days_without_tokens_say_nothing(warehouse: House) -> None:
    warehouse.land({"2026-01-05": {"lab/a": 0, "other": 0}}, "2026-01-12T02:00:00")
    warehouse.load()
    assert later(warehouse, "2026-01-06", 10) == []


def test_days_that_were_restated_count_once(held: House) -> None:
    # 106 tokens a day; with what was said before it would be 206, a hundred times 2.
    held.land({day: {"lab/a": 95, "other": 11} for day in WEEK}, "2026-01-13T02:00:00")
    held.load()
    assert later(held, "2026-01-12", 2) == []


def test_each_day_of_a_long_answer_is_measured_by_the_days_around_itself(held: House) -> None:
    rows = {"2026-01-12": {"lab/a": 90, "other": 10}, "2026-01-26": {"lab/a": 9_999, "other": 1}}
    held.put(ranking(rows, "2026-01-27T02:00:00"))
    assert held.load().refused == []


def test_every_day_of_an_answer_is_measured_and_by_the_days_after_it_too(held: House) -> None:
    rows = {"2026-01-12": {"lab/a": 90, "other": 10}, "2026-01-16": {"lab/a": 9_999, "other": 1}}
    held.put(ranking(rows, "2026-01-17T02:00:00"))
    (sentence,) = held.load().refused
    assert sentence.startswith("The answer gives 10000 tokens for 2026-01-16, ")
    (sentence,) = later(held, "2026-01-04", 10_000)
    assert sentence.startswith("The answer gives 10000 tokens for 2026-01-04, ")


def test_the_answer_named_is_the_newest_of_the_nearest_day(held: House) -> None:
    held.land({"2026-01-12": {"lab/a": 91, "other": 10}}, "2026-01-13T02:00:00")
    newest = held.land({"2026-01-12": {"lab/a": 92, "other": 10}}, "2026-01-14T02:00:00")
    held.land({"2026-01-05": {"lab/a": 93, "other": 10}}, "2026-01-15T02:00:00")
    held.load()
    (sentence,) = later(held, "2026-01-13", 11_000)
    assert f"`orpipeline reject {newest[:12]} --why TEXT`" in sentence


@pytest.mark.parametrize("n", range(4))
def test_of_two_held_answers_of_one_moment_the_one_that_stands_is_named(warehouse: House, n: int) -> None:
    both = [
        ranking({"2026-01-05": {"lab/a": tokens + n}}, "2026-01-06T02:00:00", source=source)
        for tokens, source in ((90_000, "api"), (95_000, "recorded"), (100_000, "recorded"))
    ]
    warehouse.put(*both)
    warehouse.load()
    stands = max(both, key=lambda each: (each.request.source, each.sha256))
    (said,) = later(warehouse, "2026-01-06", 900)
    assert f"`orpipeline reject {stands.sha256[:12]} --why TEXT`" in said
