"""What is wrong with what was asked of a territory to build."""

from sim.errors import PlannerError


class BuildingError(PlannerError):
    """One message that says what is wrong and what would be right."""
