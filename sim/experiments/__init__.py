"""Replications, sweeps, paired comparison, sensitivity."""

from sim.experiments.compare import compare
from sim.experiments.diversion import diversion
from sim.experiments.errors import ExperimentError
from sim.experiments.find import find_run
from sim.experiments.run import UnitFailed, run_jobs

__all__ = ["ExperimentError", "UnitFailed", "compare", "diversion", "find_run", "run_jobs"]
