"""What long work says of itself to whoever shows it."""

from typing import Protocol


class Progress(Protocol):
    """A bar for each piece of work, and lines that stay."""

    def begin(self, what: str, total: int) -> int:
        """A piece of work of `total` units begins; its number."""

    def advance(self, work: int, units: int = 1) -> None:
        """So many units more are done."""

    def say(self, text: str) -> None:
        """A line that stays."""


class Silent:
    """Says nothing."""

    def begin(self, what: str, total: int) -> int:
        """One piece of work like another."""
        return 0

    def advance(self, work: int, units: int = 1) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""
