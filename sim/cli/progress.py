"""Progress bars on standard error, where it is a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text


class Bars(Protocol):
    """What those who do long work say of it; `sim.experiments` calls it."""

    def begin(self, what: str, total: int) -> int:
        """A piece of work of `total` units begins; its number."""

    def advance(self, work: int, units: int = 1) -> None:
        """So many units more are done."""

    def say(self, text: str) -> None:
        """A line that stays."""


class _Left(ProgressColumn):
    """Time left, if the rest takes as long as what is done. Replications end several at once, so that the
    speed of the last moments says nothing.
    """

    max_refresh = 1.0

    def render(self, task: Task) -> Text:
        """`0:00:42 left` from the first that is done on."""
        if not task.completed or task.elapsed is None or task.total is None:
            return Text("")
        seconds = task.elapsed * (task.total - task.completed) / task.completed
        return Text(f"{timedelta(seconds=round(seconds))} left", style="progress.remaining")


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def begin(self, what: str, total: int) -> int:
        return int(self._progress.add_task(what, total=total))

    def advance(self, work: int, units: int = 1) -> None:
        self._progress.advance(TaskID(work), units)

    def say(self, text: str) -> None:
        self._progress.console.print(text, highlight=False)


@contextmanager
def bars() -> Iterator[Bars]:
    """Bars for as long as the block runs; silent when standard error is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        _Left(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield _Bars(progress)
