"""What all errors have in common that the planner can mend."""


class PlannerError(ValueError):
    """One message that says where, what, and what to do; the command line shows it and nothing else."""
