"""Week sums from the daily rows in plain Python: the second way to compute what polars and SQL computed."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from orpipeline_tests.random_weeks import Weeks, random_weeks

Row = dict[str, Any]
WEEK = timedelta(days=7)
SEEDS = (1, 2, 3)
CLOSED = ("final", "final_with_gaps")
made = cache(random_weeks)


def dicts(frame: pl.LazyFrame) -> list[Row]:
    return frame.collect().to_dicts()


def start_of(day: date, convention: str) -> date:
    return day - timedelta(days=day.weekday() if convention == "iso" else (day.weekday() + 1) % 7)


def by_week(weeks: Weeks) -> dict[tuple[str, date], list[Row]]:
    """Daily rows of each iso and sunday week."""
    grouped: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in dicts(weeks.usage):
        for convention in ("iso", "sunday"):
            grouped[convention, start_of(row["day"], convention)].append(row)
    return grouped


def week_of(row: Row) -> tuple[str, date]:
    return row["week_convention"], row["week_start"]


def total(rows: list[Row]) -> int:
    return sum(row["token_count"] for row in rows)


def closed_weeks(weeks: Weeks) -> dict[date, Row]:
    rows = dicts(weeks.periods)
    return {row["week_start"]: row for row in rows if row["week_convention"] == "iso" and row["status"] in CLOSED}


def merged_tokens(weeks: Weeks, convention: str = "iso") -> dict[date, Counter[str]]:
    """Tokens of each week and model, variants merged, from the daily rows."""
    sums: dict[date, Counter[str]] = {}
    for (kind, start), rows in by_week(weeks).items():
        if kind == convention:
            sums[start] = merged_tokens_of(rows)
    return sums


def near(share: float) -> object:
    return pytest.approx(share, abs=1e-12)


def merged_tokens_of(rows: list[Row]) -> Counter[str]:
    """Tokens of each model in these daily rows, variants merged."""
    tokens: Counter[str] = Counter()
    for row in rows:
        if row["permaslug"] != "other":
            tokens[row["model"]] += row["token_count"]
    return tokens
