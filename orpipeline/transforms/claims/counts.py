"""Counts of a class in the top n."""

import sys

import polars as pl

from orpipeline.registry.predicates import TopNCount
from orpipeline.transforms.claims.facts import KEY, Facts
from orpipeline.transforms.claims.words import outcome, ranked_row, span
from orpipeline.transforms.readings import is_open


def counted(condition: TopNCount, weeks: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """One row a held week and reading: is the count of the class among ranks <= n within its bounds?

    An unclassified model may be either; a stealth model that nobody has revealed is not open and may be proprietary; a
    router is neither. `margin`: "at least a of n" means that the a-th strongest of the class is not behind the
    (n - a + 1)-th strongest of the rest, so it is the tokens of the one over those of the other, minus 1.
    """
    member, maybe = _members(condition)
    low, high = bounds(condition)
    inside = facts.ranked(weeks, within=condition.n).group_by(KEY, maintain_order=True)
    counts = inside.agg(
        figure_low=member.sum().cast(pl.Int64),
        figure_high=(member | maybe).sum().cast(pl.Int64),
        size=pl.len(),
        evidence=ranked_row("tier" if condition.strictness > 1 else "openness").str.join(", "),
    ).join(_leads(condition, weeks, facts), on=KEY)
    count_low, count_high = pl.col("figure_low"), pl.col("figure_high")
    is_true = (count_low >= low) & (count_high <= high)
    too_few, too_many = count_high < low, count_low > high
    margin = (
        (pl.when(is_true).then(pl.min_horizontal("lead_low", "lead_high")).when(too_few).then("lead_low"))
        .when(too_many)
        .then("lead_high")
    )
    return counts.with_columns(
        outcome=outcome(is_true, too_few | too_many),
        margin=margin,
        figures=pl.format(f"{{}} of {{}} {condition.count}", span("figure_low", "figure_high"), "size"),
    ).drop("size", "lead_low", "lead_high")


def bounds(condition: TopNCount) -> tuple[int, int]:
    """Fewest and most that the condition allows."""
    if condition.exactly is not None:
        return condition.exactly, condition.exactly
    return condition.at_least or 0, sys.maxsize if condition.at_most is None else condition.at_most


def _members(condition: TopNCount) -> tuple[pl.Expr, pl.Expr]:
    """Surely of the class; possibly of it."""
    unclassified = pl.col("openness") == "unclassified"
    if condition.count == "open":
        return is_open(condition.strictness), unclassified
    return pl.col("openness") == "proprietary", unclassified | (pl.col("openness") == "stealth")


def _leads(condition: TopNCount, weeks: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """KEY and the leads that decide "at least `low`" and "at least one more than `high` of the top n"."""
    (member, _), (low, high) = _members(condition), bounds(condition)
    # Of every reading of every week: the heaviest question of the ledger. The rows of a group keep their order.
    strongest = facts.ranked(weeks).group_by("list")
    return strongest.agg(
        pl.col(KEY).first(),
        low_member=_strongest(low, member),
        low_rest=_strongest(condition.n - low + 1, ~member),
        high_member=_strongest(high + 1, member),
        high_rest=_strongest(condition.n - high, ~member),
    ).select(*KEY, lead_low=_lead("low"), lead_high=_lead("high"))


def _strongest(nth: int, which: pl.Expr) -> pl.Expr:
    """Tokens of the nth of these rows; null where it is not there, or none is asked for."""
    if nth < 1:
        return pl.lit(None, dtype=pl.Int64)
    return pl.col("token_count").filter(which).get(nth - 1, null_on_oob=True)


def _lead(end: str) -> pl.Expr:
    """How far apart the two rows are; null where one is not there."""
    member, rest = pl.col(f"{end}_member"), pl.col(f"{end}_rest")
    larger, smaller = pl.max_horizontal(member, rest), pl.min_horizontal(member, rest)
    # The horizontal functions skip nulls: a missing row must not be compared with itself.
    return pl.when(member.is_not_null() & rest.is_not_null() & (smaller > 0)).then((larger - smaller) / smaller)
