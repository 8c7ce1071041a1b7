"""The steps for charts, spells, labs, countries, concentration, lifecycles, growth."""

from orpipeline.assets.step import Step

STEPS: tuple[Step, ...] = ()
