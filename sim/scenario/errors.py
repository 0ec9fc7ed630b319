"""What a planner reads when a scenario cannot be loaded: one message, with the place and the remedy."""

from sim.errors import PlannerError


class ScenarioError(PlannerError):
    """Says in which file and at which key (or in which override) what is wrong and what
    would be right.

    Several faults found at once stand in one message, one a line.
    """
