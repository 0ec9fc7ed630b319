"""Errors of experiments: one message that says what is wrong and what would be right."""


class ExperimentError(ValueError):
    """Runs that cannot be found, simulated or compared."""
