"""The answer store: answers land here before anyone looks into them; the warehouse can be rebuilt from it alone."""

from orpipeline.landing.envelope import LandingDamaged
from orpipeline.landing.store import Store

__all__ = ["LandingDamaged", "Store"]
