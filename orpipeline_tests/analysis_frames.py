"""Small hand-written frames in the shape of the contracts, for the tests of charts, shares, lifecycles and growth."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple

import polars as pl

from orpipeline.contracts import Table, core, mart
from orpipeline.transforms.weeks import periods

NOW = datetime(2026, 6, 1, 2)  # noqa: DTZ001


class Use(NamedTuple):
    """One row of a day; the defaults are those of a known proprietary model."""

    day: str
    permaslug: str
    token_count: int
    openness: str | None = "proprietary"
    licence_tier: str | None = None
    lab: str | None = None
    lab_country: str | None = None


class Spot(NamedTuple):
    """One model in one week. `high` is its upper bound, the tokens themselves if not given."""

    week_start: str
    model: str
    token_count: int
    high: int | None = None
    status: str = "final"


def frame(table: Table, rows: list[dict[str, object]]) -> pl.LazyFrame:
    """Rows as the table's frame; what a row leaves out is filled with a plain value of the column's type."""
    plain = {"bigint": 0, "double": 0.0, "varchar": "", "boolean": False, "date": date(2026, 1, 1), "timestamp": NOW}
    known = {column.name for column in table.columns}
    assert all(row.keys() <= known for row in rows)
    blank = {column.name: None if column.nullable else plain[column.type] for column in table.columns}
    return pl.LazyFrame([blank | row for row in rows], schema=table.polars_schema)


def usage(*rows: Use) -> pl.LazyFrame:
    """`core.daily_usage`, with what the weekly shares read."""
    filled = [
        {
            **row._asdict(),
            "day": date.fromisoformat(row.day),
            "model": row.permaslug.partition(":")[0],
            "variant": row.permaslug.partition(":")[2] or None,
            "openness": None if row.permaslug == "other" else row.openness,
        }
        for row in rows
    ]
    return frame(core.DAILY_USAGE, filled)


def days_of(use: pl.LazyFrame, missing: tuple[str, ...] = (), empty: tuple[str, ...] = ()) -> pl.LazyFrame:
    """`core.days` from the first day of `use` to the last; every day without rows is named, as never read or as empty."""
    sums: dict[date, list[tuple[str, int]]] = defaultdict(list)
    for row in use.collect().iter_rows(named=True):
        sums[row["day"]].append((row["permaslug"], row["token_count"]))
    rows: list[dict[str, object]] = []
    day = min(sums)
    while day <= max(sums):
        listed = dict(sums.get(day, []))
        status = "present" if listed else "empty" if day.isoformat() in empty else "missing"
        assert listed or day.isoformat() in (*missing, *empty)
        other = listed.get("other")
        rows.append(
            {
                "day": day,
                "status": status,
                "is_complete": True,
                "token_count": sum(listed.values()),
                "other_token_count": other,
                "listed_models": len(listed) - (other is not None),
            }
        )
        day += timedelta(days=1)
    return frame(core.DAYS, rows)


def weekly_rank(*spots: Spot, convention: str = "iso", policy: str = "merged") -> pl.LazyFrame:
    """`mart.weekly_rank` of these models: ranks and margins as SQL `rank()` gives them."""
    weeks: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        weeks[spot.week_start].append(spot)
    rows: list[dict[str, object]] = []
    for week_start, listed in weeks.items():
        listed.sort(key=lambda spot: (-spot.token_count, spot.model))
        for place, spot in enumerate(listed):
            following = listed[place + 1].token_count if place + 1 < len(listed) else None
            monday = date.fromisoformat(week_start)
            rows.append(
                {
                    "week_convention": convention,
                    "week_start": monday,
                    "week_end": monday + timedelta(days=6),
                    "status": spot.status,
                    "days_covered": 7,
                    "days_listed": 7,
                    "variant_policy": policy,
                    "rank": 1 + sum(other.token_count > spot.token_count for other in listed),
                    "model": spot.model,
                    "base_model": spot.model,
                    "model_name": spot.model.upper(),
                    "openness_now": "proprietary",
                    "token_count": spot.token_count,
                    "token_count_high": spot.token_count if spot.high is None else spot.high,
                    "margin_to_next": None if following is None else spot.token_count / following - 1,
                }
            )
    return frame(mart.WEEKLY_RANK, rows)


def iso_periods(*weeks: tuple[str, int, int], floor: int = 0, status: str = "final") -> pl.LazyFrame:
    """`mart.periods` of iso weeks given as (Monday, token_count, other_token_count)."""
    rows: list[dict[str, object]] = []
    for week_start, token_count, other in weeks:
        monday = date.fromisoformat(week_start)
        rows.append(
            {
                "week_convention": "iso",
                "week_start": monday,
                "week_end": monday + timedelta(days=6),
                "status": status,
                "days_covered": 7,
                "token_count": token_count,
                "other_token_count": other,
                "floor_token_count": floor,
            }
        )
    return frame(mart.PERIODS, rows)


def periods_of(days: pl.LazyFrame) -> pl.LazyFrame:
    """`mart.periods` as the warehouse makes it, long after the days."""
    return periods(days, NOW)


def rows_of(result: pl.LazyFrame, *columns: str) -> list[tuple[object, ...]]:
    """Chosen columns as tuples, dates as text, so that expected rows are easy to read."""
    shown = result.collect().select(columns).with_columns(pl.col(pl.Date).cast(pl.String))
    return shown.rows()
