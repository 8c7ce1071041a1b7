"""The life of a model on the weekly chart: when it came, when it peaked, how fast it faded, whether it is still there."""

import polars as pl

from orpipeline.contracts import analysis
from orpipeline.transforms.charts import closed_iso, closed_merged

# Read from mart.weekly_rank here.
RANKS = (
    *("week_convention", "variant_policy", "status", "week_start", "model"),
    *("model_name", "lab", "openness_now", "token_count", "token_count_high"),
)
_WEEK_DAYS = 7


def model_lifecycle(rank_movement: pl.LazyFrame, weekly_rank: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.model_lifecycle` from `mart.rank_movement`, `mart.weekly_rank` and `mart.periods`.

    Ranks and weeks are those of the chart. Tokens are those of every week in which the model was listed, since a model
    may slip below rank 50 and still be in the daily lists.
    """
    weeks = _weeks(periods)
    rows = closed_merged(weekly_rank)
    lives = _chart_lives(rank_movement).join(_token_peaks(rows), on="model")
    faded = lives.join(_half_lives(lives, rows, weeks), on="model", how="left")
    newest = weeks.select(newest_week=pl.col("week_start").max())
    return analysis.MODEL_LIFECYCLE.conform(
        faded.join(newest, how="cross").with_columns(
            weeks_to_peak=_weeks_between("debut_week", "peak_week"),
            is_active=pl.col("last_week") == pl.col("newest_week"),
        )
    )


def _chart_lives(rank_movement: pl.LazyFrame) -> pl.LazyFrame:
    week, rank = pl.col("week_start"), pl.col("rank")
    return rank_movement.group_by("model").agg(
        debut_week=week.filter(pl.col("entry") == "debut").min(),
        first_week=week.min(),
        last_week=week.max(),
        weeks_on_chart=pl.len().cast(pl.Int64),
        peak_rank=rank.min(),
        peak_week=week.filter(rank == rank.min()).min(),
    )


def _token_peaks(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Most tokens in a week, the first week with them, and the model's newest name, lab and verdict."""
    week, tokens = pl.col("week_start"), pl.col("token_count")
    newest = [pl.col(name).sort_by("week_start").last() for name in ("model_name", "lab", "openness_now")]
    return rows.group_by("model").agg(
        *newest, peak_token_count=tokens.max(), token_peak_week=week.filter(tokens == tokens.max()).min()
    )


def _half_lives(lives: pl.LazyFrame, rows: pl.LazyFrame, weeks: pl.LazyFrame) -> pl.LazyFrame:
    """half_life_weeks of each model that is past its peak, by rule 3: absence is not zero.

    A week counts when even its upper bound is at most half of the peak: `token_count_high`, or the sum of the days'
    floors where the model was not listed at all; a week that lacks a day proves nothing. `half_life_weeks_low` takes the
    listed tokens alone. Only weeks of one unbroken row of held weeks are compared: behind a gap nobody knows in which
    week the half was reached.
    """
    peaks = lives.select("model", "peak_token_count", "token_peak_week")
    later = (
        peaks.join(weeks.select("unbroken", pl.col("week_start").alias("token_peak_week")), on="token_peak_week")
        .join(weeks, on="unbroken")
        .filter(pl.col("week_start") > pl.col("token_peak_week"))
    )
    listed = rows.select("model", "week_start", "token_count", "token_count_high")
    half, after = pl.col("peak_token_count") // 2, _weeks_between("token_peak_week", "week_start")
    high, low = pl.coalesce("token_count_high", "floor_token_count"), pl.col("token_count").fill_null(0)
    return (
        later.join(listed, on=["model", "week_start"], how="left")
        .group_by("model")
        .agg(
            half_life_weeks=after.filter((high <= half) & pl.col("is_whole")).min(),
            half_life_weeks_low=after.filter(low <= half).min(),
        )
    )


def _weeks(periods: pl.LazyFrame) -> pl.LazyFrame:
    """Closed iso weeks with their floor, whether no day is missing, and the number of the unbroken row they stand in."""
    weeks = closed_iso(periods).sort("week_start")
    follows = pl.col("week_start").shift(1) == pl.col("week_start").dt.offset_by("-1w")
    return weeks.select(
        "week_start",
        "floor_token_count",
        is_whole=pl.col("status") == "final",
        unbroken=(~follows.fill_null(value=False)).cum_sum(),
    )


def _weeks_between(first: str, last: str) -> pl.Expr:
    return (pl.col(last) - pl.col(first)).dt.total_days() // _WEEK_DAYS
