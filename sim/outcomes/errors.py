"""What goes wrong with results: one message that says where, what, and what to do."""

from sim.errors import PlannerError


class StoreError(PlannerError):
    """A run folder that cannot be found, read, written or compared."""
