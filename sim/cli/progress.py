"""Progress on standard error: bars where it is a terminal, else a line now and then."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

import rich.progress
from rich.console import Console
from rich.text import Text

from sim.cli.messages import say, spoken
from sim.cli.output import console, is_terminal
from sim.schema.languages import Message

if TYPE_CHECKING:
    from sim.experiments.progress import Progress  # at run time it would bring the engines along

Result = TypeVar("Result")
EVERY: Final = 30.0  # seconds between two lines in a log


class _TimeLeft(rich.progress.ProgressColumn):
    """Time left, from the mean speed so far: replications end several at once, so that the speed of the last
    moments says nothing.
    """

    max_refresh = 1.0

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang

    def render(self, task: rich.progress.Task) -> Text:
        """`0:00:42 left`; empty until a first unit is done."""
        if not task.completed or task.elapsed is None or task.total is None:
            return Text("")
        seconds = task.elapsed * (task.total - task.completed) / task.completed
        left = say("left", self.lang, left=timedelta(seconds=round(seconds)))
        return Text(left, style="progress.remaining")


class _Bars(rich.progress.Progress):
    lang: str

    def say(self, message: Message) -> None:
        self.console.print(spoken(message, self.lang))

    def track(  # type: ignore[override]
        self, results: Iterable[Result], /, total: int, *, description: str
    ) -> Iterable[Result]:
        return super().track(results, total, description=say(description, self.lang))


class _Lines:
    """Progress for a log: messages, and how far the work is, now and then and at its end."""

    def __init__(self, console: Console, lang: str) -> None:
        self.console = console
        self.lang = lang

    def say(self, message: Message) -> None:
        self.console.print(spoken(message, self.lang), soft_wrap=True)

    def track(self, results: Iterable[Result], /, total: int, *, description: str) -> Iterator[Result]:
        began = told = perf_counter()
        for done, result in enumerate(results, start=1):
            yield result
            now = perf_counter()
            if done == total or now - told >= EVERY:
                told = now
                left = timedelta(seconds=round((now - began) / done * (total - done)))
                spent = timedelta(seconds=round(now - began))
                values = {"what": Message(description), "done": done, "total": total, "spent": spent}
                self.say(Message("done_left", values | {"left": left}) if left else Message("done", values))


@contextmanager
def bars(lang: str) -> Iterator["Progress"]:
    """Bars for as long as the block runs; lines when standard error is no terminal."""
    to = console(stderr=True)
    if not is_terminal(to):
        yield _Lines(to, lang)
        return
    columns = (
        rich.progress.TextColumn("{task.description}", markup=False),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TimeElapsedColumn(),
        _TimeLeft(lang),
    )
    with _Bars(*columns, console=to, transient=True) as shown:
        shown.lang = lang
        yield shown
