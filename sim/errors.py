"""What all errors have in common that the planner can mend."""


class PlannerError(ValueError):
    """One message that says where, what, and what to do; the command line shows it and nothing else."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it, in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]
