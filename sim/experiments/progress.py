"""How long work reports its progress to whoever shows it."""

from typing import Protocol


class Progress(Protocol):
    """Counts of units of work, and messages. The command line shows them (``sim.cli.progress``)."""

    def begin(self, what: str, total: int) -> int:
        """A piece of work of ``total`` units begins; its number, for ``advance``."""

    def advance(self, work: int, units: int = 1) -> None:
        """``units`` more of the piece of work are done."""

    def say(self, text: str) -> None:
        """A message of one line, which stays on the screen."""


class Silent:
    """A ``Progress`` that shows nothing."""

    def begin(self, what: str, total: int) -> int:
        """Shows nothing."""
        return 0

    def advance(self, work: int, units: int = 1) -> None:
        """Shows nothing."""

    def say(self, text: str) -> None:
        """Shows nothing."""
