"""What tokens cost at list prices: a range, never a point, and the share of tokens that the range speaks for."""

from datetime import timedelta

import polars as pl

from orpipeline.answer import OTHER
from orpipeline.contracts import money
from orpipeline.transforms.usage import variant_of

USAGE = ("day", "permaslug", "variant", "openness", "token_count")  # read from core.daily_usage here
# The catalogue is read every night; this bridges a machine that was off. In the stored snapshots of 2025-07 to 2026-08,
# 98.8 % of models kept both prices for a day, 92.6 % for 14 days and 88.7 % for 30.
MAX_PRICE_AGE = timedelta(days=14)
_TOKENS_PER_PRICE = 10**12
# 1,000 USD per million tokens. In the stored snapshots no model is dearer than 600; from 1,500 on stand nine that turn
# speech to text, whose unit is plainly another (an hour of sound, it seems; the catalogue does not say).
DEAREST_TOKEN_PRICE = 10**9
_LISTED = ["permaslug", "snapshot_day"]
_CLASS = ["week_start", "openness"]


def weekly_spend(usage: pl.LazyFrame, periods: pl.LazyFrame, catalogue: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `mart.weekly_spend` from `core.daily_usage`, `mart.periods` and the rows of `raw.catalogue`.

    `catalogue` needs as_of (of its answer), snapshot_day, id, canonical_slug and both prices in USD per 10^12 tokens.
    The prompt and completion parts of a total are not published, so each price alone bounds what its tokens cost.
    """
    rows = _with_prices(usage.filter(pl.col("permaslug") != OTHER), catalogue)
    covered = pl.col("token_count").filter(pl.col("low").is_not_null())
    sums = (
        rows.with_columns(week_start=pl.col("day").dt.truncate("1w"))
        .with_columns(is_snapshot_near=pl.col("newest_snapshot").is_not_null().any().over("week_start"))
        .group_by(_CLASS)
        .agg(
            pl.col("token_count").sum(),
            pl.col("is_snapshot_near").first(),
            covered_token_count=covered.sum(),
            has_price=pl.col("low").is_not_null().any(),
            low=_cost("low"),
            high=_cost("high"),
        )
    )
    weeks = periods.filter(pl.col("week_convention") == "iso").drop("token_count")
    return money.WEEKLY_SPEND.conform(sums.join(weeks, on="week_start").with_columns(**_figures()))


def list_prices(catalogue: pl.LazyFrame) -> pl.LazyFrame:
    """permaslug, snapshot_day, low, high: the lower and higher list price, one row a permaslug and snapshot day.

    Rankings name a model by canonical slug and variant; the id carries the variant. Of several snapshots on a day the
    newest that lists the model wins; entries of one snapshot under one name make one range. With either price missing
    (routers) or too high to be for tokens the model has no price, which ends an older one.
    """
    variant = variant_of("id")
    is_newest = pl.col("as_of") == pl.col("as_of").max().over(_LISTED)
    prices = ("prompt_usd_per_trillion", "completion_usd_per_trillion")
    is_for_tokens = pl.all_horizontal(pl.col(price) <= DEAREST_TOKEN_PRICE for price in prices)
    return (
        catalogue.with_columns(
            permaslug=pl.concat_str(
                "canonical_slug", pl.when(variant.is_not_null()).then(":" + variant), ignore_nulls=True
            )
        )
        .filter(is_newest)
        .group_by(_LISTED)
        .agg(
            low=pl.min_horizontal(prices).filter(is_for_tokens).min(),
            high=pl.max_horizontal(prices).filter(is_for_tokens).max(),
        )
    )


def _with_prices(usage: pl.LazyFrame, catalogue: pl.LazyFrame) -> pl.LazyFrame:
    """Add low and high, null where no price is in force, and newest_snapshot, null where none is near the day."""
    snapshots = catalogue.select(newest_snapshot="snapshot_day").unique().sort("newest_snapshot")
    days = usage.select("day").unique().sort("day")
    dated = days.join_asof(snapshots, left_on="day", right_on="newest_snapshot", tolerance=MAX_PRICE_AGE)
    rows = usage.join(dated, on="day").collect().lazy()
    is_near = pl.col("newest_snapshot").is_not_null()
    # Most of a young warehouse's days were over before anybody read a catalogue: nothing is looked for on them.
    priced = (
        rows.filter(is_near)
        .sort("day")
        .join_asof(
            list_prices(catalogue).sort("snapshot_day"),
            left_on="day",
            right_on="snapshot_day",
            by="permaslug",
            tolerance=MAX_PRICE_AGE,
            # With `by` polars cannot check; both sides are sorted.
            check_sortedness=False,
        )
    )
    is_free = pl.col("variant").eq_missing("free")
    prices = (pl.when(is_free).then(0).otherwise(price).alias(price) for price in ("low", "high"))
    return pl.concat([priced.with_columns(prices), rows.filter(~is_near)], how="diagonal")


def _cost(price: str) -> pl.Expr:
    # 10^13 tokens at 10^8 USD per 10^12 are over 2^63; the wide integer ends in `_figures` and never leaves polars.
    return (pl.col("token_count").cast(pl.Int128) * pl.col(price)).sum()


def _figures() -> dict[str, pl.Expr]:
    is_near, has_price, tokens = pl.col("is_snapshot_near"), pl.col("has_price"), pl.col("token_count")
    covered = pl.when(is_near).then("covered_token_count")
    return {
        "covered_token_count": covered,
        "covered_share": pl.when(is_near & (tokens != 0)).then(pl.col("covered_token_count") / tokens),
        **{
            f"list_{end}": pl.when(has_price).then(pl.col(end).cast(pl.Float64) / _TOKENS_PER_PRICE)
            for end in ("low", "high")
        },
    }
