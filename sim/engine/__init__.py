"""Lets measures and patients alternate: SimPy changes the world, the kernels play what lies between."""

from sim.engine.branching import simulate_together
from sim.engine.history import History
from sim.engine.simulate import simulate

__all__ = ["History", "simulate", "simulate_together"]
