"""One verdict, read in six ways: three guesses about stealth models, by the verdicts of the time and by today's.

Scenarios: `not_open` leaves a stealth model what it was, hidden and not open; `open` counts it as open under whatever
licence is asked for, so that it bounds the others from above; `as_revealed` takes the verdict and the country of the
model it turned out to be, and `not_open` where nobody has said.
"""

from datetime import datetime

import polars as pl

from orpipeline.transforms.models import holds_on

STEALTH_SCENARIOS = ("not_open", "open", "as_revealed")
TIME_BASES = ("as_then", "as_now")
# Index in this tuple = strictness - 1: any weights, community and freer, clause and freer, only osi.
TIERS: tuple[tuple[str, ...] | None, ...] = (None, ("osi", "clause", "community"), ("osi", "clause"), ("osi",))
_VERDICT = ("openness", "licence_tier", "lab_country")
_FREEST = "osi"


def pieces(models: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
    """`core.models` cut into pieces of time in which neither a model's verdict nor that of its reveal changes.

    Columns: model, piece (a number of its own), piece_from, piece_to (both included, null = unbounded), and openness,
    licence_tier and lab_country four times: own and revealed, then (in the piece) and now (`now` is the newest as_of).
    """
    # A router serves models of many countries, whoever runs it (as in the shares of countries).
    models = models.with_columns(lab_country=pl.when(pl.col("openness") != "router").then("lab_country"))
    own = models.select(
        "model", "valid_from", "valid_to", "revealed_as", *(pl.col(v).alias(f"own_{v}") for v in _VERDICT)
    )
    reveal = models.select(
        revealed_as="model",
        from_="valid_from",
        to_="valid_to",
        **{f"revealed_{v}": pl.col(v) for v in _VERDICT},
    )
    cut = own.join(reveal, on="revealed_as", how="left").select(
        "model",
        *(f"{whose}_{v}" for whose in ("own", "revealed") for v in _VERDICT),
        piece_from=pl.max_horizontal("valid_from", "from_"),
        piece_to=pl.min_horizontal("valid_to", "to_"),
    )
    # A period of the model and one of its reveal that do not overlap leave a piece that ends before it begins.
    whole = cut.filter((pl.col("piece_from") <= pl.col("piece_to")).fill_null(value=True))
    ordered = whole.sort("model", "piece_from", nulls_last=False).with_row_index("piece")
    today = ordered.filter(holds_on(pl.lit(now.date()), "piece_from", "piece_to")).drop(
        "piece", "piece_from", "piece_to"
    )
    return ordered.join(today, on="model", suffix="_now")


def with_piece(rows: pl.LazyFrame, cut: pl.LazyFrame, day: str) -> pl.LazyFrame:
    """Add the `piece` of each row's `base_model` that holds the row's `day`; the pieces of a model fill all time."""
    spans = cut.select("piece", "piece_from", "piece_to", base_model="model")
    return (
        rows.join(spans, on="base_model")
        .filter(holds_on(pl.col(day), "piece_from", "piece_to"))
        .drop("piece_from", "piece_to")
    )


def alike(cut: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The `class` of each piece (piece, class), and the verdicts of each class: equal in every reading."""
    verdicts = [f"{whose}_{v}{when}" for whose in ("own", "revealed") for v in _VERDICT for when in ("", "_now")]
    classes = cut.select(verdicts).unique().with_row_index("class").collect().lazy()
    numbers = cut.join(classes, on=verdicts, nulls_equal=True).select("piece", "class")
    return numbers, classes


def readings(cut: pl.LazyFrame) -> pl.LazyFrame:
    """Each piece six times: piece, stealth_scenario, time_basis, openness, licence_tier, lab_country."""
    return pl.concat(
        cut.select(
            "piece",
            **_read(scenario, "" if basis == "as_then" else "_now"),
            stealth_scenario=pl.lit(scenario),
            time_basis=pl.lit(basis),
        )
        for scenario in STEALTH_SCENARIOS
        for basis in TIME_BASES
    )


def is_open(strictness: int) -> pl.Expr:
    """True where `openness` is open under a licence of the tiers that `strictness` (1 to 4) admits.

    A catalogue's hint has no tier, so it counts only at 1 (warehouse.md, section 3).
    """
    weights = pl.col("openness") == "open_weights"
    tiers = TIERS[strictness - 1]
    return weights if tiers is None else weights & pl.col("licence_tier").is_in(tiers).fill_null(value=False)


def _read(scenario: str, suffix: str) -> dict[str, pl.Expr]:
    own = {v: pl.col(f"own_{v}{suffix}") for v in _VERDICT}
    is_stealth = own["openness"] == "stealth"
    if scenario == "open":
        instead = {"openness": pl.lit("open_weights"), "licence_tier": pl.lit(_FREEST), "lab_country": pl.lit(None)}
    elif scenario == "as_revealed":
        is_stealth &= pl.col(f"revealed_openness{suffix}").is_not_null()
        instead = {v: pl.col(f"revealed_{v}{suffix}") for v in _VERDICT}
    else:
        return own
    return {v: pl.when(is_stealth).then(instead[v]).otherwise(own[v]) for v in _VERDICT}
