"""What a planner can mend before or while assumptions are calibrated."""

from sim.errors import PlannerError


class CalibrationError(PlannerError):
    """A row, a file or an option that is wrong; the message says what would be right."""
