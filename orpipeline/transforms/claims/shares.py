"""Predicates about tokens: the share of a class, a country or some models, and one country against another."""

from typing import Literal

import polars as pl

from orpipeline.answer import OTHER
from orpipeline.registry.predicates import CountryExceeds, ShareAtLeast
from orpipeline.transforms.claims.facts import KEY, Facts
from orpipeline.transforms.claims.words import outcome, ranked_row, span, trillions
from orpipeline.transforms.readings import is_open

_TOKENS = pl.col("token_count")
_NAMED = pl.col("base_model") != OTHER


def class_shares(of: Literal["open", "proprietary"], weeks: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Bounds of the share of a class in all tokens, one row a held week and reading: KEY, low, high.

    Each day counts by its own verdict. `other`, routers and unclassified models make the difference; for the proprietary
    share so do stealth models that nobody has revealed.
    """
    sure, maybe = _class(of, strictness=1)
    low = _TOKENS.filter(_NAMED & sure).sum()
    high = low + _TOKENS.filter(~_NAMED | maybe).sum()
    sums = facts.class_tokens(weeks).group_by(KEY).agg(low=low, high=high, whole=_TOKENS.sum())
    return sums.select(*KEY, low=_ratio("low", "whole"), high=_ratio("high", "whole"))


def share_at_least(predicate: ShareAtLeast, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The share reaches the bound at its low end (true), not even at its high end (false), or in between (unknown).

    `margin`: the distance of the nearer end from the bound, as a share.
    """
    sure, maybe = _membership(predicate)
    everything = (
        facts.tokens(settings)
        .group_by(KEY)
        .agg(
            all=_TOKENS.sum(),
            listed=_TOKENS.filter(_NAMED).sum(),
            sure=_TOKENS.filter(_NAMED & sure).sum(),
            maybe=_TOKENS.filter(_NAMED & maybe).sum(),
            hidden=_TOKENS.filter(~_NAMED).sum(),
        )
    )
    if predicate.n is None:
        hidden = pl.col("hidden") if predicate.denominator == "all" else pl.lit(0)
        parts = everything.with_columns(maybe=pl.col("maybe") + hidden, evidence=pl.lit(None, dtype=pl.String))
    else:
        inside = facts.ranked(settings, within=predicate.n)
        top = inside.group_by(KEY, maintain_order=True).agg(
            top_n=_TOKENS.sum(),
            sure=_TOKENS.filter(sure).sum(),
            maybe=_TOKENS.filter(maybe).sum(),
            evidence=ranked_row(_said(predicate)).str.join(", "),
        )
        parts = everything.drop("sure", "maybe").join(top, on=KEY)
    return _judged_share(predicate, parts)


def country_exceeds(predicate: CountryExceeds, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """One country's listed models have more tokens than another's, whoever the models without a country belong to.

    Figures: tokens of the one over those of the other, at worst and at best. `margin`: how far the one is ahead even at
    worst (true), or behind even at best (false): tokens over tokens, minus 1.
    """
    country = pl.col("lab_country")
    parts = {
        "one": _TOKENS.filter(country == predicate.country).sum(),
        "two": _TOKENS.filter(country == predicate.other_country).sum(),
        "unknown": _TOKENS.filter(country.is_null() & _NAMED).sum(),
    }
    if predicate.n is None:
        sums = facts.tokens(settings).group_by(KEY).agg(**parts, evidence=pl.lit(None, dtype=pl.String))
    else:
        inside = facts.ranked(settings, within=predicate.n)
        rows_told = ranked_row("country").str.join(", ")
        sums = inside.group_by(KEY, maintain_order=True).agg(**parts, evidence=rows_told)
    ends = sums.with_columns(one_high=pl.col("one") + pl.col("unknown"), two_high=pl.col("two") + pl.col("unknown"))
    is_true, is_false = pl.col("one") > pl.col("two_high"), pl.col("one_high") <= pl.col("two")
    where = f" in the top {predicate.n}" if predicate.n else ""
    return ends.select(
        *KEY,
        figure_low=_ratio("one", "two_high"),
        figure_high=_ratio("one_high", "two"),
        outcome=outcome(is_true, is_false),
        margin=pl.when(is_true).then(_ratio("one", "two_high") - 1).when(is_false).then(_ratio("two", "one_high") - 1),
        figures=pl.format(
            f"{predicate.country} {{}}, {predicate.other_country} {{}}, of unknown country {{}} tokens{where}",
            *(trillions(name) for name in ("one", "two", "unknown")),
        ),
        evidence="evidence",
    )


def _judged_share(predicate: ShareAtLeast, parts: pl.LazyFrame) -> pl.LazyFrame:
    whole = predicate.denominator
    shares = parts.with_columns(high=pl.col("sure") + pl.col("maybe")).with_columns(
        figure_low=_ratio("sure", whole), figure_high=_ratio("high", whole)
    )
    low, high, bound = pl.col("figure_low"), pl.col("figure_high"), predicate.at_least
    of_what = {"all": "all tokens", "listed": "the listed tokens", "top_n": f"the top {predicate.n}'s tokens"}[whole]
    return shares.select(
        *KEY,
        "figure_low",
        "figure_high",
        "evidence",
        outcome=outcome(low >= bound, high < bound),
        margin=pl.when(low >= bound).then(low - bound).when(high < bound).then(bound - high),
        # A held week may lack them: its days are empty, or its rows are of 0 tokens.
        figures=pl.coalesce(
            pl.format(f"{{}} % of {of_what}", span("figure_low", "figure_high", scale=100, digits=2)),
            pl.lit(f"no share of {of_what}: there are none"),
        ),
    )


def _membership(predicate: ShareAtLeast) -> tuple[pl.Expr, pl.Expr]:
    """Rows surely in the numerator; rows that may be."""
    if predicate.of == "country":
        country = pl.col("lab_country")
        return (country == predicate.country).fill_null(value=False), country.is_null()
    if predicate.of == "models":
        slugs = [slug for model in predicate.models for slug in model.slugs]
        return pl.col("base_model").is_in(slugs), pl.lit(value=False)
    return _class(predicate.of, predicate.strictness)


def _said(predicate: ShareAtLeast) -> Literal["openness", "tier", "country"]:
    if predicate.of == "country":
        return "country"
    return "tier" if predicate.strictness > 1 else "openness"


def _class(of: Literal["open", "proprietary"], strictness: int) -> tuple[pl.Expr, pl.Expr]:
    openness = pl.col("openness")
    if of == "open":
        hint = (openness == "open_weights") & pl.col("licence_tier").is_null() & ~is_open(strictness)
        return is_open(strictness), openness.is_in(["router", "unclassified"]) | hint
    return openness == "proprietary", openness.is_in(["router", "unclassified", "stealth"])


def _ratio(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))
