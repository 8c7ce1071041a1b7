"""The checks that would have caught what really happened to others: each fires on its accident and is silent on good data."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import duckdb
import pytest

from orpipeline.contracts import core, raw
from orpipeline.warehouse.objects import CheckOutcome, run_check
from orpipeline.warehouse.schema import create_table
from orpipeline.warehouse.sqlfiles import checks
from orpipeline_tests.openrouter.test_history import RAW, ranking

CHECKS = {check.name: check for check in checks()}
BLOCKING = {"unit_jump"}
WARNING = {"partial_day", "vanished_day", "renamed_slug", "catalogue_without_weights", "missing_other"}
FIRST = date(2026, 2, 2)
AS_OF = datetime(2026, 2, 20)  # noqa: DTZ001 - UTC without a zone, as the warehouse keeps it


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Ten full days of 1,000 tokens, and a catalogue of two days."""
    with duckdb.connect() as con:
        con.execute("create schema raw; create schema core")
        for table in (raw.CATALOGUE, core.VERSIONS, core.DAYS, core.DAILY_USAGE):
            create_table(con, table)
        for n in range(10):
            put_day(con, n)
        for day, weights in ((FIRST, None), (FIRST + timedelta(days=1), "lab/a")):
            con.execute("insert into raw.catalogue values ('sha', ?, 'lab/a', 'lab/a', 'A', ?, 1, 1)", [day, weights])
        yield con


def put_day(
    con: duckdb.DuckDBPyConnection, n: int, tokens: int = 1000, listed: int = 50, other: int | None = 10
) -> None:
    con.execute(
        "insert into core.days by name select ?::date as day, if(? > 0, 'present', 'empty') as status, true as is_complete,"
        " ? as listed_models, ? as token_count, ? as other_token_count, 1 as floor_token_count, ?::timestamp as as_of",
        [FIRST + timedelta(days=n), tokens, listed, tokens, other, AS_OF],
    )


def put_usage(con: duckdb.DuckDBPyConnection, n: int, model: str, tokens: int) -> None:
    con.execute(
        "insert into core.daily_usage by name select ?::date as day, ? as permaslug, ? as model, ? as model_name,"
        " ? as token_count, 1 as rank, 0.1 as share_of_all, ?::timestamp as as_of",
        [FIRST + timedelta(days=n), model, model, model, tokens, AS_OF],
    )


def outcome(con: duckdb.DuckDBPyConnection, name: str) -> CheckOutcome:
    return run_check(con, CHECKS[name])


def test_they_block_or_warn_as_meant() -> None:
    assert {name for name in BLOCKING | WARNING if CHECKS[name].is_blocking} == BLOCKING


@pytest.mark.parametrize("name", sorted(BLOCKING | WARNING))
def test_good_data_pass(con: duckdb.DuckDBPyConnection, name: str) -> None:
    put_usage(con, 8, "lab/a", 900)
    put_usage(con, 9, "lab/a", 950)
    put_usage(con, 9, "lab/new", 40)
    assert outcome(con, name).row_count == 0


@pytest.mark.parametrize("name", sorted(BLOCKING | WARNING))
def test_the_recorded_weeks_pass(published: duckdb.DuckDBPyConnection, name: str) -> None:
    assert outcome(published, name).row_count == 0


@pytest.mark.parametrize("tokens", [1_000_000, 100_000, 10, 1])
def test_a_day_in_other_units_blocks(con: duckdb.DuckDBPyConnection, tokens: int) -> None:
    put_day(con, 10, tokens=tokens)
    found = outcome(con, "unit_jump")
    assert found.row_count == 1
    assert "2026-02-12" in found.rows


@pytest.mark.parametrize("tokens", [99_999, 11])
def test_growth_and_shrinking_short_of_a_hundredfold_do_not_block(con: duckdb.DuckDBPyConnection, tokens: int) -> None:
    put_day(con, 10, tokens=tokens)
    assert outcome(con, "unit_jump").row_count == 0


