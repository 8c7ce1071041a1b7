"""The steps for charts, spells, labs, countries, concentration, lifecycles, growth."""

from orpipeline.assets.step import CHART, MERGED, Step, from_usage
from orpipeline.contracts import analysis, mart
from orpipeline.transforms import charts, groups, growth, lifecycle

STEPS: tuple[Step, ...] = (
    from_usage(analysis.WEEKLY_OPENNESS_BY_TIER, groups.weekly_openness_by_tier, groups.USAGE),
    from_usage(analysis.WEEKLY_LAB_SHARE, groups.weekly_lab_share, groups.USAGE),
    from_usage(analysis.WEEKLY_COUNTRY_SHARE, groups.weekly_country_share, groups.USAGE),
    Step(
        analysis.NUMBER_ONE_RUNS, (mart.WEEKLY_RANK,), lambda w: charts.number_one_runs(w.read(mart.WEEKLY_RANK, CHART))
    ),
    Step(
        analysis.MODEL_LIFECYCLE,
        (mart.RANK_MOVEMENT, mart.WEEKLY_RANK, mart.PERIODS),
        lambda w: lifecycle.model_lifecycle(
            w.read(mart.RANK_MOVEMENT), w.read(mart.WEEKLY_RANK, MERGED, lifecycle.RANKS), w.read(mart.PERIODS)
        ),
    ),
    Step(
        analysis.WEEKLY_GROWTH,
        (mart.WEEKLY_RANK, mart.PERIODS),
        lambda w: growth.weekly_growth(w.read(mart.WEEKLY_RANK, MERGED, growth.RANKS), w.read(mart.PERIODS)),
    ),
)
