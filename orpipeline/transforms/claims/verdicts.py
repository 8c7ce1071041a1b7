"""From the outcomes of all settings to one verdict a claim, what flips it and what it rests on."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from orpipeline.contracts import judgement
from orpipeline.registry.claims import Claim
from orpipeline.registry.predicates import OutOfScope
from orpipeline.transforms.claims.settings import setting_in_words

_LEAD = "tokens over tokens, minus 1: the lead that decides"
_SHARE = "share of tokens, 0 to 1: distance from the bound"
MARGIN_MEANS = {
    "open_in_top_n": _LEAD,
    "holds_since": _LEAD,
    "first_week_with": _LEAD,
    "top_n_is": _LEAD,
    "proprietary_members_are": _LEAD,
    "country_exceeds": _LEAD,
    "share_at_least": _SHARE,
    "trend": "difference of mean weekly shares, 0 to 1",
    "price_is": "USD per million tokens: how far the stated prices miss",
    "price_ratio": "ratio of prices: distance from the bound",
}
_CHOICES = ("variant_policy", "stealth_scenario", "time_basis")


def claims(ledger: Sequence[Claim], settings: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
    """Contract `mart.claims` from `mart.claim_settings` (warehouse.md, section 7).

    True and false both occur: fragile. Else any unknown: undecidable. Else supported or refuted. The verdict is told by
    its plainest setting that is decided (undecidable: not decided); a flip is the other outcome with the fewest choices
    changed from there, then the smallest margin.
    """
    told = settings.with_columns(words=setting_in_words(), total=pl.len().over("claim_id"))
    counts = told.group_by("claim_id").agg(
        *(
            (pl.col("outcome") == word).sum().cast(pl.Int64).alias(f"settings_{word}")
            for word in ("true", "false", "unknown")
        ),
        margin=pl.col("margin").filter(pl.col("outcome") != "unknown").min(),
    )
    # A claim out of scope has no setting.
    counted = _said(ledger).join(counts, on="claim_id", how="left").with_columns(pl.col("^settings_.*$").fill_null(0))
    verdicts = counted.with_columns(verdict=_verdict())
    spoken = verdicts.join(_plainest(told, verdicts), on="claim_id", how="left")
    return judgement.CLAIMS.conform(
        spoken.join(_flips(told), on="claim_id", how="left").with_columns(
            # Of an undecidable claim no setting speaks for the verdict, so a margin would mean nothing.
            pl.when(_decided()).then("margin"),
            margin_means=pl.when(_decided() & pl.col("margin").is_not_null()).then("margin_means"),
            flipped_by=pl.when(pl.col("verdict") == "fragile").then("flipped_by"),
            evidence=pl.coalesce("evidence", "reason"),
            as_of=pl.lit(now, dtype=pl.Datetime("us")),
        )
    )


def _said(ledger: Sequence[Claim]) -> pl.LazyFrame:
    rows = [
        {
            "claim_id": claim.id,
            "source": claim.source,
            "url": claim.url,
            "published_on": claim.published_on,
            "statement": claim.statement,
            "predicate": claim.model_dump_json(include={"period", "predicate"}, exclude_defaults=True),
            "kind": claim.predicate.kind,
            "reason": claim.predicate.reason if isinstance(claim.predicate, OutOfScope) else None,
            "margin_means": MARGIN_MEANS.get(claim.predicate.kind),
        }
        for claim in ledger
    ]
    names = ("claim_id", "source", "url", "published_on", "statement", "predicate", "kind", "reason", "margin_means")
    schema = {name: pl.Date() if name == "published_on" else pl.String() for name in names}
    return pl.LazyFrame(rows, schema=schema)


def _verdict() -> pl.Expr:
    occurs = {word: pl.col(f"settings_{word}") > 0 for word in ("true", "false", "unknown")}
    return (
        pl.when(pl.col("kind") == "out_of_scope")
        .then(pl.lit("out_of_scope"))
        .when(occurs["true"] & occurs["false"])
        .then(pl.lit("fragile"))
        .when(occurs["unknown"])
        .then(pl.lit("undecidable"))
        .when(occurs["true"])
        .then(pl.lit("supported"))
        .otherwise(pl.lit("refuted"))
    )


def _decided() -> pl.Expr:
    return pl.col("verdict").is_in(["supported", "refuted", "fragile"])


def _plainest(told: pl.LazyFrame, verdicts: pl.LazyFrame) -> pl.LazyFrame:
    """Evidence of each claim: the first setting that speaks for its verdict, with its figures and rows."""
    rows = told.join(verdicts.select("claim_id", "verdict"), on="claim_id")
    speaking = rows.filter((pl.col("outcome") != "unknown") == _decided())
    said = pl.concat_str("words", "figures", "evidence", separator=": ", ignore_nulls=True)
    return speaking.sort("claim_id", "setting").group_by("claim_id", maintain_order=True).agg(evidence=said.first())


def _flips(told: pl.LazyFrame) -> pl.LazyFrame:
    """The nearest setting with the other outcome than the first decided one, in words."""
    decided = told.filter(pl.col("outcome") != "unknown").sort("claim_id", "setting")
    base = decided.group_by("claim_id", maintain_order=True).first()
    pairs = decided.join(base, on="claim_id", suffix="_base").filter(pl.col("outcome") != pl.col("outcome_base"))
    week = (pl.col(name).ne_missing(pl.col(f"{name}_base")) for name in ("week_convention", "week_start"))
    changes = [pl.any_horizontal(*week), *(pl.col(name).ne_missing(pl.col(f"{name}_base")) for name in _CHOICES)]
    nearest = pairs.with_columns(changes=pl.sum_horizontal(*changes)).sort(
        "claim_id", "changes", "margin", "setting", nulls_last=True
    )
    return nearest.group_by("claim_id", maintain_order=True).agg(
        flipped_by=pl.format(
            "{}: {} ({} of {} settings)",
            pl.col("words").first(),
            pl.col("figures").first(),
            pl.len(),
            pl.col("total").first(),
        )
    )
