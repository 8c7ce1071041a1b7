"""The claim ledger: each claim judged in every setting that its words leave open, and the verdict over them."""

from collections.abc import Mapping, Sequence

import polars as pl

from orpipeline.contracts import judgement
from orpipeline.registry.claims import Claim
from orpipeline.registry.predicates import (
    ClaimsAgree,
    CountryExceeds,
    FirstWeekWith,
    HoldsSince,
    LicenceTierIs,
    OpenInTopN,
    OutOfScope,
    PriceIs,
    PriceRatio,
    ProprietaryMembersAre,
    ShareAtLeast,
    TopNIs,
    Trend,
    Weekly,
)
from orpipeline.transforms.claims.counts import counted
from orpipeline.transforms.claims.facts import KEY, RANKS, USAGE, Facts, facts
from orpipeline.transforms.claims.members import proprietary_members_are, top_n_is
from orpipeline.transforms.claims.settings import settings_of
from orpipeline.transforms.claims.shares import country_exceeds, share_at_least
from orpipeline.transforms.claims.spells import first_week_with, holds_since, trend
from orpipeline.transforms.claims.undated import (
    Answer,
    claims_agree,
    licence_tier_is,
    price_is,
    price_ratio,
)
from orpipeline.transforms.claims.verdicts import claims

__all__ = ["RANKS", "USAGE", "claim_settings", "claims", "facts"]

_ANSWER = ("outcome", "figure_low", "figure_high", "margin", "figures", "evidence")


def claim_settings(ledger: Sequence[Claim], known: Facts) -> pl.LazyFrame:
    """Contract `mart.claim_settings`: every claim of the ledger judged in each of its settings.

    A claim about weeks is unknown where its week is not held: `at_most` and the like never come true for want of rows.
    A claim that is out of scope has no setting.
    """
    lists = {claim.id: claim.predicate for claim in ledger if isinstance(claim.predicate, TopNIs)}
    # One by one: a plan of thirty claims in one query takes longer to make than all of them take to run.
    frames = [_judged(claim, known, lists).collect() for claim in ledger]
    empty = pl.DataFrame(schema=judgement.CLAIM_SETTINGS.polars_schema)
    return judgement.CLAIM_SETTINGS.conform(pl.concat([empty, *frames]).lazy())


def _judged(claim: Claim, known: Facts, lists: Mapping[str, TopNIs]) -> pl.LazyFrame:
    settings = settings_of(claim)
    if isinstance(claim.predicate, Weekly):
        judged = _with_weeks(settings, _weekly(claim.predicate, settings, known))
    elif isinstance(claim.predicate, OutOfScope):
        return judgement.CLAIM_SETTINGS.polars_schema.to_frame(eager=False)
    else:
        judged = _with_answer(settings, _undated(claim.predicate, known, lists))
    figures = pl.col("figure_low", "figure_high", "margin").cast(pl.Float64)
    texts = pl.selectors.by_dtype(pl.Enum).cast(pl.String)
    return judged.with_columns(figures, texts).select(judgement.CLAIM_SETTINGS.polars_schema.names())


def _with_weeks(settings: pl.LazyFrame, answers: pl.LazyFrame) -> pl.LazyFrame:
    """Each setting with the answer of its week and reading, or with the word that the week is not held."""
    return settings.join(answers.select(*KEY, *_ANSWER), on=KEY, how="left").with_columns(
        pl.col("outcome").fill_null("unknown"), pl.col("figures").fill_null("the week is not held")
    )


def _with_answer(settings: pl.LazyFrame, answer: Answer) -> pl.LazyFrame:
    return settings.with_columns(
        outcome=pl.lit(answer.outcome),
        figure_low=pl.lit(answer.span[0]),
        figure_high=pl.lit(answer.span[1]),
        margin=pl.lit(answer.margin),
        figures=pl.lit(answer.figures),
        evidence=pl.lit(None, dtype=pl.String),
    )


def _weekly(predicate: Weekly, settings: pl.LazyFrame, known: Facts) -> pl.LazyFrame:
    """The answers for the held weeks of these settings, one row a week and reading."""
    match predicate:
        case OpenInTopN():
            answers = counted(predicate, settings, known)
        case TopNIs():
            answers = top_n_is(predicate, settings, known)
        case ProprietaryMembersAre():
            answers = proprietary_members_are(predicate, settings, known)
        case HoldsSince():
            answers = holds_since(predicate, settings, known)
        case FirstWeekWith():
            answers = first_week_with(predicate, settings, known)
        case Trend():
            answers = trend(predicate, settings, known)
        case ShareAtLeast():
            answers = share_at_least(predicate, settings, known)
        case CountryExceeds():
            answers = country_exceeds(predicate, settings, known)
    return answers


def _undated(
    predicate: PriceIs | PriceRatio | LicenceTierIs | ClaimsAgree, known: Facts, lists: Mapping[str, TopNIs]
) -> Answer:
    match predicate:
        case PriceIs():
            return price_is(predicate, known)
        case PriceRatio():
            return price_ratio(predicate, known)
        case LicenceTierIs():
            return licence_tier_is(predicate, known)
        case ClaimsAgree():
            return claims_agree(predicate, lists)
