"""Replications, sweeps, paired comparison."""

from sim.experiments.compare import compare, compare_pairs
from sim.experiments.errors import ExperimentError
from sim.experiments.find_run import find_run
from sim.experiments.run import UnitFailed, run_jobs

__all__ = ["ExperimentError", "UnitFailed", "compare", "compare_pairs", "find_run", "run_jobs"]
