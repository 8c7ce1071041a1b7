"""Predicates that name the models of the top n."""

from collections.abc import Sequence

import polars as pl

from orpipeline.registry.predicates import NamedModel, ProprietaryMembersAre, TopNIs
from orpipeline.transforms.claims.facts import KEY, Facts
from orpipeline.transforms.claims.words import outcome, ranked_row

_FOUND = pl.col("place").is_not_null()


def top_n_is(predicate: TopNIs, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The models with rank <= n are the named ones, no more and no fewer, in this order if `ordered`.

    Equal tokens stand in either order. Figure: named models that are there. `margin`, if true: the smallest lead among
    the ranks that must not change; a false list is not a matter of margins.
    """
    n = len(predicate.models)
    rows = facts.ranked(settings, within=n).join(_named(predicate.models), on="base_model", how="left")
    place = pl.col("place")
    # A model listed twice (as_listed) counts where it stands first.
    best = rows.filter(_FOUND).group_by(*KEY, "place").agg(pl.col("rank").min()).sort(*KEY, "place")
    order = best.group_by(KEY, maintain_order=True).agg(
        is_ordered=(pl.col("rank").diff().fill_null(0) >= 0).all(),
        in_place=(pl.col("rank") == pl.col("place")).sum(),
    )
    leads = pl.col("margin_to_next")
    members = (
        rows.sort(*KEY, "rank", "model")
        .group_by(KEY, maintain_order=True)
        .agg(
            right=place.drop_nulls().n_unique(),
            strangers=place.is_null().sum(),
            margin=leads.min() if predicate.ordered else leads.last(),
            evidence=ranked_row().str.join(", "),
        )
    )
    sums = members.join(order, on=KEY, how="left").with_columns(pl.col("in_place").fill_null(0))
    right = pl.col("right").cast(pl.Float64)
    is_true = (pl.col("right") == n) & (pl.col("strangers") == 0)
    if predicate.ordered:
        is_true &= pl.col("is_ordered")
    in_place = pl.format(", {} of them at the place named", "in_place") if predicate.ordered else pl.lit("")
    return sums.select(
        *KEY,
        "evidence",
        figure_low=right,
        figure_high=right,
        outcome=outcome(is_true, ~is_true),
        margin=pl.when(is_true).then("margin"),
        figures=pl.format(f"{{}} of the {n} named models are in the top {n}", "right") + in_place,
    )


def proprietary_members_are(predicate: ProprietaryMembersAre, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The proprietary models with rank <= n are exactly the named ones; stealth and unclassified ones may be proprietary.

    Figures: proprietary models in the top n, without and with those that may be. `margin`, if true: that of the cut.
    """
    n, names = predicate.n, len(predicate.models)
    rows = facts.ranked(settings, within=n).join(_named(predicate.models), on="base_model", how="left")
    sure = pl.col("openness") == "proprietary"
    maybe = pl.col("openness").is_in(["stealth", "unclassified"])
    place = pl.col("place")
    sums = (
        rows.sort(*KEY, "rank", "model")
        .group_by(KEY, maintain_order=True)
        .agg(
            figure_low=sure.sum(),
            figure_high=(sure | maybe).sum(),
            right=place.filter(sure & _FOUND).n_unique(),
            possible=place.filter((sure | maybe) & _FOUND).n_unique(),
            strangers=(sure & ~_FOUND).sum(),
            doubts=maybe.sum(),
            margin=pl.col("margin_to_next").last(),
            members=pl.col("model_name").filter(sure).str.join(", "),
            evidence=ranked_row().str.join(", "),
        )
    )
    is_true = (pl.col("right") == names) & (pl.col("strangers") == 0) & (pl.col("doubts") == 0)
    is_false = (pl.col("possible") < names) | (pl.col("strangers") > 0)
    return sums.select(
        *KEY,
        "figure_low",
        "figure_high",
        "evidence",
        outcome=outcome(is_true, is_false),
        margin=pl.when(is_true).then("margin"),
        figures=pl.format(f"proprietary in the top {n}: {{}}", pl.col("members").replace("", "none")),
    )


def _named(models: Sequence[NamedModel]) -> pl.LazyFrame:
    """Place in the claim's list and each permaslug that may be meant."""
    rows = [(place, slug) for place, model in enumerate(models, start=1) for slug in model.slugs]
    return pl.LazyFrame(rows, schema={"place": pl.Int64, "base_model": pl.String}, orient="row").unique(
        "base_model", keep="first", maintain_order=True
    )
