"""A small warehouse made by the real transforms from a few weeks of daily tokens, and claims judged in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from orpipeline.contracts import core, raw
from orpipeline.registry.claims import Claim
from orpipeline.transforms import ranks, usage, weeks
from orpipeline.transforms.claims import claim_settings, claims, facts

NOW = datetime(2026, 12, 1, 2)  # noqa: DTZ001
Row = dict[str, Any]


class Model(NamedTuple):
    """One verdict; without dates it holds always."""

    model: str
    openness: str = "proprietary"
    licence_tier: str | None = None
    lab_country: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    revealed_as: str | None = None


def open_model(name: str, tier: str = "osi", country: str | None = "CN") -> Model:
    return Model(name, "open_weights", tier, country)


def closed_model(name: str, country: str | None = "US") -> Model:
    return Model(name, "proprietary", "closed", country)


_CATALOGUE = pl.Schema({"as_of": pl.Datetime("us"), **raw.CATALOGUE.polars_schema})


@dataclass(frozen=True)
class World:
    """The frames of one warehouse."""

    usage: pl.LazyFrame
    days: pl.LazyFrame
    periods: pl.LazyFrame
    models: pl.LazyFrame
    weekly_rank: pl.LazyFrame
    catalogue: pl.LazyFrame

    def with_catalogue(self, *entries: tuple[str, str, str, int | None, int | None]) -> "World":
        """Entries: day (with a time if need be), id, slug, input and output price in USD per 10^12 tokens."""
        names = ("snapshot_day", "id", "canonical_slug", "prompt_usd_per_trillion", "completion_usd_per_trillion")
        rows: list[Row] = [{"answer_sha": e[0][::-1], **dict(zip(names, e, strict=True))} for e in entries]
        for row in rows:
            row["as_of"] = datetime.fromisoformat(row["snapshot_day"])
            row["snapshot_day"] = row["as_of"].date()
        return replace(self, catalogue=pl.LazyFrame(rows, schema=_CATALOGUE))


def world(tokens: Mapping[str, Mapping[str, int]], models: list[Model]) -> World:
    """`tokens`: for each first day of seven, each permaslug's tokens of every one of these days ('other' too)."""
    rows = [
        (date.fromisoformat(start) + timedelta(days=n), slug, count)
        for start, of_week in tokens.items()
        for n in range(7)
        for slug, count in of_week.items()
    ]
    fact = pl.LazyFrame(rows, schema={"day": pl.Date, "permaslug": pl.String, "token_count": pl.Int64}, orient="row")
    read = sorted({row[0] for row in rows})
    answers = pl.LazyFrame({"window_start": read, "window_end": read, "as_of": [NOW] * len(read)})
    verdicts = _models(models)
    day_table = usage.days(fact, answers).collect().lazy()
    used = usage.daily_usage(fact, day_table, verdicts).collect().lazy()
    spans = weeks.periods(day_table, NOW).collect().lazy()
    ranked = pl.concat(ranks.weekly_rank(used, day_table, spans, verdicts, NOW)).collect().lazy()
    catalogue = pl.LazyFrame(schema=_CATALOGUE)
    return World(used, day_table, spans, verdicts, ranked, catalogue)


def _models(models: list[Model]) -> pl.LazyFrame:
    rows = []
    for model in models:
        known = model._asdict() | {"model_name": model.model.upper(), "openness_basis": "registry"}
        for name in ("valid_from", "valid_to"):
            known[name] = date.fromisoformat(known[name]) if known[name] else None
        rows.append(dict.fromkeys(core.MODELS.polars_schema) | known)
    return pl.LazyFrame(rows, schema=core.MODELS.polars_schema)


def claim(predicate: Row, period: Row | None = None, name: str = "mine") -> Claim:
    """A claim of the shape of claims.yaml."""
    said: Row = {"id": name, "source": "A newsletter", "statement": "So it is.", "predicate": predicate}
    return Claim.model_validate(said | ({"period": period} if period else {}))


def judged(where: World, *ledger: Claim) -> tuple[list[Row], list[Row]]:
    """Rows of `mart.claims` and of `mart.claim_settings`."""
    known = facts(where.weekly_rank, where.usage, where.periods, where.models, where.catalogue, NOW)
    settings = claim_settings(ledger, known).collect()
    return claims(ledger, settings.lazy(), NOW).collect().to_dicts(), settings.to_dicts()


def verdict(where: World, predicate: Row, period: Row | None = None) -> Row:
    """The one row of `mart.claims`."""
    return judged(where, claim(predicate, period))[0][0]


def outcomes(where: World, predicate: Row, period: Row, *by: str) -> dict[Any, set[str]]:
    """Outcomes of the settings, grouped by these columns of a setting."""
    found: dict[Any, set[str]] = {}
    for row in judged(where, claim(predicate, period))[1]:
        key = tuple(row[name] for name in by)
        found.setdefault(key[0] if len(key) == 1 else key, set()).add(row["outcome"])
    return found


def iso(week: str) -> Row:
    return {"convention": "iso", "week": week}
