"""Predicates that ask about no week: list prices, a licence, whether two claims agree, and what is out of scope."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import polars as pl

from orpipeline.registry.predicates import (
    ClaimsAgree,
    LicenceTierIs,
    NamedModel,
    PriceIs,
    PriceRatio,
    TopNIs,
)
from orpipeline.transforms.claims.facts import Facts
from orpipeline.transforms.models import holds_on
from orpipeline.transforms.money import DEAREST_TOKEN_PRICE, MAX_PRICE_AGE

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Answer:
    """What one setting says: see contract `mart.claim_settings`. `span` is the lowest and the highest value in question."""

    outcome: str
    figures: str
    span: tuple[float, float] | tuple[None, None] = (None, None)
    margin: float | None = None


@dataclass(frozen=True)
class _Price:
    slug: str
    day: date
    input: Decimal
    output: Decimal


def price_is(predicate: PriceIs, facts: Facts) -> Answer:
    """Both list prices are the stated ones, to the cent; of several permaslugs any one may fit.

    Unknown without a price in a catalogue read on the day or up to 14 days before. `margin`, if false: by how many USD per
    million tokens the price that is further off misses, for the permaslug that comes nearest.
    """
    prices = _prices(predicate.model, predicate.day, facts)
    stated = [_dollars(predicate.input_price), _dollars(predicate.output_price)]
    misses = [max(abs(p.input - stated[0]), abs(p.output - stated[1])) for p in prices]
    if any([_cents(p.input), _cents(p.output)] == [_cents(price) for price in stated] for p in prices):
        return Answer("true", _priced(prices))
    if len(prices) < max(1, len(predicate.model.slugs)):
        return Answer("unknown", _no_price(predicate.model, predicate.day, prices))
    return Answer("false", _priced(prices), margin=float(min(misses)))


def price_ratio(predicate: PriceRatio, facts: Facts) -> Answer:
    """Input and output price over those of the other model both lie within the bounds; of several permaslugs any may fit.

    Unknown without both prices, see `price_is`. `margin`: the distance of a ratio from the bound that decides.
    """
    lists = [_prices(model, predicate.day, facts) for model in (predicate.model, predicate.of_model)]
    for model, prices in zip((predicate.model, predicate.of_model), lists, strict=True):
        if len(prices) < max(1, len(model.slugs)):
            return Answer("unknown", _no_price(model, predicate.day, prices))
    pairs = [(one, two) for one, two in product(*lists) if two.input and two.output]
    if not pairs:
        return Answer("unknown", f"{predicate.of_model.name} is free of charge, so there is no ratio")
    rooms = [
        min(_room(predicate, one.input / two.input), _room(predicate, one.output / two.output)) for one, two in pairs
    ]
    best = max(rooms)
    one, two = pairs[rooms.index(best)]
    into, out = one.input / two.input, one.output / two.output
    figures = f"input {into:.3f}, output {out:.3f}: {_priced([one, two])}"
    span = float(min(into, out)), float(max(into, out))
    return Answer("true" if best >= 0 else "false", figures, span, float(abs(best)))


def licence_tier_is(predicate: LicenceTierIs, facts: Facts) -> Answer:
    """Each of the permaslugs has one of the tiers on that day: one that has another refutes it, one of unknown licence
    leaves it unknown.
    """
    is_valid = holds_on(pl.lit(predicate.day), "valid_from", "valid_to")
    known = facts.models.filter(
        pl.col("model").is_in(predicate.model.slugs) & is_valid & pl.col("licence_tier").is_not_null()
    ).sort("model")
    if known.is_empty():
        return Answer("unknown", f"no licence of {predicate.model.name} is known")
    told = [
        f"{row['model']}: {row['licence'] or 'licence not named'} ({row['licence_tier']})" for row in known.to_dicts()
    ]
    if not known["licence_tier"].is_in(predicate.tiers).all():
        return Answer("false", ", ".join(told))
    unknown = sorted(set(predicate.model.slugs) - set(known["model"]))
    return Answer("unknown" if unknown else "true", ", ".join([*told, *(f"{slug}: not known" for slug in unknown)]))


def claims_agree(predicate: ClaimsAgree, claims: Mapping[str, TopNIs]) -> Answer:
    """Two lists name the same models, in the same order if both are ordered; `span`: names that are in both.

    Two names are the same model if they share a permaslug, or if neither has one and the names are equal.
    """
    one, two = (claims[name] for name in predicate.claims)
    shared = [a for a in one.models if any(_is_same(a, b) for b in two.models)]
    is_same = len(shared) == len(one.models) == len(two.models)
    if is_same and one.ordered and two.ordered:
        is_same = all(_is_same(a, b) for a, b in zip(one.models, two.models, strict=True))
    names = f": {', '.join(model.name for model in shared)}" if shared else ""
    figures = f"{len(shared)} of {len(one.models)} and {len(two.models)} named models are in both lists{names}"
    return Answer("true" if is_same else "false", figures, (len(shared), len(shared)))


def _is_same(one: NamedModel, two: NamedModel) -> bool:
    if one.slugs or two.slugs:
        return not set(one.slugs).isdisjoint(two.slugs)
    return one.name == two.name


def _prices(model: NamedModel, day: date, facts: Facts) -> list[_Price]:
    """The price of each permaslug in the newest catalogue read on the day or up to 14 days before it that lists it.

    The entry without a variant speaks for the model. As in `money.list_prices`, an entry without both prices, or with one
    too high to be for tokens, ends an older price.
    """
    near = facts.catalogue.filter(
        pl.col("canonical_slug").is_in(model.slugs)
        & ~pl.col("id").str.contains(":", literal=True)
        & pl.col("snapshot_day").is_between(day - MAX_PRICE_AGE, day)
    )
    newest = near.sort("as_of", "answer_sha", "id").group_by("canonical_slug", maintain_order=True).last()
    is_for_tokens = pl.col("prompt_usd_per_trillion", "completion_usd_per_trillion") <= DEAREST_TOKEN_PRICE
    return list(_as_prices(newest.filter(pl.all_horizontal(is_for_tokens)).sort("canonical_slug")))


def _as_prices(rows: pl.DataFrame) -> Iterator[_Price]:
    for row in rows.to_dicts():
        per_million = [Decimal(row[f"{side}_usd_per_trillion"]) / 10**6 for side in ("prompt", "completion")]
        yield _Price(row["canonical_slug"], row["snapshot_day"], *per_million)


def _priced(prices: list[_Price]) -> str:
    return ", ".join(f"{p.slug} {p.input:f} / {p.output:f} USD per million tokens on {p.day}" for p in prices)


def _no_price(model: NamedModel, day: date, prices: list[_Price]) -> str:
    if not model.slugs:
        return f"{model.name} was never listed, so there is no price to compare"
    held = f"; known: {_priced(prices)}" if prices else ""
    return f"no price of {model.name} in a catalogue of the {MAX_PRICE_AGE.days} days up to {day}{held}"


def _room(predicate: PriceRatio, ratio: Decimal) -> Decimal:
    """How far inside the bounds (negative: outside) a ratio is."""
    return min(ratio - _dollars(predicate.at_least), _dollars(predicate.at_most) - ratio)


def _dollars(stated: float) -> Decimal:
    """A number of the claim as it is written, not as its binary fraction."""
    return Decimal(str(stated))


def _cents(price: Decimal) -> Decimal:
    return price.quantize(_CENT, ROUND_HALF_UP)
