"""Ten random weeks of sixty models, with ties, gaps, changed verdicts and free variants, put through the real transforms."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from orpipeline.contracts import core
from orpipeline.transforms.charts import rank_movement
from orpipeline.transforms.ranks import weekly_rank
from orpipeline.transforms.shares import weekly_openness
from orpipeline.transforms.usage import daily_usage, days
from orpipeline.transforms.weeks import periods

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 15)
NOW = datetime(2026, 3, 16, 2)  # noqa: DTZ001
NEVER_READ = {date(2026, 2, 4)}  # leaves a partial week between closed ones
EMPTY = {date(2026, 2, 20)}
MODELS = tuple(f"lab{n % 9}/model-{n:02}" for n in range(60))
_TIERS = {"open_weights": ("osi", "clause", "community", "non_commercial", None), "proprietary": ("closed",)}
_LABS = ("A", "B", "C", "undisclosed", None)
_HOMES = ("CN", "US", "FR", None)


@dataclass(frozen=True)
class Weeks:
    """The frames of one random warehouse, as the transforms make them."""

    models: pl.LazyFrame
    usage: pl.LazyFrame
    days: pl.LazyFrame
    periods: pl.LazyFrame
    weekly_rank: pl.LazyFrame
    rank_movement: pl.LazyFrame
    weekly_openness: pl.LazyFrame


def random_weeks(seed: int) -> Weeks:
    """The same seed gives the same weeks."""
    rng = random.Random(seed)
    models, facts = _models(rng), _facts(rng)
    answers = _answers()
    day_table = days(facts, answers).collect().lazy()
    use = daily_usage(facts, day_table, models).collect().lazy()
    spans = periods(day_table, NOW).collect().lazy()
    ranks = pl.concat(weekly_rank(use, day_table, spans, models, NOW)).collect().lazy()
    return Weeks(models, use, day_table, spans, ranks, rank_movement(ranks), weekly_openness(use, day_table, spans))


def _calendar() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def _answers() -> pl.LazyFrame:
    read = [day for day in _calendar() if day not in NEVER_READ]
    return pl.LazyFrame({"window_start": read, "window_end": read, "as_of": [NOW] * len(read)})


def _models(rng: random.Random) -> pl.LazyFrame:
    rows: list[dict[str, object]] = []
    for model in MODELS:
        turn = rng.choice(_calendar())
        for valid_from, valid_to in ((None, turn - timedelta(days=1)), (turn, None)):
            openness = rng.choice(["open_weights", "open_weights", "proprietary", "stealth", "router", "unclassified"])
            rows.append(
                {
                    "model": model,
                    "valid_from": valid_from,
                    "valid_to": valid_to,
                    "model_name": model.upper(),
                    "lab": rng.choice(_LABS),
                    "lab_country": rng.choice(_HOMES),
                    "openness": openness,
                    "openness_basis": "registry",
                    "licence_tier": rng.choice(_TIERS.get(openness, (None,))),
                }
            )
    missing = {
        name: pl.lit(None, dtype=kind) for name, kind in core.MODELS.polars_schema.items() if name not in rows[0]
    }
    wanted = {name: kind for name, kind in core.MODELS.polars_schema.items() if name in rows[0]}
    return core.MODELS.conform(pl.LazyFrame(rows, schema=wanted).with_columns(**missing))


def _facts(rng: random.Random) -> pl.LazyFrame:
    weight = Counter[tuple[str, int]]()
    for model in MODELS:
        for week in range(12):
            weight[model, week] = rng.choice([0, 0, 1, 1, 1, 2, 4, 8])
    rows: list[tuple[date, str, int]] = []
    for day in _calendar():
        if day in NEVER_READ | EMPTY:
            continue
        listed = [(slug, count) for slug, count in _published(rng, weight, (day - FIRST).days // 7) if count]
        listed.sort(key=lambda row: (-row[1], row[0]))
        rows += [(day, slug, count) for slug, count in listed[:50]]
        if listed[50:]:
            rows.append((day, "other", sum(count for _, count in listed[50:])))
    return pl.LazyFrame(rows, schema={"day": pl.Date, "permaslug": pl.String, "token_count": pl.Int64}, orient="row")


def _published(rng: random.Random, weight: Counter[tuple[str, int]], week: int) -> list[tuple[str, int]]:
    """Small numbers, so that ties are common, also at the top of a week; a third of the models have a free variant."""
    rows = [(model, rng.randint(1, 3) * weight[model, week]) for model in MODELS]
    return rows + [(f"{model}:free", rng.randint(0, 2) * weight[model, week]) for model in MODELS[::3]]
