"""Where a week's growth comes from: models that came, went, grew and shrank, and what is below the lists."""

import polars as pl

from orpipeline.contracts import analysis
from orpipeline.transforms.charts import closed_iso, closed_merged
from orpipeline.transforms.shares import ratio

# Read from mart.weekly_rank here.
RANKS = ("week_convention", "variant_policy", "status", "week_start", "model", "token_count")
_PARTS = {
    "new": (pl.col("before").is_null(), pl.col("now")),
    "gone": (pl.col("now").is_null(), -pl.col("before")),
    "growing": (pl.col("now") > pl.col("before"), pl.col("now") - pl.col("before")),
    "shrinking": (pl.col("now") < pl.col("before"), pl.col("now") - pl.col("before")),
}


def weekly_growth(weekly_rank: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.weekly_growth` from `mart.weekly_rank` and `mart.periods`: closed iso weeks, variants merged.

    new + gone + growing + shrinking + other is the change of all tokens, in integers, by construction.
    """
    weeks = closed_iso(periods)
    carried = pl.col("days_covered", "token_count", "other_token_count").name.prefix("previous_")
    before = weeks.select(_a_week_later(), carried)
    parts = _moves(weekly_rank).group_by("week_start").agg(**_sums())
    change = pl.col("token_count") - pl.col("previous_token_count")
    return analysis.WEEKLY_GROWTH.conform(
        weeks.join(before, on="week_start")
        .join(parts, on="week_start")
        .with_columns(
            token_change=change,
            other_token_change=pl.col("other_token_count") - pl.col("previous_other_token_count"),
            growth_rate=ratio(change, pl.col("previous_token_count")),
        )
    )


def _moves(weekly_rank: pl.LazyFrame) -> pl.LazyFrame:
    """One row a week and model of that week or the one before, with its tokens `now` and `before`, null if not listed.

    A week without a row of either kind has no place in the result; a week whose neighbour is not held is dropped by the
    join with the weeks.
    """
    rows = closed_merged(weekly_rank).select("week_start", "model", "token_count")
    nothing = pl.lit(None, dtype=pl.Int64)
    now = rows.select("week_start", "model", now="token_count", before=nothing)
    before = rows.select(_a_week_later(), "model", now=nothing, before="token_count")
    sides = pl.concat([now, before]).group_by("week_start", "model")
    return sides.agg(pl.col("now").max(), pl.col("before").max())


def _sums() -> dict[str, pl.Expr]:
    tokens = {f"{part}_token_change": change.filter(is_part).sum() for part, (is_part, change) in _PARTS.items()}
    models = {f"{part}_models": is_part.sum().cast(pl.Int64) for part, (is_part, _) in _PARTS.items()}
    return tokens | models


def _a_week_later() -> pl.Expr:
    return pl.col("week_start").dt.offset_by("1w")
