"""The steps for what tokens cost at list prices."""

import polars as pl

from orpipeline.assets.step import Step
from orpipeline.contracts import core, mart, money, raw
from orpipeline.transforms.money import USAGE, weekly_spend
from orpipeline.warehouse.private import Warehouse


def _catalogue(warehouse: Warehouse) -> pl.LazyFrame:
    """All catalogue entries with the time their answer was made."""
    return warehouse.query(
        "select answers.as_of, catalogue.* from raw.catalogue inner join raw.answers using (answer_sha)"
    )


STEPS: tuple[Step, ...] = (
    Step(
        money.WEEKLY_SPEND,
        (core.DAILY_USAGE, mart.PERIODS, raw.CATALOGUE, raw.ANSWERS),
        lambda w: weekly_spend(w.read(core.DAILY_USAGE, columns=USAGE), w.read(mart.PERIODS), _catalogue(w)),
    ),
)
