"""Errors of experiments: one message that says what is wrong and what would be right."""

from sim.errors import PlannerError


class ExperimentError(PlannerError):
    """Runs that cannot be found, simulated or compared."""
