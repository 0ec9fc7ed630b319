"""What a planner reads when a territory cannot be loaded: one message, with the place and the remedy."""

from sim.errors import PlannerError


class TerritoryError(PlannerError):
    """Says in which file, at which line, column or key, what is wrong and what would be right.

    Several faults of the territory's YAML stand in one message, one a line.
    """
