"""What is wrong with a file of the statistical offices, or with what was asked of them."""

from sim.errors import PlannerError


class SourceError(PlannerError):
    """One message that names the file (and the line and column, where it is one), says what is wrong and
    what would be right.
    """
