"""What goes wrong with results: one message that says where, what, and what to do."""


class StoreError(ValueError):
    """A run folder that cannot be found, read, written or compared."""
