"""The settings that a claim's words leave open, and how each is said to a reader."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from orpipeline.registry.claims import Claim
from orpipeline.transforms.claims.facts import KEY_TYPES
from orpipeline.transforms.ranks import POLICIES
from orpipeline.transforms.readings import STEALTH_SCENARIOS, TIME_BASES

SCHEMA = {
    "claim_id": pl.String(),
    "setting": pl.Int64(),
    "week_convention": KEY_TYPES["week_convention"],
    "week_start": pl.Date(),
    "week_end": pl.Date(),
    "variant_policy": KEY_TYPES["variant_policy"],
    "stealth_scenario": KEY_TYPES["stealth_scenario"],
    "time_basis": KEY_TYPES["time_basis"],
}
_WEEK_WORDS = {"iso": "ISO week of ", "sunday": "Sunday-start week of ", "rolling": "seven days from "}
_CHOICE_WORDS = {
    "as_listed": "variants ranked apart",
    "exclude_free": "without free variants",
    "open": "stealth models counted as open",
    "as_revealed": "stealth models as later revealed",
    "as_now": "by the newest verdicts",
}


def settings_of(claim: Claim) -> pl.LazyFrame:
    """One row a setting, numbered from 1: every week that may be meant, policy, stealth scenario and time basis.

    The first is the plainest: of "this week" the iso week that ended last, variants merged, stealth models not open, the
    verdicts of the time. A claim without a period has one setting, with nulls.
    """
    rows = [(claim.id, number, *row) for number, row in enumerate(_rows(claim), start=1)]
    return pl.LazyFrame(rows, schema=SCHEMA, orient="row")


def setting_in_words() -> pl.Expr:
    """A setting as a reader says it: "Sunday-start week of 2026-02-08, variants ranked apart"; null without a week."""
    week = pl.col("week_convention").replace_strict(_WEEK_WORDS, default=None) + pl.col("week_start").cast(pl.String)
    choices = [
        pl.col(name).replace_strict(_CHOICE_WORDS, default=None, return_dtype=pl.String)
        for name in ("variant_policy", "stealth_scenario", "time_basis")
    ]
    return pl.when(week.is_not_null()).then(pl.concat_str(week, *choices, separator=", ", ignore_nulls=True))


def _rows(claim: Claim) -> Iterator[tuple[object, ...]]:
    if claim.period is None:
        yield (None,) * 6
        return
    for convention, start in claim.period.weeks():
        for policy in POLICIES:
            for scenario in STEALTH_SCENARIOS:
                for basis in TIME_BASES:
                    yield convention, start, start + timedelta(days=6), policy, scenario, basis
