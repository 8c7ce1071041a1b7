"""Facts, answers and verdicts written by hand, put through the real transforms up to the table under test."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import polars as pl

from orpipeline.contracts import core
from orpipeline.transforms import ranks, usage, weeks
from orpipeline.transforms.models import model_periods

Figures = Mapping[str, Mapping[str, int]]
OTHER = "other"


class Verdict(NamedTuple):
    """One registry row; without dates it always holds."""

    model: str
    openness: str
    tier: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    lab: str | None = None
    name: str | None = None


class Covered(NamedTuple):
    """The window of an accepted answer, and when it was made."""

    start: str
    end: str
    as_of: str


class Entry(NamedTuple):
    """One catalogue row as `raw.catalogue` holds it, and the time of day of its answer."""

    day: str
    id: str
    slug: str
    name: str | None = None
    repo: str | None = None
    at: str = "02:00"


def facts(figures: Figures) -> pl.LazyFrame:
    """Newest facts, `{day: {permaslug: tokens}}`."""
    rows = [(date.fromisoformat(day), slug, count) for day, row in figures.items() for slug, count in row.items()]
    return pl.LazyFrame(rows, schema={"day": pl.Date, "permaslug": pl.String, "token_count": pl.Int64}, orient="row")


def answers(*covered: Covered) -> pl.LazyFrame:
    """Windows and times of the accepted answers."""
    rows = [(date.fromisoformat(c.start), date.fromisoformat(c.end), datetime.fromisoformat(c.as_of)) for c in covered]
    schema = {"window_start": pl.Date(), "window_end": pl.Date(), "as_of": pl.Datetime("us")}
    return pl.LazyFrame(rows, schema=schema, orient="row")


def registry(*verdicts: Verdict) -> pl.LazyFrame:
    """The registry's columns, empty where a verdict says nothing."""
    rows = [
        {
            "base_slug": v.model,
            "model_name": v.name or v.model.upper(),
            "lab": v.lab,
            "openness": v.openness,
            "licence_tier": v.tier,
            "valid_from": v.valid_from and date.fromisoformat(v.valid_from),
            "valid_to": v.valid_to and date.fromisoformat(v.valid_to),
        }
        for v in verdicts
    ]
    schema = {"base_slug": pl.String(), **{c.name: c.polars for c in core.MODELS.columns if c.name != "model"}}
    schema.pop("openness_basis")
    return pl.LazyFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def catalogue(*entries: Entry) -> pl.LazyFrame:
    """Catalogue rows of one or more snapshots."""
    rows = [
        (
            datetime.fromisoformat(f"{e.day}T{e.at}"),
            f"sha of {e.at}",
            date.fromisoformat(e.day),
            e.id,
            e.slug,
            e.name,
            e.repo,
        )
        for e in entries
    ]
    names = ("as_of", "answer_sha", "snapshot_day", "id", "canonical_slug", "name", "hugging_face_id")
    types = (pl.Datetime("us"), pl.String(), pl.Date(), *[pl.String()] * 4)
    return pl.LazyFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def ranked(*models: str) -> pl.LazyFrame:
    """The models that a ranking names."""
    return pl.LazyFrame({"model": models}, schema={"model": pl.String})


@dataclass(frozen=True)
class World:
    """A whole small warehouse in frames. Without `covered`, one answer read all its days at 02:00 of the next one."""

    figures: Figures
    verdicts: tuple[Verdict, ...] = ()
    covered: tuple[Covered, ...] = ()

    @cached_property
    def answers(self) -> pl.LazyFrame:
        after = date.fromisoformat(max(self.figures)) + timedelta(days=1)
        return answers(*(self.covered or (Covered(min(self.figures), max(self.figures), f"{after}T02:00"),)))

    @property
    def now(self) -> datetime:
        newest: datetime = self.answers.collect()["as_of"].max()  # type: ignore[assignment]
        return newest

    @cached_property
    def models(self) -> pl.LazyFrame:
        slugs = {slug.partition(":")[0] for row in self.figures.values() for slug in row} - {OTHER}
        return model_periods(registry(*self.verdicts), catalogue(), ranked(*sorted(slugs)))

    @cached_property
    def days(self) -> pl.LazyFrame:
        return usage.days(facts(self.figures), self.answers).collect().lazy()

    @cached_property
    def usage(self) -> pl.LazyFrame:
        return usage.daily_usage(facts(self.figures), self.days, self.models).collect().lazy()

    @cached_property
    def periods(self) -> pl.LazyFrame:
        return weeks.periods(self.days, self.now).collect().lazy()

    @cached_property
    def weekly_rank(self) -> pl.LazyFrame:
        return pl.concat(ranks.weekly_rank(self.usage, self.days, self.periods, self.models, self.now)).collect().lazy()


def each_day(first: str, count: int, row: Mapping[str, int], **changes: Mapping[str, int] | None) -> Figures:
    """The same row on `count` days from `first`; `d3={...}` replaces the row of the third day, None leaves it out."""
    start = date.fromisoformat(first)
    days = {f"d{n + 1}": start + timedelta(days=n) for n in range(count)}
    rows = {day.isoformat(): changes.get(name, row) for name, day in days.items()}
    return {day: shown for day, shown in rows.items() if shown is not None}


def shown(frame: pl.LazyFrame, *columns: str, **equal: object) -> list[tuple[object, ...]]:
    """Chosen columns, in the frame's order, of the rows in which each named column equals; dates as text."""
    chosen = frame.filter(*(pl.col(name) == value for name, value in equal.items())).select(columns)
    return chosen.with_columns(pl.col(pl.Date).cast(pl.String)).collect().rows()


def on(day: str) -> date:
    """A day, to filter by."""
    return date.fromisoformat(day)
