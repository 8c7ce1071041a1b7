"""Ranks, shares and the classes of the top n by polars and by plain SQL, on random weeks and on the recorded ones."""

from collections.abc import Iterator

import duckdb
import polars as pl
import pytest

from orpipeline.transforms.shares import open_in_top_n
from orpipeline_tests.random_weeks import NOW
from orpipeline_tests.ranks_in_sql import OPENNESS, TOP_N, assert_agree, prepare
from orpipeline_tests.runs import Run
from orpipeline_tests.second_way import SEEDS, made

WEEK = ("week_convention", "variant_policy", "week_start")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize("seed", SEEDS)
def test_polars_and_sql_agree_on_random_weeks(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    weeks = made(seed)
    now = pl.DataFrame({"moment": [NOW.date()]})
    for name, frame in (("usage", weeks.usage), ("days", weeks.days), ("models", weeks.models), ("now", now.lazy())):
        con.register(name, frame.collect())
    prepare(con)
    assert_agree(con, "select * from ranks", weeks.weekly_rank.collect(), *WEEK, "rank", "model")
    assert_agree(con, OPENNESS, weeks.weekly_openness.collect(), *WEEK)
    assert_agree(con, TOP_N, open_in_top_n(weeks.weekly_rank).collect(), *WEEK, "n")


def test_polars_and_sql_agree_on_the_recorded_weeks(con: duckdb.DuckDBPyConnection, recorded: Run) -> None:
    con.execute(f"attach '{recorded.settings.published}' as house (read_only)")
    for name, query in {
        "usage": "from house.core.daily_usage",
        "days": "from house.core.days",
        "models": "from house.core.models",
        "now": "select as_of::date as moment from house.mart.build",
    }.items():
        con.execute(f"create temp view {name} as {query}")
    prepare(con)
    for sql, table, key in (
        ("select * from ranks", "weekly_rank", (*WEEK, "rank", "model")),
        (OPENNESS, "weekly_openness", WEEK),
        (TOP_N, "open_in_top_n", (*WEEK, "n")),
    ):
        assert_agree(con, sql, con.sql(f"from house.mart.{table}").pl(), *key)
