"""Reviewed facts as data: who made a model and whether its weights are open, and the claims the warehouse judges."""

from orpipeline.registry.claims import Claim, FixedPeriod, PeriodAround, load_claims
from orpipeline.registry.models import ModelVerdict, load_models

__all__ = ["Claim", "FixedPeriod", "ModelVerdict", "PeriodAround", "load_claims", "load_models"]
