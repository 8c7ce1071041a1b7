"""Who made a model and whether its weights are open, with the days on which that holds."""

import polars as pl

from orpipeline.contracts import core

_VERDICT = ("model_name", "lab", "lab_country", "openness", "licence_tier")


def model_periods(registry: pl.LazyFrame, catalogue: pl.LazyFrame, ranked: pl.LazyFrame) -> pl.LazyFrame:
    """Contract `core.models`: one row a model and validity period, for every registered and every ranked model.

    `registry` has the registry's columns (`base_slug`, ...), `catalogue` those of `raw.catalogue` and its answer's as_of,
    `ranked` one column `model`. A ranked model the registry lacks takes the catalogue's repository id as a hint, open from
    the first snapshot that shows it and unclassified before; else it is unclassified (warehouse.md, section 3).
    """
    reviewed = registry.rename({"base_slug": "model"}).with_columns(openness_basis=pl.lit("registry"))
    unknown = (
        ranked.unique().join(reviewed, on="model", how="anti").join(_hints(catalogue), on="model", how="left")
    ).with_columns(model_name=pl.coalesce("catalogue_name", "model"))
    hinted = unknown.filter(pl.col("hint_from").is_not_null())
    day_before = pl.col("hint_from").dt.offset_by("-1d")
    rows = [
        reviewed,
        unknown.with_columns(openness=pl.lit("unclassified"), openness_basis=pl.lit("none"), valid_to=day_before),
        hinted.with_columns(
            openness=pl.lit("open_weights"), openness_basis=pl.lit("catalogue_hint"), valid_from="hint_from"
        ).with_columns(weights_repo="hint_repo", evidence_kind=pl.lit("catalogue")),
    ]
    return core.MODELS.conform(pl.concat([_filled(frame) for frame in rows]))


def verdict_on(rows: pl.LazyFrame, models: pl.LazyFrame, day: str, model: str = "model") -> pl.LazyFrame:
    """Add the verdict of each row's model valid on the row's `day` column; rows without a verdict get nulls.

    The periods of a model fill all time without overlap, so every row meets at most one of them. The order stays. A row
    looks for its period by a number: to carry the verdict's texts along took twice as long.
    """
    held = models.collect()
    periods = held.lazy().select("valid_from", "valid_to", pl.col("model").alias(model)).with_row_index("period")
    joined = rows.join(periods, on=model, how="left", maintain_order="left")
    judged = joined.filter(holds_on(pl.col(day), "valid_from", "valid_to")).drop("valid_from", "valid_to")
    return judged.with_columns(pl.lit(held[name]).gather("period").alias(name) for name in _VERDICT).drop("period")


def holds_on(day: pl.Expr, first: str, last: str) -> pl.Expr:
    """Whether a period holds the day: `first` and `last` name its ends, both included, null where it has none."""
    begun = (pl.col(first) <= day) | pl.col(first).is_null()
    return begun & ((pl.col(last) >= day) | pl.col(last).is_null())


def _hints(catalogue: pl.LazyFrame) -> pl.LazyFrame:
    """Per model: the catalogue's name, and the first snapshot day that shows a repository of weights."""
    # The entry without a variant speaks for the model; `x:free` stands in only where `x` is not listed.
    is_variant = pl.col("id").str.contains(":", literal=True)
    in_time = ("as_of", "answer_sha")
    entries = catalogue.sort(*in_time, is_variant, "id")
    newest = entries.sort(*in_time, descending=True, maintain_order=True)
    names = newest.group_by("canonical_slug", maintain_order=True).agg(
        catalogue_name=pl.col("name").drop_nulls().first()
    )
    repos = (
        entries.filter(pl.col("hugging_face_id").is_not_null())
        .group_by("canonical_slug", maintain_order=True)
        .agg(hint_from=pl.col("snapshot_day").first(), hint_repo=pl.col("hugging_face_id").first())
    )
    return names.join(repos, on="canonical_slug", how="left").rename({"canonical_slug": "model"})


def _filled(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The contract's columns, null where the frame has none."""
    have = set(frame.collect_schema().names())
    nulls = [pl.lit(None, dtype=c.polars).alias(c.name) for c in core.MODELS.columns if c.name not in have]
    return frame.with_columns(nulls).select(core.MODELS.polars_schema.names())
