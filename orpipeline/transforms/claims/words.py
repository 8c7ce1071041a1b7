"""Figures in words, as polars expressions."""

from typing import Literal

import polars as pl

from orpipeline.transforms.usage import variant_of


def outcome(is_true: pl.Expr, is_false: pl.Expr) -> pl.Expr:
    """The words true, false or unknown; a null in either test is no proof of it."""
    return pl.when(is_true).then(pl.lit("true")).when(is_false).then(pl.lit("false")).otherwise(pl.lit("unknown"))


def ranked_row(say: Literal["openness", "tier", "country"] = "openness") -> pl.Expr:
    """One ranked row with what the question is about: "1 MiniMax M2.5 open", "... open (clause)" or "... CN"."""
    variant = pl.when(pl.col("model") != pl.col("base_model")).then(pl.format(" (:{})", variant_of("model")))
    openness = pl.col("openness").replace("open_weights", "open")
    tier = pl.when(openness == "open").then(pl.format(" ({})", pl.col("licence_tier").fill_null("tier not known")))
    said = {
        "openness": [openness],
        "tier": [openness, tier],
        "country": [pl.col("lab_country").fill_null("country not known")],
    }[say]
    return pl.concat_str(pl.col("rank"), pl.lit(" "), "model_name", variant, pl.lit(" "), *said, ignore_nulls=True)


def span(low: str, high: str, scale: int = 1, digits: int = 0) -> pl.Expr:
    """ "4", or "3 to 4" where the ends differ once scaled and rounded."""
    ends = [(pl.col(name) * scale).round(digits) for name in (low, high)]
    texts = [(end.cast(pl.Int64) if digits == 0 else end).cast(pl.String) for end in ends]
    return pl.when(ends[0] == ends[1]).then(texts[0]).otherwise(pl.format("{} to {}", *texts))


def trillions(name: str) -> pl.Expr:
    """Tokens as "4.117 T", three digits behind the point."""
    return pl.format("{} T", (pl.col(name) / 1e12).round(3))
