"""Periods: which days make a week or a month, and whether the warehouse may speak about it."""

from datetime import datetime

import polars as pl

from orpipeline.contracts import mart

CONVENTIONS = ("iso", "sunday", "rolling")
_ROLLING_DAYS = 7


def period_days(days: pl.LazyFrame) -> pl.LazyFrame:
    """Every (week_convention, week_start, week_end) that a day of `days` belongs to, one row a period and day.

    A day is in one iso week, one sunday week, one month and up to seven rolling windows: those that end on it or on one
    of the six days after it, as far as `days` reaches. polars and DuckDB both let weeks begin on Monday.
    """
    day = pl.col("day")
    monday, sunday, first = (
        day.dt.truncate("1w"),
        day.dt.offset_by("1d").dt.truncate("1w").dt.offset_by("-1d"),
        day.dt.truncate("1mo"),
    )
    calendar = days.select("day")
    return pl.concat(
        [
            _named(calendar, "iso", monday, monday.dt.offset_by("6d")),
            _named(calendar, "sunday", sunday, sunday.dt.offset_by("6d")),
            _named(calendar, "month", first, first.dt.month_end()),
            _rolling(calendar),
        ]
    )


def periods(days: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
    """Contract `mart.periods` from `core.days`; `now` is the newest as_of of the daily figures.

    Status (warehouse.md, section 3): closed when the last day was over at `now`; final when every day has rows; final
    with gaps when the missing days were read and the source has nothing; else partial. A day read before it ended
    counts as not yet read.
    """
    is_read = pl.col("is_complete") & (pl.col("status") != "missing")
    present = pl.col("status") == "present"
    length = (pl.col("week_end") - pl.col("week_start")).dt.total_days() + 1
    grouped = (
        period_days(days)
        .join(days, on="day")
        .group_by("week_convention", "week_start", "week_end")
        .agg(
            days_covered=present.sum().cast(pl.Int64),
            days_read=is_read.sum().cast(pl.Int64),
            last_covered_day=pl.col("day").filter(present).max(),
            token_count=pl.col("token_count").sum(),
            other_token_count=pl.col("other_token_count").fill_null(0).sum(),
            floor_token_count=pl.col("floor_token_count").sum(),
        )
        .filter(pl.col("days_covered") > 0)
    )
    is_closed = (pl.col("week_end") < now.date()) & (pl.col("days_read") == length)
    status = (
        pl.when(is_closed & (pl.col("days_covered") == length))
        .then(pl.lit("final"))
        .when(is_closed)
        .then(pl.lit("final_with_gaps"))
        .otherwise(pl.lit("partial"))
    )
    return mart.PERIODS.conform(grouped.with_columns(status=status))


def _named(calendar: pl.LazyFrame, convention: str, start: pl.Expr, end: pl.Expr) -> pl.LazyFrame:
    return calendar.select(week_convention=pl.lit(convention), week_start=start, week_end=end, day="day")


def _rolling(calendar: pl.LazyFrame) -> pl.LazyFrame:
    ahead = pl.LazyFrame({"ahead": range(_ROLLING_DAYS)}, schema={"ahead": pl.Int64})
    end = pl.col("day") + pl.duration(days="ahead")
    windows = calendar.join(ahead, how="cross").with_columns(week_end=end, newest=pl.col("day").max())
    start = pl.col("week_end").dt.offset_by(f"-{_ROLLING_DAYS - 1}d")
    return _named(windows.filter(pl.col("week_end") <= pl.col("newest")), "rolling", start, pl.col("week_end"))
