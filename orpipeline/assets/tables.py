"""The steps from stored answers to ranks and shares: what each table reads and which transform makes it."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl

from orpipeline import __version__
from orpipeline.assets import report
from orpipeline.assets.step import CHART, Step, catalogue, from_usage
from orpipeline.contracts import core, mart, raw
from orpipeline.registry import load_models
from orpipeline.transforms import charts, models, ranks, shares, usage, weeks
from orpipeline.warehouse.private import Warehouse

_ROWS_A_PART = 250_000  # of daily usage: to compute all days at once took 700 MB for 1.4 million rows

REGISTRY = dg.AssetSpec(
    "registry_models",
    group_name=report.INGEST,
    owners=report.OWNERS,
    kinds={"csv"},
    description="The reviewed registry, orpipeline/registry/models.csv: who made a model, are its weights open, since when.",
)


def _models(warehouse: Warehouse) -> pl.LazyFrame:
    ranked = warehouse.query(
        """
        select distinct split_part(permaslug, ':', 1) as model from core.versions
        where series = 'day' and permaslug <> 'other'
        """
    )
    schema = {"base_slug": pl.String(), **{c.name: c.polars for c in core.MODELS.columns if c.name != "model"}}
    schema.pop("openness_basis")
    registry = pl.LazyFrame([row.model_dump() for row in load_models()], schema=schema)
    return models.model_periods(registry, catalogue(warehouse), ranked)


def _days(warehouse: Warehouse) -> pl.LazyFrame:
    answers = warehouse.query("select window_start, window_end, as_of from raw.answers where series = 'day'")
    return usage.days(_facts(warehouse), answers)


def _facts(warehouse: Warehouse, first: date = date.min, last: date = date.max) -> pl.LazyFrame:
    """The newest version of each fact of the daily series on these days."""
    return warehouse.query(
        """
        select day, permaslug, token_count from core.versions
        where series = 'day' and superseded_as_of is null and token_count is not null and day between ? and ?
        """,
        first,
        last,
    )


def _daily_usage(warehouse: Warehouse) -> Iterator[pl.LazyFrame]:
    days, models = warehouse.read(core.DAYS), warehouse.read(core.MODELS)
    for first, last in usage.spans(days, _ROWS_A_PART):
        yield usage.daily_usage(_facts(warehouse, first, last), days, models)


def _build(warehouse: Warehouse) -> pl.LazyFrame:
    return pl.LazyFrame({"as_of": [warehouse.now()], "code_version": [__version__]}, schema=mart.BUILD.polars_schema)


STEPS: tuple[Step, ...] = (
    Step(mart.BUILD, (raw.ANSWERS,), _build),
    Step(core.MODELS, (core.VERSIONS, raw.CATALOGUE, raw.ANSWERS), _models, also_reads=("registry_models",)),
    Step(core.DAYS, (core.VERSIONS, raw.ANSWERS), _days),
    Step(core.DAILY_USAGE, (core.VERSIONS, core.DAYS, core.MODELS), _daily_usage),
    Step(mart.PERIODS, (core.DAYS,), lambda w: weeks.periods(w.read(core.DAYS), w.now())),
    Step(
        mart.WEEKLY_RANK,
        (core.DAILY_USAGE, core.DAYS, mart.PERIODS, core.MODELS),
        lambda w: ranks.weekly_rank(
            w.read(core.DAILY_USAGE, columns=ranks.USAGE),
            w.read(core.DAYS),
            w.read(mart.PERIODS),
            w.read(core.MODELS),
            w.now(),
        ),
    ),
    from_usage(mart.WEEKLY_OPENNESS, shares.weekly_openness, shares.USAGE),
    from_usage(mart.MONTHLY_OPENNESS, shares.monthly_openness, shares.USAGE),
    Step(
        mart.OPEN_IN_TOP_N,
        (mart.WEEKLY_RANK,),
        lambda w: shares.open_in_top_n(w.read(mart.WEEKLY_RANK, f"rank <= {shares.TOP_N}")),
    ),
    Step(mart.RANK_MOVEMENT, (mart.WEEKLY_RANK,), lambda w: charts.rank_movement(w.read(mart.WEEKLY_RANK, CHART))),
)
