"""What the predicates look at: closed weeks, their ranks and tokens in every reading, prices and licences."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from orpipeline.transforms.charts import CHART_SIZE, CLOSED
from orpipeline.transforms.ranks import POLICIES, policy_rows
from orpipeline.transforms.readings import (
    STEALTH_SCENARIOS,
    TIME_BASES,
    alike,
    pieces,
    readings,
    with_piece,
)
from orpipeline.transforms.usage import OTHER
from orpipeline.transforms.weeks import CONVENTIONS

WEEK = ["week_convention", "week_start"]
KEY = [*WEEK, "variant_policy", "stealth_scenario", "time_basis"]
# A week of the top 50 stands in 18 readings: a byte for each of their names, where text takes sixteen.
KEY_TYPES = {
    "week_convention": pl.Enum(CONVENTIONS),
    "week_start": pl.Date(),
    "variant_policy": pl.Enum(POLICIES),
    "stealth_scenario": pl.Enum(STEALTH_SCENARIOS),
    "time_basis": pl.Enum(TIME_BASES),
}
_MODEL = ["base_model", "piece"]


@dataclass(frozen=True)
class Facts:
    """Frames of one warehouse. `weeks` in the methods below is any frame with the columns of `KEY`.

    `periods`: closed weeks. `ranks`: their rows with rank <= 50, `position` their order within a list. `daily`: tokens a
    day, policy, model and piece. `others`: tokens of `other` a day. `read`: what `readings` makes of each piece. `models`,
    `catalogue`: as stored. `alike` and `read_alike` are `daily` and `read` summed up over models that every reading judges
    alike.
    """

    periods: pl.DataFrame
    ranks: pl.DataFrame
    daily: pl.DataFrame
    others: pl.DataFrame
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
        """Rows of these weeks with rank <= `within` in the order of the ranks, with the verdict that the reading gives them.

        Columns: KEY, rank, model, base_model, model_name, token_count, margin_to_next, openness, licence_tier, lab_country.
        """
        ranks = self.ranks.lazy().filter(pl.col("rank") <= within)
        rows = self.held(weeks).join(ranks, on=[*WEEK, "variant_policy"])
        return rows.join(self.read.lazy(), on=[*_MODEL, "stealth_scenario", "time_basis"]).sort(*KEY, "position")

    def tokens(self, weeks: pl.LazyFrame) -> pl.LazyFrame:
        """Tokens of these weeks, one row a model and verdict of the day: KEY, base_model, token_count and the verdict.

        `other` is a row of its own without a verdict, the same under every policy.
        """
        return self._tokens(weeks, self.daily.lazy(), self.read.lazy())

    def class_tokens(self, weeks: pl.LazyFrame) -> pl.LazyFrame:
        """As `tokens`, but one row for all models judged alike: where only classes matter, some dozens, not thousands."""
        return self._tokens(weeks, self.alike.lazy(), self.read_alike.lazy())

    def _tokens(self, weeks: pl.LazyFrame, daily: pl.LazyFrame, read: pl.LazyFrame) -> pl.LazyFrame:
        held = self.held(weeks)
        calendar = (
            held.select(*WEEK, "week_end")
            .unique()
            .with_columns(day=pl.date_ranges("week_start", "week_end"))
            .explode("day")
            .drop("week_end")
        )
        sums = calendar.join(daily, on="day").group_by(*WEEK, "variant_policy", *_MODEL)
        named = (
            sums.agg(pl.col("token_count").sum())
            .join(held, on=[*WEEK, "variant_policy"])
            .join(read, on=[*_MODEL, "stealth_scenario", "time_basis"])
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
    """Facts from `mart.weekly_rank`, `core.daily_usage`, `mart.periods`, `core.models` and `raw.catalogue`."""
    cut = pieces(models, now)
    closed = periods.filter(pl.col("status").is_in(CLOSED) & (pl.col("week_convention") != "month"))
    ranked = weekly_rank.filter(pl.col("rank") <= CHART_SIZE).select(
        *WEEK, "variant_policy", "rank", "model", "base_model", "model_name", "token_count", "margin_to_next"
    )
    in_order = pl.struct("rank", "model").rank("ordinal").over(*WEEK, "variant_policy")
    in_time = ranked.with_columns(position=in_order).join(closed.select(*WEEK, "last_covered_day"), on=WEEK)
    daily = policy_rows(usage).group_by("variant_policy", "day", "base_model").agg(pl.col("token_count").sum())
    others = usage.filter(pl.col("permaslug") == OTHER).select("day", "token_count")
    judged_daily = _keyed(with_piece(daily, cut, "day"))
    numbers, classes = alike(cut)
    by_class = judged_daily.lazy().join(numbers, on=_MODEL).group_by("variant_policy", "day", "class")
    named = pl.format("class {}", "class").alias("base_model"), pl.lit(1, pl.Int64).alias("piece")
    return Facts(
        periods=_keyed(closed),
        ranks=_keyed(with_piece(in_time, cut, "last_covered_day").drop("last_covered_day")),
        daily=judged_daily,
        others=others.collect(),
        read=_keyed(readings(cut)),
        models=models.collect(),
        catalogue=catalogue.collect(),
        alike=by_class.agg(pl.col("token_count").sum()).with_columns(named).drop("class").collect(),
        read_alike=_keyed(readings(classes.with_columns(model=named[0], piece=named[1]))),
    )


def _keyed(frame: pl.LazyFrame) -> pl.DataFrame:
    held = frame.collect_schema().names()
    return frame.cast({name: kind for name, kind in KEY_TYPES.items() if name in held}).collect()
