"""The steps for charts, spells, labs, countries, concentration, lifecycles, growth."""

from collections.abc import Callable

import polars as pl

from orpipeline.assets.step import CHART, MERGED, Step
from orpipeline.contracts import Table, analysis, core, mart
from orpipeline.transforms import charts, groups, growth, lifecycle


def _step(table: Table, reads: tuple[Table, ...], compute: Callable[..., pl.LazyFrame]) -> Step:
    """A step whose transform takes exactly the tables it reads, in that order."""
    return Step(table, reads, lambda warehouse: compute(*(warehouse.read(read) for read in reads)))


_USAGE = (core.DAILY_USAGE, core.DAYS, mart.PERIODS)

STEPS: tuple[Step, ...] = (
    _step(analysis.WEEKLY_OPENNESS_BY_TIER, _USAGE, groups.weekly_openness_by_tier),
    _step(analysis.WEEKLY_LAB_SHARE, _USAGE, groups.weekly_lab_share),
    _step(analysis.WEEKLY_COUNTRY_SHARE, _USAGE, groups.weekly_country_share),
    Step(
        analysis.NUMBER_ONE_RUNS, (mart.WEEKLY_RANK,), lambda w: charts.number_one_runs(w.read(mart.WEEKLY_RANK, CHART))
    ),
    Step(
        analysis.MODEL_LIFECYCLE,
        (mart.RANK_MOVEMENT, mart.WEEKLY_RANK, mart.PERIODS),
        lambda w: lifecycle.model_lifecycle(
            w.read(mart.RANK_MOVEMENT), w.read(mart.WEEKLY_RANK, MERGED), w.read(mart.PERIODS)
        ),
    ),
    Step(
        analysis.WEEKLY_GROWTH,
        (mart.WEEKLY_RANK, mart.PERIODS),
        lambda w: growth.weekly_growth(w.read(mart.WEEKLY_RANK, MERGED), w.read(mart.PERIODS)),
    ),
)
