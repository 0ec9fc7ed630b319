"""Counters and lines."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sim.changes.change import CLOSURE, OPENING, Change
from sim.changes.presence import EVERY_WEEK, EVERYBODY, Audience, Weeks

Hours = dict[str, dict[str, int]]  # servers by day and hour, as in sim.scenario.timetable


class Stop(NamedTuple):
    """Where a counter is, and when: its hours (None: those of the profile) in some weeks."""

    commune: str
    hours: Hours | None = None
    weeks: Weeks = EVERY_WEEK


@dataclass(frozen=True)
class OpenCounter(Change, order=OPENING, event="opens"):
    """A counter opens for the patients of its commune's catchment, or at each stop of its route for those
    there; unless it is ``closed`` by then.
    """

    counter: str
    profile: str  # of the services' configuration: what it takes, how long, how patient people are
    stops: tuple[Stop, ...]  # one, or those of a route
    since: date  # may lie before the first day
    audience: Audience = EVERYBODY
    closed: bool = False  # as applied

    @property
    def commune(self) -> str:
        """Where it is; "" for one that goes from place to place."""
        return self.stops[0].commune if len(self.stops) == 1 else ""

    @property
    def detail(self) -> str:
        """The profile, and how many stops."""
        stops = f", {len(self.stops)} stops" if len(self.stops) > 1 else ""
        return f"profile {self.profile}{stops}" + (", closed" if self.closed else "")


@dataclass(frozen=True)
class CloseCounter(Change, order=CLOSURE, event="closes"):
    """One closing more: admission stops with the first; those who are being seen are seen."""

    counter: str


@dataclass(frozen=True)
class ReopenCounter(Change, order=OPENING, event="reopens"):
    """One closing is over: with the last the counter opens again as it was; those who knew it know it."""

    counter: str


@dataclass(frozen=True)
class GateCounter(Change, order=CLOSURE, event="gate_begins"):
    """One gate more: from the first on a line sends people, or they are true emergencies, or do not come."""

    counter: str


@dataclass(frozen=True)
class UngateCounter(Change, order=OPENING, event="gate_ends"):
    """One gate is over: with the last everybody may come again."""

    counter: str


@dataclass(frozen=True)
class OpenLine(Change, order=OPENING, event="opens", builds_on="through"):
    """A line answers; ``through`` an existing one, it takes over that line's calls with its own profile.
    Unless it is ``closed`` by then.
    """

    line: str
    profile: str
    since: date  # may lie before the first day
    hours: Hours | None = None
    through: str | None = None
    closed: bool = False  # as applied

    @property
    def detail(self) -> str:
        """The profile, and the line it runs through."""
        through = f", through {self.through}" if self.through else ""
        return f"profile {self.profile}{through}" + (", closed" if self.closed else "")


@dataclass(frozen=True)
class CloseLine(Change, order=CLOSURE, event="closes"):
    """One closing more: with the first nobody answers, and the slots kept for the line are given back."""

    line: str
    through: str = ""  # as applied: the line on the same telephone that answers instead, as before

    @property
    def detail(self) -> str:
        """Where calls go."""
        return f"{self.through} as before" if self.through else ""
