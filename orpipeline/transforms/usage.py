"""From stored facts to classified days: `core.days` and `core.daily_usage`."""

from datetime import date

import polars as pl

from orpipeline.answer import FIRST_DAY, OTHER
from orpipeline.contracts import core
from orpipeline.transforms.models import verdict_on

_PUBLISHED_ROWS = 50
# The source serves a day minutes after it ended; an answer of the first hour that lacks it only came too early.
_SERVED_AFTER = pl.duration(days=1, hours=1)


def days(facts: pl.LazyFrame, answers: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `core.days`.

    `facts` (day, permaslug, token_count) is the newest version of each fact; `answers` (window_start, window_end, as_of)
    the accepted answers of the daily series. A day is covered by every answer whose window holds it, but for days after
    the newest with rows, and the last days of an answer that has nothing for them and was made before the source serves them.
    """
    named = pl.col("permaslug") != OTHER
    totals = facts.group_by("day").agg(
        listed_models=named.sum().cast(pl.Int64),
        token_count=pl.col("token_count").sum(),
        other_token_count=pl.col("token_count").filter(~named).first(),
        smallest=pl.col("token_count").filter(named).min(),
    )
    covered = _coverage(answers, totals)
    joined = _calendar(answers).join(covered, on="day", how="left").join(totals, on="day", how="left")
    status = (
        pl.when(pl.col("listed_models").is_not_null())
        .then(pl.lit("present"))
        .when(pl.col("as_of").is_not_null())
        .then(pl.lit("empty"))
        .otherwise(pl.lit("missing"))
    )
    # Fewer rows than the source publishes, and no `other`: nothing was left out, so an unlisted model had no tokens.
    is_cut = (pl.col("listed_models") >= _PUBLISHED_ROWS) | pl.col("other_token_count").is_not_null()
    return core.DAYS.conform(
        joined.with_columns(
            status=status,
            is_complete=(pl.col("as_of").dt.date() > pl.col("day")).fill_null(value=False),
            listed_models=pl.col("listed_models").fill_null(0),
            token_count=pl.col("token_count").fill_null(0),
            floor_token_count=pl.when(is_cut).then("smallest").otherwise(0).fill_null(0),
        )
    )


def daily_usage(facts: pl.LazyFrame, day_table: pl.LazyFrame, models: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `core.daily_usage`: each fact with its model, the verdict of that day, daily rank and share.

    Rank is SQL `rank()` over the day's named rows (warehouse.md, rule 2); `other` has no rank and no verdict. Sorted while
    rows are narrow.
    """
    named = pl.col("permaslug") != OTHER
    day_facts = day_table.select("day", "as_of", day_token_count="token_count")
    rows = (
        facts.sort("day", "permaslug")
        .with_columns(
            model=model_of("permaslug"),
            variant=variant_of("permaslug"),
            rank=pl.when(named).then("token_count").rank("min", descending=True).over("day").cast(pl.Int64),
        )
        .join(day_facts, on="day", maintain_order="left")
    )
    classified = verdict_on(rows, models, "day")
    return core.DAILY_USAGE.shape(
        classified.with_columns(
            model_name=pl.coalesce("model_name", "permaslug"),
            share_of_all=pl.when(pl.col("day_token_count") != 0).then(
                pl.col("token_count") / pl.col("day_token_count")
            ),
        )
    )


def spans(day_table: pl.LazyFrame, row_count: int) -> list[tuple[date, date]]:
    """First and last days of consecutive spans that have about so many rows of usage each, or are one day."""
    ends = (pl.col("listed_models") + 1).cum_sum()
    numbered = day_table.filter(pl.col("status") == "present").sort("day").select("day", span=ends // row_count)
    found = numbered.group_by("span").agg(first=pl.col("day").min(), last=pl.col("day").max()).sort("first").collect()
    return found.select("first", "last").rows()


def model_of(column: str) -> pl.Expr:
    """A permaslug without its variant: everything before the first colon (registry README, "Joining")."""
    return pl.col(column).str.splitn(":", 2).struct.field("field_0")


def variant_of(column: str) -> pl.Expr:
    """What follows the first colon of a permaslug or of a catalogue's id, as `free`; null where there is none."""
    return pl.col(column).str.splitn(":", 2).struct.field("field_1")


def _calendar(answers: pl.LazyFrame) -> pl.LazyFrame:
    first = pl.min_horizontal(pl.col("window_start").min(), pl.lit(FIRST_DAY))
    calendar = answers.select(day=pl.date_ranges(first, pl.col("window_end").max())).explode("day").unique()
    # Without an answer there is no last day, and explode makes a null of it.
    return calendar.drop_nulls()


def _coverage(answers: pl.LazyFrame, present: pl.LazyFrame) -> pl.LazyFrame:
    """The newest as_of of the answers that cover a day; `present` has a row for each `day` with rows.

    Days after the newest one with rows are not covered by any: an answer that ends in empty days says that the source has
    stopped, or lags, not that these days had no tokens.
    """
    each = answers.with_row_index("answer").select("answer", "as_of", day=pl.date_ranges("window_start", "window_end"))
    days = each.explode("day").join(present.select("day", present_day="day"), on="day", how="left")
    is_followed = pl.col("day") <= pl.col("present_day").max().over("answer")
    is_served = pl.col("as_of") >= pl.col("day").cast(pl.Datetime("us")) + _SERVED_AFTER
    is_past = pl.col("day") <= pl.col("present_day").max()
    covered = days.filter(is_past & (is_followed.fill_null(value=False) | is_served))
    return covered.group_by("day").agg(as_of=pl.col("as_of").max())
