"""Weekly ranks: three week conventions, three variant policies, openness as then and as now."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from orpipeline.answer import OTHER
from orpipeline.contracts import mart
from orpipeline.transforms.models import verdict_on
from orpipeline.transforms.shares import ratio
from orpipeline.transforms.usage import model_of, variant_of
from orpipeline.transforms.weeks import CONVENTIONS

POLICIES = ("merged", "as_listed", "exclude_free")
ROLLING_RANKS = 50
USAGE = ("day", "permaslug", "token_count")  # read from core.daily_usage here
_WINDOW_DAYS = 7
# Room for all days of a model, half of it for those before 1970: more than polars has dates.
_CELLS = 2**33
# The weekday (1 = Monday) on which a convention's weeks begin; rolling weeks begin on any.
_BEGINS_ON = {"iso": 1, "sunday": 7}


def weekly_rank(
    usage: pl.LazyFrame, days: pl.LazyFrame, periods: pl.LazyFrame, models: pl.LazyFrame, now: datetime
) -> Iterator[pl.LazyFrame]:
    """Contract `mart.weekly_rank`, one part a convention and policy, in the order of the key: rows as many and as wide as
    all of them take more memory than all else together.

    From `core.daily_usage`, `core.days`, `mart.periods` and `core.models`. Membership takes the verdict valid on the
    period's last covered day, `*_now` the one valid at `now`. Denominators are sums of the policy's own rows:
    `exclude_free` leaves `:free` out of them too. Order in a tie is by slug (rule 2).
    """
    named, units = _numbered(usage)
    alike, others = _sums_by_policy(named, days)
    del usage, named  # as large as all that follows
    numbers = units.select("unit", model="base_model")
    verdicts = models.join(numbers, on="model").with_columns(model="unit").collect().lazy()
    judged_now = _judged_now(models, now)
    names = units.join(judged_now, on="base_model", how="left", validate="m:1", maintain_order="left").collect()
    for ranked in _lists(alike, others):
        judged = verdict_on(_figures(ranked, periods), verdicts, "last_covered_day", "unit")
        told = judged.with_columns(pl.lit(names[name]).gather("unit").alias(name) for name in names.columns[1:])
        # In the order of the key since they were ranked: unit is in the order of model.
        yield mart.WEEKLY_RANK.shape(told.with_columns(model_name=pl.coalesce("model_name", "model")))


def _policy_rows(named: pl.LazyFrame, policy: str) -> pl.LazyFrame:
    """Day, floor_token_count, token_count and the ranked unit; a day may have several rows of a unit."""
    kept = named.filter(~pl.col("is_free")) if policy == "exclude_free" else named
    return kept.select(
        "day", "floor_token_count", "token_count", unit="permaslug" if policy == "as_listed" else "model"
    )


def _sums_by_policy(named: pl.LazyFrame, days: pl.LazyFrame) -> tuple[pl.LazyFrame, dict[str, pl.LazyFrame]]:
    """`_sums` of the models without a variant, most of them and the same to every policy, and of the others by policy."""
    rows = named.join(days.select("day", "floor_token_count"), on="day").collect().lazy()
    with_variants = rows.filter(pl.col("permaslug") != pl.col("model")).select("model").unique()
    alike = _sums(_policy_rows(rows.join(with_variants, on="model", how="anti"), "merged")).collect().lazy()
    others = rows.join(with_variants, on="model", how="semi").collect().lazy()
    return alike, {policy: _sums(_policy_rows(others, policy)).collect().lazy() for policy in sorted(POLICIES)}


def _lists(alike: pl.LazyFrame, others: dict[str, pl.LazyFrame]) -> Iterator[pl.LazyFrame]:
    """The ranked lists, one by one: week_convention, variant_policy, unit (a name's number) and figures."""
    totals = {policy: _totals(pl.concat([alike, rest])).collect().lazy() for policy, rest in others.items()}
    for convention in sorted(CONVENTIONS):
        shared = _candidates(convention, alike).collect().lazy()
        for policy, rest in others.items():
            ranked = _ranked(pl.concat([shared, _candidates(convention, rest)]))
            kept = ranked.filter(pl.col("rank") <= ROLLING_RANKS) if convention == "rolling" else ranked
            keys = (pl.lit(convention).alias("week_convention"), pl.lit(policy).alias("variant_policy"))
            yield kept.join(totals[policy], on="week_start", maintain_order="left").with_columns(keys)


def _totals(sums: pl.LazyFrame) -> pl.LazyFrame:
    return sums.group_by("week_start").agg(listed_token_count=pl.col("token_count").sum())


def _candidates(convention: str, sums: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that matter to a list: its weeks, and of a rolling one the best 50 and the best of those cut off.

    Chosen among some of the models they hold all that are chosen among all.
    """
    if convention != "rolling":
        return sums.filter(pl.col("week_start").dt.weekday() == _BEGINS_ON[convention])
    tokens = pl.col("token_count")
    least = tokens.top_k(ROLLING_RANKS).min()
    best_below = tokens.filter(tokens < least).max()
    bounds = sums.group_by("week_start").agg(bound=pl.coalesce(best_below, least))
    return sums.join(bounds, on="week_start").filter(tokens >= pl.col("bound")).drop("bound")


def _sums(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Tokens, listed days and the floors of listed days, one row a unit and seven days of which it is listed on any.

    Every week of every convention is such seven days. They end on a day with a row or on one of the six days after it.
    A unit and a day are one number here (`cell`), so that to sort and to sum up are single passes.
    """
    cell = pl.col("unit").cast(pl.Int64) * _CELLS + pl.col("day").cast(pl.Int32) + _CELLS // 2
    ordered = rows.select("token_count", cell=cell, floor="floor_token_count").sort("cell")
    listed = ordered.group_by("cell", maintain_order=True).agg(
        pl.lit(1, pl.Int64).alias("days_listed"), pl.col("token_count").sum(), pl.col("floor").first()
    )
    whole = _with_silent_days(listed)
    sums = whole.rolling("cell", period=f"{_WINDOW_DAYS}i").agg(pl.col("days_listed", "token_count", "floor").sum())
    last_day = (pl.col("cell") % _CELLS - _CELLS // 2).cast(pl.Int32).cast(pl.Date)
    return sums.select(
        "token_count",
        "days_listed",
        unit=(pl.col("cell") // _CELLS).cast(pl.UInt32),
        week_start=last_day - pl.duration(days=_WINDOW_DAYS - 1),
        listed_floor="floor",
    )


def _with_silent_days(listed: pl.LazyFrame) -> pl.LazyFrame:
    """Add rows of nothing for the days without a row, as far as seven days to them have a listed one."""
    end = pl.min_horizontal(pl.col("cell").shift(-1), pl.col("cell") + _WINDOW_DAYS)
    gaps = listed.select(start=pl.col("cell") + 1, end=end).filter(pl.col("start") < pl.col("end"))
    nothing = {name: pl.lit(0, pl.Int64) for name in ("days_listed", "token_count", "floor")}
    silent = gaps.select(cell=pl.int_ranges("start", "end")).explode("cell").with_columns(**nothing)
    return pl.concat([listed, silent]).sort("cell")


def _figures(ranked: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    weeks = periods.drop("token_count")
    joined = ranked.join(weeks, on=["week_convention", "week_start"], maintain_order="left")
    whole = pl.col("listed_token_count") + pl.col("other_token_count")
    not_listed = pl.col("floor_token_count") - pl.col("listed_floor")
    return joined.with_columns(
        token_count_high=pl.col("token_count") + not_listed,
        share_of_all=ratio(pl.col("token_count"), whole),
        share_of_listed=ratio(pl.col("token_count"), pl.col("listed_token_count")),
    )


def _numbered(usage: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The named rows (day, permaslug, model, is_free, token_count) with numbers for names, and what the numbers stand for.

    Numbers are in the order of the names, so that sorting by them is sorting by name. The second frame has unit (the
    number, which is also that of its row), model and base_model.
    """
    slugs = usage.select("permaslug").unique().filter(pl.col("permaslug") != OTHER).collect().lazy()
    pairs = slugs.with_columns(model=model_of("permaslug"), is_free=variant_of("permaslug").eq_missing("free"))
    as_listed = pairs.select(model="permaslug", base_model="model")
    merged = pairs.select("model", base_model="model")
    units = pl.concat([as_listed, merged]).unique().sort("model").with_row_index("unit").collect().lazy()
    numbers = pairs.join(units.select(permaslug="model", listed_unit="unit"), on="permaslug")
    numbers = numbers.join(units.select("model", base_unit="unit"), on="model").drop("model")
    rows = usage.select("day", "permaslug", "token_count").join(numbers, on="permaslug").drop("permaslug")
    return rows.rename({"listed_unit": "permaslug", "base_unit": "model"}).collect().lazy(), units


def _ranked(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Add rank and margin_to_next, in the order of week, rank and name.

    The margin is one division of integers, 0 in a tie, null on the last row. It is null too where the next row has no
    tokens: any lead over nothing is infinite.
    """
    following = pl.col("token_count").shift(-1).over("week_start")
    lead = pl.col("token_count") - following
    return sums.sort("week_start", "token_count", "unit", descending=[False, True, False]).with_columns(
        rank=pl.col("token_count").rank("min", descending=True).over("week_start").cast(pl.Int64),
        margin_to_next=pl.when(lead == 0).then(0.0).otherwise(ratio(lead, following)),
    )


def _judged_now(models: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
    """Of every model, base_model and openness_now."""
    each = models.select(base_model="model").unique().with_columns(now=pl.lit(now.date()))
    verdicts = verdict_on(each, models, "now", "base_model")
    return verdicts.select("base_model", openness_now="openness")
