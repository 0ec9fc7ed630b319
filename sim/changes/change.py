"""What every change of supply has: a name in the history, a place in the order of a midnight, its words."""

from dataclasses import dataclass, fields
from datetime import date
from enum import IntEnum
from typing import ClassVar, NamedTuple


class MidnightOrder(IntEnum):
    """The order of the changes of one midnight (docs/decisions/005).

    A departure comes after the openings, for the panel may go to a doctor who begins on that morning.
    """

    CLOSURE = 0
    OPENING = 1
    DEPARTURE = 2
    CHANGE = 3


CLOSURE, OPENING, DEPARTURE, CHANGE = MidnightOrder


@dataclass(frozen=True)
class Change:
    """A change of supply, of the day on which it is asked for.

    Each is a frozen dataclass of its own, such as ``class CloseList(Change, order=…, event="list_closed")``,
    of which the first field names the doctor, team, site, counter or line.
    """

    order: ClassVar[MidnightOrder]
    event: ClassVar[str]  # its name in the history; "" for what the table of events leaves out
    _words: ClassVar[str]
    _base: ClassVar[str]

    def __init_subclass__(
        cls, *, order: MidnightOrder, event: str = "", detail: str = "", builds_on: str = ""
    ) -> None:
        """``detail``: words, with names of fields in braces; ``builds_on``: the field that says on whom."""
        cls.order, cls.event = order, event
        cls._words, cls._base = detail, builds_on

    @property
    def entity(self) -> str:
        """The doctor, team, site, counter or line."""
        return str(getattr(self, fields(self)[0].name))

    @property
    def builds_on(self) -> str:
        """The doctor or line whose opening on the same midnight comes before this; "" for none."""
        return str(getattr(self, self._base) or "") if self._base else ""

    @property
    def belongs_to(self) -> date | None:
        """A day of the month in which it counts; None: that on which it takes effect."""
        return None

    @property
    def detail(self) -> str:
        """What else there is to say of it, in words."""
        return self._words.format_map(vars(self))


class SupplyEvent(NamedTuple):
    """A change that took effect, with its date and place: a line of the history of supply."""

    date: date
    measure: str  # that asked for it
    change: Change
    site: str = ""  # "" where there is none
    commune: str = ""  # INSEE code, "" where there is none

    @property
    def event(self) -> str:
        """The name of the change."""
        return self.change.event

    @property
    def entity(self) -> str:
        """Who or what changed."""
        return self.change.entity

    @property
    def detail(self) -> str:
        """The change in words."""
        return self.change.detail


def counted(event: SupplyEvent) -> date:
    """A day of the month in which an event counts."""
    return event.change.belongs_to or event.date


def names_of(order: MidnightOrder) -> frozenset[str]:
    """The names in the history of the changes of one order, of all rooms: ``sim.changes`` imports each."""
    return frozenset(change.event for change in Change.__subclasses__() if change.order == order) - {""}