@pytest.mark.parametrize(("tokens", "listed"), [(1000, 49), (499, 50)], ids=["too few rows", "half the tokens"])
def test_a_newest_day_partly_published_warns(con: duckdb.DuckDBPyConnection, tokens: int, listed: int) -> None:
    put_day(con, 10, tokens=tokens, listed=listed)
    assert outcome(con, "partial_day").row_count == 1


def test_a_slow_day_long_ago_is_no_partial_day_but_short_lists_among_full_ones_are(
    con: duckdb.DuckDBPyConnection,
) -> None:
    put_day(con, -20, tokens=5, listed=12)  # alone: the source listed fewer models then
    put_day(con, -21, tokens=500, listed=12)
    assert outcome(con, "partial_day").row_count == 0


@pytest.mark.parametrize("name", ["unit_jump", "partial_day"])
def test_days_near_the_largest_count_are_compared_too(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute("update core.days set token_count = 9223372036854775807")
    assert outcome(con, name).row_count == 0


@pytest.mark.parametrize("status", ["empty", "missing"])  # missing: the newest day, which no day with rows follows
def test_a_day_that_had_rows_and_has_none_warns(con: duckdb.DuckDBPyConnection, status: str) -> None:
    put_day(con, 10, tokens=0, listed=0, other=None)
    con.execute("update core.days set status = ? where listed_models = 0", [status])
    day = FIRST + timedelta(days=10)
    assert outcome(con, "vanished_day").row_count == 0, "the source never had anything for it"
    for version, tokens in ((1, 700), (2, None)):
        con.execute(
            "insert into core.versions by name select 'day' as series, ?::date as day, 'lab/a' as permaslug,"
            " ? as version, ? as token_count, ?::timestamp as as_of",
            [day, version, tokens, AS_OF + timedelta(days=version)],
        )
    assert outcome(con, "vanished_day").row_count == 1


@pytest.mark.parametrize(
    ("appeared", "tokens", "fires"),
    [("lab/a-2", 1000, 1), ("lab/a-2", 720, 1), ("lab/a-2", 700, 0), ("another/a-2", 900, 0)],
    ids=["same lab, more", "same lab, 20 % less", "same lab, too few", "another lab"],
)
def test_a_renamed_model_warns(con: duckdb.DuckDBPyConnection, appeared: str, tokens: int, fires: int) -> None:
    put_usage(con, 8, "lab/a", 900)
    put_usage(con, 9, appeared, tokens)
    assert outcome(con, "renamed_slug").row_count == fires


@pytest.mark.parametrize(("days_ago", "fires"), [(13, 1), (14, 0)])
def test_a_renaming_warns_for_a_fortnight(con: duckdb.DuckDBPyConnection, days_ago: int, fires: int) -> None:
    newest = 20
    put_usage(con, newest - days_ago - 1, "lab/a", 900)
    for day in range(newest - days_ago, newest + 1):
        put_usage(con, day, "lab/b", 900)
    assert outcome(con, "renamed_slug").row_count == fires


def test_a_catalogue_that_names_no_weights_warns(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into raw.catalogue values ('sha2', ?, 'lab/a', 'lab/a', 'A', null, 1, 1)", [date(2026, 2, 9)])
    assert outcome(con, "catalogue_without_weights").row_count == 1


def test_a_day_without_other_warns(con: duckdb.DuckDBPyConnection) -> None:
    put_day(con, 10, other=None)
    assert outcome(con, "missing_other").row_count == 1


@pytest.mark.skipif(
    not os.environ.get("ORPIPELINE_HISTORY"), reason="ORPIPELINE_HISTORY names no real historic answers"
)
def test_real_readings_of_the_source_pass(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("delete from core.days")
    read = ranking(max((RAW / "llm-carbon-index").glob("asof_*.json")))
    for (day,), rows in read.rows.group_by("day", maintain_order=True):
        put_day(con, (day - FIRST).days, tokens=rows["token_count"].sum(), listed=rows.height - 1)
    assert [outcome(con, name).row_count for name in ("unit_jump", "partial_day")] == [0, 0]


@pytest.mark.parametrize(("n", "fires"), [(16, 1), (17, 0)])
def test_a_newest_day_is_compared_with_the_seven_days_before_it(
    con: duckdb.DuckDBPyConnection, n: int, fires: int
) -> None:
    put_day(con, n, tokens=499)  # day 9 is the last one before it
    assert outcome(con, "partial_day").row_count == fires


@pytest.mark.parametrize(("n", "fires"), [(-7, 1), (-8, 0)])
def test_a_short_list_is_compared_with_the_seven_days_after_it(
    con: duckdb.DuckDBPyConnection, n: int, fires: int
) -> None:
    put_day(con, n, listed=12)
    assert outcome(con, "partial_day").row_count == fires


def test_a_day_for_which_the_source_has_nothing_is_no_partial_day(con: duckdb.DuckDBPyConnection) -> None:
    put_day(con, 10, tokens=0, listed=0, other=None)
    assert outcome(con, "partial_day").row_count == 0


@pytest.mark.parametrize(("larger", "fires"), [(19, 1), (20, 0)])
def test_a_renaming_warns_only_of_the_twenty_largest(con: duckdb.DuckDBPyConnection, larger: int, fires: int) -> None:
    for day in (8, 9):
        for n in range(larger):
            put_usage(con, day, f"lab{n}/big", 1000)
    put_usage(con, 8, "lab/a", 900)
    put_usage(con, 9, "lab/b", 900)
    assert outcome(con, "renamed_slug").row_count == fires


@pytest.mark.parametrize(
    ("model", "day"), [("lab/a", 9), ("lab/b", 8)], ids=["the old one stays", "the new one is old"]
)
def test_two_models_beside_each_other_are_no_renaming(con: duckdb.DuckDBPyConnection, model: str, day: int) -> None:
    put_usage(con, 8, "lab/a", 900)
    put_usage(con, 9, "lab/b", 900)
    put_usage(con, day, model, 900)
    assert outcome(con, "renamed_slug").row_count == 0


def test_a_newest_day_of_half_the_usual_total_passes(con: duckdb.DuckDBPyConnection) -> None:
    put_day(con, 10, tokens=500)
    assert outcome(con, "partial_day").row_count == 0


def test_short_lists_beside_each_other_pass_even_if_full_ones_are_near(con: duckdb.DuckDBPyConnection) -> None:
    put_day(con, -1, listed=49)
    put_day(con, -2, listed=49)
    assert outcome(con, "partial_day").row_count == 0


@pytest.mark.parametrize(("n", "fires"), [(16, 1), (17, 0), (-7, 1), (-8, 0)])
def test_a_day_in_other_units_blocks_if_there_is_any_other_within_a_week_of_it(
    con: duckdb.DuckDBPyConnection, n: int, fires: int
) -> None:
    put_day(con, n, tokens=100_000)  # beside it are days 9 or 0 at most
    found = outcome(con, "unit_jump")
    assert (found.row_count, f"day {FIRST + timedelta(days=n)}" in found.rows) == (fires, bool(fires))


def test_a_week_that_begins_on_a_day_without_rows_does_not_make_it_vanish(con: duckdb.DuckDBPyConnection) -> None:
    put_day(con, 10, tokens=0, listed=0, other=None)
    con.execute(
        "insert into core.versions by name select 'week' as series, ?::date as day, 'lab/a' as permaslug,"
        " 1 as version, 700 as token_count, ?::timestamp as as_of",
        [FIRST + timedelta(days=10), AS_OF],
    )
    assert outcome(con, "vanished_day").row_count == 0
