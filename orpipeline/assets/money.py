"""The steps for prices, spend and the reconciliation with the API's own weeks."""

from orpipeline.assets.step import Step

STEPS: tuple[Step, ...] = ()
