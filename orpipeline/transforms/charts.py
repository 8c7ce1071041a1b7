"""The weekly chart, told as music charts are: debut, re-entry, peak, weeks on chart, spells at number one."""

import polars as pl

from orpipeline.contracts import analysis, mart

CHART_SIZE = 50
CLOSED = ("final", "final_with_gaps")


def rank_movement(weekly_rank: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.rank_movement` from `mart.weekly_rank`: closed iso weeks, variants merged, rank <= 50.

    A week that is not held hides who was on the chart: in the week after it, as in the first one, `entry` is null.
    """
    chart = closed_chart(weekly_rank).sort("model", "week_start")
    weeks = _weeks(chart)
    history = chart.join(weeks, on="week_start", how="left", maintain_order="left").sort("model", "week_start")
    was_there = pl.col("week_start").shift(1).over("model") == pl.col("week_start").dt.offset_by("-1w")
    previous = pl.when(was_there).then(pl.col("rank").shift(1).over("model"))
    weeks_on_chart = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("model")
    entry = (
        pl.when(~pl.col("follows_held_week") | previous.is_not_null())
        .then(None)
        .when(weeks_on_chart == 1)
        .then(pl.lit("debut"))
        .otherwise(pl.lit("re-entry"))
    )
    return mart.RANK_MOVEMENT.conform(
        _peaks(
            history.with_columns(
                previous_rank=previous,
                movement=previous - pl.col("rank"),
                entry=entry,
                weeks_on_chart=weeks_on_chart,
                weeks_in_top5=(pl.col("rank") <= 5).cum_sum().over("model").cast(pl.Int64),
                weeks_at_number_one=(pl.col("rank") == 1).cum_sum().over("model").cast(pl.Int64),
            )
        )
    )


def number_one_runs(weekly_rank: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.number_one_runs` from `mart.weekly_rank`: spells of consecutive closed iso weeks at rank 1.

    In a tie nobody leads, so the margin is 0 for every model at rank 1, whatever its `margin_to_next`, which is the
    lead of the tie's last row over the next model.
    """
    is_tie = pl.len().over("week_start") > 1
    margin = pl.when(is_tie).then(0.0).otherwise("margin_to_next")
    leaders = closed_chart(weekly_rank).filter(pl.col("rank") == 1).with_columns(margin=margin)
    goes_on = pl.col("week_start").shift(1).over("model") == pl.col("week_start").dt.offset_by("-1w")
    spells = leaders.sort("model", "week_start").with_columns(
        spell=(~goes_on.fill_null(value=False)).cum_sum().over("model")
    )
    return analysis.NUMBER_ONE_RUNS.conform(
        spells.group_by("model", "spell").agg(
            model_name=pl.col("model_name").sort_by("week_start").last(),
            first_week=pl.col("week_start").min(),
            last_week=pl.col("week_start").max(),
            week_count=pl.len().cast(pl.Int64),
            margin_min=pl.col("margin").min(),
        )
    )


def closed_chart(weekly_rank: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of the chart: closed iso weeks, variants merged, rank <= 50."""
    return closed_merged(weekly_rank).filter(pl.col("rank") <= CHART_SIZE)


def closed_merged(weekly_rank: pl.LazyFrame) -> pl.LazyFrame:
    """Closed iso weeks with variants merged, every rank."""
    return closed_iso(weekly_rank).filter(pl.col("variant_policy") == "merged")


def closed_iso(weekly: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of closed iso weeks, of any frame with the columns of a period: the weeks a headline may speak of."""
    return weekly.filter((pl.col("week_convention") == "iso") & pl.col("status").is_in(CLOSED))


def _weeks(chart: pl.LazyFrame) -> pl.LazyFrame:
    """Held weeks, each with whether the week before is held too."""
    weeks = chart.select("week_start").unique().sort("week_start")
    before = pl.col("week_start").shift(1) == pl.col("week_start").dt.offset_by("-1w")
    return weeks.with_columns(follows_held_week=before.fill_null(value=False))


def _peaks(history: pl.LazyFrame) -> pl.LazyFrame:
    """Add peak_rank so far, the first week at it and the number of weeks at it."""
    peak = pl.col("rank").cum_min().over("model")
    # Within a model the peak only ever improves, so the rows that share one peak stand together.
    spell = ["model", "peak_rank"]
    is_at_peak = pl.col("rank") == pl.col("peak_rank")
    return history.with_columns(peak_rank=peak).with_columns(
        peak_week=pl.col("week_start").first().over(spell),
        weeks_at_peak=is_at_peak.cum_sum().over(spell).cast(pl.Int64),
    )
