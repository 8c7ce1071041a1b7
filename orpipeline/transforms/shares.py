"""Tokens by openness, the open share with its bounds, and how many of the top n are open."""

import polars as pl

from orpipeline.answer import OTHER
from orpipeline.contracts import mart
from orpipeline.transforms.weeks import period_days

_CLASSES = {
    "open_token_count": "open_weights",
    "proprietary_token_count": "proprietary",
    "stealth_token_count": "stealth",
    "router_token_count": "router",
    "unclassified_token_count": "unclassified",
    "other_token_count": OTHER,
}
TOP_N = 10
USAGE = ("day", "permaslug", "variant", "openness", "token_count")  # read from core.daily_usage here


def weekly_openness(usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.weekly_openness`; each day counts by the verdict valid on that day (as then)."""
    return mart.WEEKLY_OPENNESS.conform(_openness(usage, days, periods).filter(pl.col("week_convention") != "month"))


def monthly_openness(usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.monthly_openness`: the same by calendar month."""
    monthly = _openness(usage, days, periods).filter(pl.col("week_convention") == "month")
    return mart.MONTHLY_OPENNESS.conform(monthly.rename({"week_start": "month_start", "week_end": "month_end"}))


def open_in_top_n(weekly_rank: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.open_in_top_n` from `mart.weekly_rank`, in the order of its key.

    Classes of the models with rank <= n, for n from 1 to 10.
    `margin_at_cut` is the margin of the last row inside, so a tie across the cut is inside whole (rule 2).
    """
    period = ["week_convention", "variant_policy", "week_start"]
    cuts = pl.LazyFrame({"n": range(1, TOP_N + 1)}, schema={"n": pl.Int64})
    top = weekly_rank.filter(pl.col("rank") <= TOP_N).with_row_index("position")
    inside = top.join(cuts, how="cross").filter(pl.col("rank") <= pl.col("n"))
    margin_at_cut = pl.col("margin_to_next").get(pl.col("position").arg_max())
    counts = {
        column.replace("token_count", "count"): (pl.col("openness") == openness).sum().cast(pl.Int64)
        for column, openness in _CLASSES.items()
        if openness != OTHER
    }
    shared = [pl.col(name).first() for name in ("week_end", "status", "days_covered")]
    return mart.OPEN_IN_TOP_N.conform(
        inside.group_by(*period, "n").agg(
            *shared, model_count=pl.len().cast(pl.Int64), margin_at_cut=margin_at_cut, **counts
        )
    )


def _openness(usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Class sums, bounds and ratio, one row a period and policy (`as_listed` sums are those of `merged`)."""
    is_free = pl.col("variant").eq_missing("free")
    # `other` and a row without a verdict are told apart by name, never by a null.
    name = pl.when(pl.col("permaslug") == OTHER).then(pl.lit(OTHER)).otherwise("openness")
    by_class = usage.group_by("day", name.alias("class"), is_free.alias("is_free")).agg(pl.col("token_count").sum())
    rows = by_class.collect().lazy()
    policies = (("merged", rows), ("exclude_free", rows.filter(~pl.col("is_free"))))
    daily = pl.concat(_daily_sums(kept, policy) for policy, kept in policies)
    sums = (
        daily.join(period_days(days), on="day")
        .group_by("week_convention", "week_start", "variant_policy")
        .agg(pl.col(column).sum() for column in _CLASSES)
        .with_columns(token_count=pl.sum_horizontal(*_CLASSES))
    )
    facts = periods.select("week_convention", "week_start", "week_end", "status", "days_covered")
    return sums.join(facts, on=["week_convention", "week_start"]).with_columns(**_bounds())


def _daily_sums(rows: pl.LazyFrame, policy: str) -> pl.LazyFrame:
    sums = {column: pl.col("token_count").filter(pl.col("class") == name).sum() for column, name in _CLASSES.items()}
    return rows.group_by("day").agg(**sums).with_columns(variant_policy=pl.lit(policy))


def _bounds() -> dict[str, pl.Expr]:
    is_open, closed, everything = (pl.col(f"{name}token_count") for name in ("open_", "proprietary_", ""))
    return {
        "open_share_low": ratio(is_open, everything),
        "open_share_point": ratio(is_open, is_open + closed),
        "open_share_high": ratio(everything - closed, everything),
        "open_to_proprietary_ratio": ratio(is_open, closed),
    }


def ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The one final division of two integers; null where the whole is nothing."""
    return pl.when(whole != 0).then(part / whole)
