"""A SimPy environment whose events of one second happen in the order of the model (docs/model.md, section 4).

SimPy's heap orders events by (time, priority, order of creation). The priority of an event of the model is
its key, packed into one integer, plus 2: SimPy's own URGENT (0) and NORMAL (1: what a process waits for has
succeeded) come before every event of the model of that second, that is as part of the event being handled.
"""

from collections.abc import Callable, Generator
from typing import Any, Final, NamedTuple

import simpy
from simpy.events import EventPriority

from sim.vocabulary.structure import EventClass
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow

_AFTER_SIMPY: Final = 2

Process = Generator[simpy.Event, Any, None]


class Key(NamedTuple):
    """What events of a catchment are ordered by."""

    second: int
    event_class: int
    entity: int
    occurrence: int  # modulo 256
    tag: int  # 16 * clock + step

    def priority(self) -> int:
        """The key without its second as one integer of the same order."""
        packed = ((self.event_class << 32 | self.entity) << 8 | self.occurrence) << 8 | self.tag
        return _AFTER_SIMPY + packed


class Due(simpy.Event):
    """An event of the model at its moment. A process may wait for it."""

    def __init__(self, diary: "Diary", key: Key, do: Callable[[], None] | None) -> None:
        super().__init__(diary.env)
        self._ok = True
        self._value: Any = None
        self.callbacks = [lambda _: diary.handles(key)]
        if do is not None:
            self.callbacks.append(lambda _: do())
        diary.env.schedule(self, EventPriority(key.priority()), key.second - diary.now)

    def cancel(self) -> None:
        """It will not happen. Nothing is done if it is happening."""
        if self.callbacks is not None:
            self.callbacks.clear()


class Diary:
    """The environment of one catchment, and the log of what happened in it."""

    def __init__(self, keep_log: bool) -> None:
        self.env = simpy.Environment()
        self.keep_log = keep_log
        self.log: list[LogRow] = []
        self.key = Key(0, 0, 0, 0, 0)

    def begin(self) -> None:
        """Processes go to what they wait for first; no event of the model happens."""
        while self.env.peek() == 0 and self.env._queue[0][1] < _AFTER_SIMPY:
            self.env.step()

    @property
    def now(self) -> int:
        """The moment, in seconds."""
        return int(self.env.now)

    def at(
        self,
        moment: int,
        event_class: EventClass,
        entity: int,
        occurrence: int = 0,
        tag: int = 0,
        do: Callable[[], None] | None = None,
    ) -> Due:
        """Puts an event into its place; ``do`` is called when it happens."""
        return Due(self, Key(moment, int(event_class), entity, occurrence % 256, tag), do)

    def handles(self, key: Key) -> None:
        """From here on this is the event being handled."""
        self.key = key

    def note(self, verb: LogEvent, a: int = 0, b: int = 0) -> None:
        """A line of the log, under the key of the event being handled."""
        if self.keep_log:
            self.log.append(LogRow(*self.key, int(verb), int(a), int(b)))


def sorted_log(log: list[LogRow]) -> list[LogRow]:
    """The log in the order of the keys; lines of one event keep the order in which they happened."""
    return sorted(log, key=lambda line: line[:5])
