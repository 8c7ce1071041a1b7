"""What the predicates look at: closed weeks, their ranks and tokens in every reading, prices and licences."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from orpipeline.answer import OTHER
from orpipeline.transforms.charts import CHART_SIZE, CLOSED
from orpipeline.transforms.ranks import POLICIES
from orpipeline.transforms.readings import (
    STEALTH_SCENARIOS,
    TIME_BASES,
    alike,
    pieces,
    readings,
    with_piece,
)
from orpipeline.transforms.weeks import CONVENTIONS

WEEK = ["week_convention", "week_start"]
# Read here from mart.weekly_rank, and from core.daily_usage.
RANKS = (*WEEK, "variant_policy", "rank", "model", "base_model", "model_name", "token_count", "margin_to_next")
USAGE = ("day", "permaslug", "model", "variant", "token_count")
KEY = [*WEEK, "variant_policy", "stealth_scenario", "time_basis"]
# A week of the top 50 stands in 18 readings: a byte for each of their names, where text takes sixteen.
KEY_TYPES = {
    "week_convention": pl.Enum(CONVENTIONS),
    "week_start": pl.Date(),
    "variant_policy": pl.Enum(POLICIES),
    "stealth_scenario": pl.Enum(STEALTH_SCENARIOS),
    "time_basis": pl.Enum(TIME_BASES),
}
_READING = ["stealth_scenario", "time_basis"]


@dataclass(frozen=True)
class Facts:
    """Frames of one warehouse. `weeks` in the methods below is any frame with the columns of `KEY`.

    `periods`: closed weeks. `ranks`: their rows with rank <= 50, those of a list in their order. `daily`: named rows
    with the tokens that each policy counts. `others`: tokens of `other` a day. `cut`: pieces of time of the models, `read`
    what `readings` makes of each. `models`, `catalogue`: as stored. `alike` and `read_alike` are `daily` and `read` summed
    up over models that every reading judges alike.
    """

    periods: pl.DataFrame
    ranks: pl.DataFrame
    daily: pl.DataFrame
    others: pl.DataFrame
    cut: pl.DataFrame
    read: pl.DataFrame
    models: pl.DataFrame
    catalogue: pl.DataFrame
    alike: pl.DataFrame
    read_alike: pl.DataFrame

    def held(self, weeks: pl.LazyFrame) -> pl.LazyFrame:
        """Of these weeks (each once) the closed ones, with week_end."""
        wanted = weeks.select(KEY).unique()
        return wanted.join(self.periods.lazy().select(*WEEK, "week_end"), on=WEEK)

    def ranked(self, weeks: pl.LazyFrame, within: int = CHART_SIZE) -> pl.LazyFrame:
        """Rows of these weeks with rank <= `within`, with the verdict of the reading; those of a list in the order of ranks.

        Columns: KEY, rank, model, base_model, model_name, token_count, margin_to_next, openness, licence_tier, lab_country, and
        `list`, a number that stands for KEY: to group by it takes half the memory that the five columns take.
        """
        ranks = self.ranks.lazy().filter(pl.col("rank") <= within)
        rows = ranks.join(self.held(weeks).with_row_index("list"), on=[*WEEK, "variant_policy"], maintain_order="left")
        return rows.join(self.read.lazy(), on=["piece", *_READING], maintain_order="left")

    def tokens(self, weeks: pl.LazyFrame) -> pl.LazyFrame:
        """Tokens of these weeks, one row a model and verdict of the day: KEY, base_model, token_count and the verdict.

        `other` is a row of its own without a verdict, the same under every policy.
        """
        held = self.held(weeks)
        daily = self.daily.lazy().join(_days_of(held), on="day", how="semi")
        return self._tokens(held, with_piece(daily, self.cut.lazy(), "day"), self.read.lazy())

    def class_tokens(self, weeks: pl.LazyFrame) -> pl.LazyFrame:
        """As `tokens`, but one row for all models judged alike: where only classes matter, some dozens, not thousands."""
        return self._tokens(self.held(weeks), self.alike.lazy(), self.read_alike.lazy())

    def _tokens(self, held: pl.LazyFrame, daily: pl.LazyFrame, read: pl.LazyFrame) -> pl.LazyFrame:
        calendar = _days_of(held)
        sums = calendar.join(daily, on="day").group_by(*WEEK, "base_model", "piece").agg(_counted())
        by_policy = sums.unpivot(
            POLICIES, index=[*WEEK, "base_model", "piece"], variable_name="variant_policy", value_name="token_count"
        ).cast({"variant_policy": KEY_TYPES["variant_policy"]})
        named = (
            by_policy.drop_nulls("token_count")
            .join(held, on=[*WEEK, "variant_policy"])
            .join(read, on=["piece", *_READING])
        )
        rest = calendar.join(self.others.lazy(), on="day").group_by(WEEK).agg(pl.col("token_count").sum())
        other = held.join(rest, on=WEEK).with_columns(base_model=pl.lit(OTHER))
        return pl.concat([named, other], how="diagonal")


def facts(
    weekly_rank: pl.LazyFrame,
    usage: pl.LazyFrame,
    periods: pl.LazyFrame,
    models: pl.LazyFrame,
    catalogue: pl.LazyFrame,
    now: datetime,
) -> Facts:
    """Facts from `mart.weekly_rank`, in the order of its key, `core.daily_usage`, `mart.periods`, `core.models` and
    `raw.catalogue` with the as_of of its answers.
    """
    cut = pieces(models, now).collect().lazy()
    closed = periods.filter(pl.col("status").is_in(CLOSED) & (pl.col("week_convention") != "month"))
    ranked = weekly_rank.filter(pl.col("rank") <= CHART_SIZE).select(RANKS)
    in_time = ranked.with_row_index("position").join(closed.select(*WEEK, "last_covered_day"), on=WEEK)
    daily = _by_policy(usage).collect()
    others = usage.filter(pl.col("permaslug") == OTHER).select("day", "token_count")
    numbers, classes = alike(cut)
    by_class = with_piece(daily.lazy(), cut, "day").join(numbers, on="piece").group_by("day", "class")
    named = pl.format("class {}", "class").alias("base_model"), pl.col("class").alias("piece")
    return Facts(
        periods=_keyed(closed),
        ranks=_keyed(
            with_piece(in_time, cut, "last_covered_day").sort("position").drop("position", "last_covered_day")
        ),
        daily=daily,
        others=others.collect(),
        cut=cut.collect(),
        read=_keyed(readings(cut)),
        models=models.collect(),
        catalogue=catalogue.collect(),
        alike=by_class.agg(_counted()).with_columns(named).drop("class").collect(),
        read_alike=_keyed(readings(classes.with_columns(model=named[0], piece=named[1]))),
    )


def _by_policy(usage: pl.LazyFrame) -> pl.LazyFrame:
    """Named rows: day, base_model and the tokens that count for the model under each policy, null where the row does not.

    A model's tokens are the same whether its variants are ranked apart or together.
    """
    paid = pl.when(pl.col("variant").ne_missing("free")).then("token_count")
    counts = {policy: paid if policy == "exclude_free" else pl.col("token_count") for policy in POLICIES}
    return usage.filter(pl.col("permaslug") != OTHER).select("day", base_model="model", **counts)


def _counted() -> list[pl.Expr]:
    """The sums of each policy; null where it counts no row at all."""
    return [pl.when(pl.col(policy).count() > 0).then(pl.col(policy).sum()).alias(policy) for policy in POLICIES]


def _days_of(held: pl.LazyFrame) -> pl.LazyFrame:
    """Each of these weeks once for each of its days."""
    weeks = held.select(*WEEK, "week_end").unique()
    return weeks.select(*WEEK, day=pl.date_ranges("week_start", "week_end")).explode("day")


def _keyed(frame: pl.LazyFrame) -> pl.DataFrame:
    held = frame.collect_schema().names()
    return frame.cast({name: kind for name, kind in KEY_TYPES.items() if name in held}).collect()
