"""Weekly ranks: three week conventions, three variant policies, openness as then and as now."""

from datetime import datetime

import polars as pl

from orpipeline.contracts import mart
from orpipeline.transforms.models import verdict_on
from orpipeline.transforms.shares import ratio
from orpipeline.transforms.usage import OTHER
from orpipeline.transforms.weeks import period_days

POLICIES = ("merged", "as_listed", "exclude_free")
ROLLING_RANKS = 50
_LIST = ["week_convention", "variant_policy", "week_start"]


def weekly_rank(
    usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame, models: pl.LazyFrame, now: datetime
) -> pl.LazyFrame:
    """Contract `mart.weekly_rank` from `core.daily_usage`, `core.days`, `mart.periods` and `core.models`.

    Membership takes the verdict valid on the period's last covered day, `*_now` the one valid at `now`. Denominators
    are sums of the policy's own rows: `exclude_free` leaves `:free` out of them too. Order in a tie is by slug (rule 2).
    """
    floors = days.select("day", "floor_token_count")
    rows = policy_rows(usage).join(floors, on="day")
    sums = _sums(rows, period_days(days).filter(pl.col("week_convention") != "month"))
    totals = sums.group_by(_LIST).agg(listed_token_count=pl.col("token_count").sum())
    ranked = _ranked(sums).filter((pl.col("week_convention") != "rolling") | (pl.col("rank") <= ROLLING_RANKS))
    whole = pl.col("listed_token_count") + pl.col("other_token_count")
    not_listed = pl.col("floor_token_count") - pl.col("listed_floor")
    joined = ranked.join(totals, on=_LIST).join(periods.drop("token_count"), on=["week_convention", "week_start"])
    figures = joined.with_columns(
        token_count_high=pl.col("token_count") + not_listed,
        share_of_all=ratio(pl.col("token_count"), whole),
        share_of_listed=ratio(pl.col("token_count"), pl.col("listed_token_count")),
    )
    return mart.WEEKLY_RANK.conform(_with_verdicts(figures, models, now))


def policy_rows(usage: pl.LazyFrame) -> pl.LazyFrame:
    """Named rows once for each variant policy: variant_policy, day, model (the ranked unit), base_model, token_count."""
    named = usage.filter(pl.col("permaslug") != OTHER)
    frames = []
    for policy in POLICIES:
        kept = named.filter(pl.col("variant").ne_missing("free")) if policy == "exclude_free" else named
        unit = pl.col("permaslug" if policy == "as_listed" else "model")
        keys = (
            pl.lit(policy).alias("variant_policy"),
            pl.col("day"),
            pl.col("model").alias("base_model"),
            unit.alias("unit"),
        )
        frames.append(kept.group_by(*keys).agg(pl.col("token_count").sum()).rename({"unit": "model"}))
    return pl.concat(frames)


def _sums(rows: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Tokens, listed days and the floors of listed days, one row a period, policy and model."""
    return (
        rows.join(calendar, on="day")
        .group_by(*_LIST, "model", "base_model")
        .agg(
            token_count=pl.col("token_count").sum(),
            days_listed=pl.len().cast(pl.Int64),
            listed_floor=pl.col("floor_token_count").sum(),
        )
    )


def _ranked(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Add rank and margin_to_next; the margin is one division of integers, 0 in a tie, null on the last row.

    It is null too where the next row has no tokens: any lead over nothing is infinite.
    """
    following = pl.col("token_count").shift(-1).over(_LIST)
    lead = pl.col("token_count") - following
    return sums.sort(*_LIST, "token_count", "model", descending=[False, False, False, True, False]).with_columns(
        rank=pl.col("token_count").rank("min", descending=True).over(_LIST).cast(pl.Int64),
        margin_to_next=pl.when(lead == 0).then(0.0).otherwise(ratio(lead, following)),
    )


def _with_verdicts(rows: pl.LazyFrame, models: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
    then = verdict_on(rows, models, "last_covered_day", "base_model")
    today = pl.lit(now.date())
    verdicts = verdict_on(
        models.select(base_model="model").unique().with_columns(now=today), models, "now", "base_model"
    )
    current = verdicts.select("base_model", openness_now="openness", licence_tier_now="licence_tier")
    named = then.with_columns(model_name=pl.coalesce("model_name", "model"))
    return named.join(current, on="base_model", how="left")
