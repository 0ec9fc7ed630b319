"""How long work reports its progress to whoever shows it."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from sim.schema.languages import Message

Result = TypeVar("Result")


class Progress(Protocol):
    """Counts of replications, and messages. The command line shows them (``sim.cli.progress``)."""

    def track(self, results: Iterable[Result], /, total: int, *, description: str) -> Iterable[Result]:
        """The results as they come, counted; ``total`` are expected."""

    def say(self, message: Message) -> None:
        """A message of one line, which stays on the screen."""


class Silent:
    """A ``Progress`` that shows nothing."""

    def track(self, results: Iterable[Result], /, total: int, *, description: str) -> Iterable[Result]:
        """The results as they are."""
        return results

    def say(self, message: Message) -> None:
        """Shows nothing."""
