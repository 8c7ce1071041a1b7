"""The steps for what tokens cost at list prices."""

from orpipeline.assets.step import Step, catalogue
from orpipeline.contracts import core, mart, money, raw
from orpipeline.transforms.money import USAGE, weekly_spend

STEPS: tuple[Step, ...] = (
    Step(
        money.WEEKLY_SPEND,
        (core.DAILY_USAGE, mart.PERIODS, raw.CATALOGUE, raw.ANSWERS),
        lambda w: weekly_spend(w.read(core.DAILY_USAGE, columns=USAGE), w.read(mart.PERIODS), catalogue(w)),
    ),
)
