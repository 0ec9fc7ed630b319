"""Progress bars on standard error, where it is a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import rich.progress
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from sim.experiments.progress import Progress  # at run time it would bring the engines along


class _TimeLeft(rich.progress.ProgressColumn):
    """Time left, from the mean speed so far: replications end several at once, so that the speed of the last
    moments says nothing.
    """

    max_refresh = 1.0

    def render(self, task: rich.progress.Task) -> Text:
        """`0:00:42 left`; empty until a first unit is done."""
        if not task.completed or task.elapsed is None or task.total is None:
            return Text("")
        seconds = task.elapsed * (task.total - task.completed) / task.completed
        return Text(f"{timedelta(seconds=round(seconds))} left", style="progress.remaining")


class _Bars(rich.progress.Progress):
    def say(self, text: str) -> None:
        self.console.print(text, highlight=False)


@contextmanager
def bars() -> Iterator["Progress"]:
    """Bars for as long as the block runs; silent when standard error is no terminal."""
    console = Console(stderr=True)
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TimeElapsedColumn(),
        _TimeLeft(),
    )
    with _Bars(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
        yield shown
