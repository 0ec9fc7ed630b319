"""What a planner reads when the first day cannot be made of what the files say."""

from sim.errors import PlannerError


class WorldError(PlannerError):
    """Says which key of the configuration does not fit the territory, and what would be right."""
