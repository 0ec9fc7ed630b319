"""What goes wrong with experiments: one message that says what, and what would be right."""


class ExperimentError(ValueError):
    """Runs that cannot be found, played or compared."""
