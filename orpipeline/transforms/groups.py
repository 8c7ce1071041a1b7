"""Weekly token shares by lab, by country and by how free the licence is, each with the bounds of what is not known."""

import polars as pl

from orpipeline.contracts import Table, analysis
from orpipeline.transforms.readings import TIERS, is_open
from orpipeline.transforms.shares import ratio
from orpipeline.transforms.weeks import period_days

USAGE = ("day", "openness", "licence_tier", "lab", "lab_country", "token_count")  # read from core.daily_usage here
_CONVENTIONS = ("iso", "sunday")
_WEEK = ["week_convention", "week_start"]
_UNDISCLOSED = "undisclosed"


def weekly_openness_by_tier(usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.weekly_openness_by_tier` from `core.daily_usage`, `core.days` and `mart.periods`.

    A catalogue hint says "open" but no licence: it counts at strictness 1 and is unknown (inside the bounds) above.
    """
    by_class = usage.group_by("day", "openness", "licence_tier").agg(pl.col("token_count").sum()).collect().lazy()
    daily = pl.concat(_tier_sums(by_class, strictness) for strictness in range(1, len(TIERS) + 1))
    sums = daily.join(_calendar(days), on="day").group_by(*_WEEK, "strictness").agg(pl.col("^.*token_count$").sum())
    open_, not_open, everything = (pl.col(f"{name}token_count") for name in ("open_", "not_open_", ""))
    return analysis.WEEKLY_OPENNESS_BY_TIER.conform(
        sums.join(periods, on=_WEEK).with_columns(
            open_share_low=ratio(open_, everything),
            open_share_point=ratio(open_, pl.col("judged_token_count")),
            open_share_high=ratio(everything - not_open, everything),
        )
    )


def weekly_lab_share(usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.weekly_lab_share` from `core.daily_usage`, `core.days` and `mart.periods`."""
    return _group_share(usage, days, periods, "lab", analysis.WEEKLY_LAB_SHARE)


def weekly_country_share(usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.weekly_country_share`: the same by `lab_country`."""
    return _group_share(usage, days, periods, "lab_country", analysis.WEEKLY_COUNTRY_SHARE)


def _tier_sums(rows: pl.LazyFrame, strictness: int) -> pl.LazyFrame:
    """Tokens a day that count as open, that are known not to, and that have any verdict of open or proprietary."""
    has_weights, is_closed = (pl.col("openness") == name for name in ("open_weights", "proprietary"))
    is_less_free = has_weights & pl.col("licence_tier").is_not_null() & ~is_open(strictness)
    tokens = pl.col("token_count")
    return rows.group_by("day").agg(
        strictness=pl.lit(strictness, dtype=pl.Int64),
        open_token_count=tokens.filter(is_open(strictness)).sum(),
        not_open_token_count=tokens.filter(is_closed | is_less_free).sum(),
        judged_token_count=tokens.filter(has_weights | is_closed).sum(),
    )


def _group_share(
    usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame, group: str, table: Table
) -> pl.LazyFrame:
    """Sums of the known groups by week, their rank, and shares between "none of the unknown" and "all of it".

    A stealth model's lab is not known on that day, and a router's tokens are answered by models of many labs.
    """
    has_maker = pl.col("openness").is_in(["open_weights", "proprietary"]) & (pl.col("lab") != _UNDISCLOSED)
    known = usage.filter(has_maker & pl.col(group).is_not_null())
    sums = known.join(_calendar(days), on="day").group_by(*_WEEK, group).agg(pl.col("token_count").sum())
    totals = sums.group_by(_WEEK).agg(known_token_count=pl.col("token_count").sum())
    facts = periods.rename({"token_count": "all_token_count"})
    part, known_total, everything = (pl.col(f"{name}token_count") for name in ("", "known_", "all_"))
    return table.conform(
        sums.join(totals, on=_WEEK)
        .join(facts, on=_WEEK)
        .with_columns(
            rank=part.rank("min", descending=True).over(_WEEK).cast(pl.Int64),
            share_low=ratio(part, everything),
            share_point=ratio(part, known_total),
            share_high=ratio(everything - (known_total - part), everything),
        )
    )


def _calendar(days: pl.LazyFrame) -> pl.LazyFrame:
    return period_days(days).filter(pl.col("week_convention").is_in(_CONVENTIONS)).select(*_WEEK, "day")
