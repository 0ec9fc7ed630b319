"""Whether a territory can be believed: what is unusual in its files, and in a short simulation."""

from sim.building.check.record import Check
from sim.building.check.static import examine, not_loaded

__all__ = ["Check", "examine", "not_loaded"]
