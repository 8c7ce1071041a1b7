"""The steps for sensitivity and the claim ledger."""

from orpipeline.assets.step import Step

STEPS: tuple[Step, ...] = ()
