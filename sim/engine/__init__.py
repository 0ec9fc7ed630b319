"""Lets measures and patients alternate: SimPy changes the world, the kernels play what lies between."""

from sim.engine.branching import simulate_together
from sim.engine.check import check_measures
from sim.engine.history import History
from sim.engine.simulate import simulate

__all__ = ["History", "check_measures", "simulate", "simulate_together"]
