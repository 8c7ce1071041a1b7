"""Weekly ranks: three week conventions, three variant policies, openness as then and as now."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from orpipeline.contracts import mart
from orpipeline.transforms.models import verdict_on
from orpipeline.transforms.shares import ratio
from orpipeline.transforms.usage import OTHER
from orpipeline.transforms.weeks import CONVENTIONS, period_days

POLICIES = ("merged", "as_listed", "exclude_free")
ROLLING_RANKS = 50
_WINDOW_DAYS = 7
# The rolling ranks are exact unless this many models less 50 tie at the cut.
_EXACT_RANKS = 100


def weekly_rank(
    usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame, models: pl.LazyFrame, now: datetime
) -> pl.LazyFrame:
    """Contract `mart.weekly_rank` from `core.daily_usage`, `core.days`, `mart.periods` and `core.models`.

    Membership takes the verdict valid on the period's last covered day, `*_now` the one valid at `now`. Denominators
    are sums of the policy's own rows: `exclude_free` leaves `:free` out of them too. Order in a tie is by slug (rule 2).
    """
    now_judged = _judged_now(models, now).collect().lazy()
    found = [
        mart.WEEKLY_RANK.conform(_judged(_figures(ranked, periods), models, now_judged)).collect()
        for ranked in _lists(usage, days)
    ]
    return pl.concat(found).lazy()


def policy_rows(usage: pl.LazyFrame) -> pl.LazyFrame:
    """Named rows once for each variant policy: variant_policy, day, model (the ranked unit), base_model, token_count."""
    named = usage.filter(pl.col("permaslug") != OTHER)
    return pl.concat(_policy_rows(named, policy).with_columns(variant_policy=pl.lit(policy)) for policy in POLICIES)


def _policy_rows(named: pl.LazyFrame, policy: str) -> pl.LazyFrame:
    kept = named.filter(pl.col("variant").ne_missing("free")) if policy == "exclude_free" else named
    unit = pl.col("permaslug" if policy == "as_listed" else "model")
    rows = kept.group_by("day", pl.col("model").alias("base_model"), unit.alias("unit"))
    return rows.agg(pl.col("token_count").sum()).rename({"unit": "model"})


def _lists(usage: pl.LazyFrame, days: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """The ranked lists in the order of the contract's key: week_convention, variant_policy, model, base_model and figures.

    One list at a time, and names as numbers: a day is in nine lists, seven times in three of them, and rows that many
    and that wide would take more time and memory than all else together.
    """
    named, units = _numbered(usage.filter(pl.col("permaslug") != OTHER))
    floors = days.select("day", "floor_token_count")
    calendar = period_days(days).collect().lazy()
    of_policy = {
        policy: _policy_rows(named, policy).rename({"model": "unit"}).join(floors, on="day").collect().lazy()
        for policy in sorted(POLICIES)
    }
    for convention in sorted(CONVENTIONS):
        weeks = calendar.filter(pl.col("week_convention") == convention).select("week_start", "day")
        for policy, rows in of_policy.items():
            ranked = _top(rows, weeks) if convention == "rolling" else _ranked(rows, weeks)
            keys = (pl.lit(convention).alias("week_convention"), pl.lit(policy).alias("variant_policy"))
            yield (
                ranked.join(_totals(rows, weeks), on="week_start")
                .with_columns(keys)
                .join(units, on="unit")
                .drop("unit")
            )


def _figures(ranked: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    joined = ranked.join(periods.drop("token_count"), on=["week_convention", "week_start"])
    whole = pl.col("listed_token_count") + pl.col("other_token_count")
    not_listed = pl.col("floor_token_count") - pl.col("listed_floor")
    return joined.with_columns(
        token_count_high=pl.col("token_count") + not_listed,
        share_of_all=ratio(pl.col("token_count"), whole),
        share_of_listed=ratio(pl.col("token_count"), pl.col("listed_token_count")),
    )


def _numbered(named: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The rows with numbers as `permaslug` and `model`, in the order of the names; and unit, model, base_model by number."""
    pairs = named.select("permaslug", "model").unique().collect().lazy()
    as_listed = pairs.select(model="permaslug", base_model="model")
    merged = pairs.select("model", base_model="model")
    units = pl.concat([as_listed, merged]).unique().sort("model").with_row_index("unit").collect().lazy()
    numbers = pairs.join(units.select(permaslug="model", unit="unit"), on="permaslug").join(
        units.select("model", base_unit="unit"), on="model"
    )
    rows = named.join(numbers, on=["permaslug", "model"]).drop("permaslug", "model")
    return rows.rename({"unit": "permaslug", "base_unit": "model"}).collect().lazy(), units


def _totals(rows: pl.LazyFrame, weeks: pl.LazyFrame) -> pl.LazyFrame:
    daily = rows.group_by("day").agg(listed_token_count=pl.col("token_count").sum())
    return daily.join(weeks, on="day").group_by("week_start").agg(pl.col("listed_token_count").sum())


def _top(rows: pl.LazyFrame, weeks: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with rank <= 50, ranked without summing up what cannot be among them.

    The 100th largest sum of a window is at least the 100th largest count of each of its days. So a model among the
    window's 100 has, on its best day there, at least a seventh of that day's 100th row.
    """
    by_size = pl.col("token_count").rank("ordinal", descending=True).over("day")
    floor = pl.col("token_count").filter(by_size == _EXACT_RANKS).max().over("day").fill_null(0)
    hot = rows.filter(pl.col("token_count") * _WINDOW_DAYS >= floor)
    candidates = hot.join(weeks, on="day").select("week_start", "unit").unique()
    kept = rows.join(hot.select("unit").unique(), on="unit", how="semi")
    return _ranked(kept, weeks, candidates).filter(pl.col("rank") <= ROLLING_RANKS)


def _ranked(rows: pl.LazyFrame, weeks: pl.LazyFrame, candidates: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """Tokens, listed days, the floors of listed days, rank and margin_to_next, one row a week and unit.

    The margin is one division of integers, 0 in a tie, null on the last row. It is null too where the next row has no
    tokens: any lead over nothing is infinite.
    """
    dated = rows.join(weeks, on="day")
    if candidates is not None:
        dated = dated.join(candidates, on=["week_start", "unit"], how="semi")
    sums = dated.group_by("week_start", "unit").agg(
        token_count=pl.col("token_count").sum(),
        days_listed=pl.len().cast(pl.Int64),
        listed_floor=pl.col("floor_token_count").sum(),
    )
    following = pl.col("token_count").shift(-1).over("week_start")
    lead = pl.col("token_count") - following
    return sums.sort("week_start", "token_count", "unit", descending=[False, True, False]).with_columns(
        rank=pl.col("token_count").rank("min", descending=True).over("week_start").cast(pl.Int64),
        margin_to_next=pl.when(lead == 0).then(0.0).otherwise(ratio(lead, following)),
    )


def _judged(rows: pl.LazyFrame, models: pl.LazyFrame, now_judged: pl.LazyFrame) -> pl.LazyFrame:
    then = verdict_on(rows, models, "last_covered_day", "base_model")
    named = then.with_columns(model_name=pl.coalesce("model_name", "model"))
    return named.join(now_judged, on="base_model", how="left")


def _judged_now(models: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
    """Of every model, base_model, openness_now and licence_tier_now."""
    each = models.select(base_model="model").unique().with_columns(now=pl.lit(now.date()))
    verdicts = verdict_on(each, models, "now", "base_model")
    return verdicts.select("base_model", openness_now="openness", licence_tier_now="licence_tier")
