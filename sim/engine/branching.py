"""Plays scenarios that differ in their measures alone: what they have in common is played once.

Up to the first midnight at which their measures ask for different things the same people live through the
same days, draw for draw. So scenarios stay together as long as the same was asked for; where ways part, all
but one of them copy the patients and what was recorded so far, and each is played on by itself. What comes
out of a scenario is what it would be alone, to the byte.

One way is played to its end before the next, so that few copies stand at the same time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

from sim.engine.history import History
from sim.engine.simulate import history_of, opened, pass_midnight
from sim.engine.supply_state import Book
from sim.scenario.settings import Settings
from sim.territory.territory import Territory
from sim.world.patients_protocol import Forking
from sim.world.world import World


@dataclass
class Part:
    """A scenario on its way: its part of the seconds spent on whatever it was played with."""

    number: int
    book: Book
    kernel_s: float = 0.0
    wall_s: float = 0.0


class Way(NamedTuple):
    """Scenarios that are together: of ``patients`` all of them have asked the same until ``day``."""

    patients: Forking
    parts: Sequence[Part]
    day: int


class Told(NamedTuple):
    """The end of a scenario."""

    number: int  # its place in ``settings``
    history: History
    kernel_s: float  # in the kernels, shared equally with those it was played with
    wall_s: float  # the same of all that was done here


class End(NamedTuple):
    """The end of a way: patients who have lived through the run (to be finished), and the scenarios that did
    not part before.
    """

    patients: Forking
    told: tuple[Told, ...]


def simulate_together(
    world: World, territory: Territory, settings: Sequence[Settings], patients: Forking
) -> Iterator[End]:
    """Plays the scenarios, in an order of its own; ``patients`` are on the first morning.

    Raises ScenarioError before the first day where a measure names what does not exist.
    """
    parts = [Part(n, opened(world, territory, one, patients)) for n, one in enumerate(settings)]
    ways = parted(Way(patients, parts, 0))
    while ways:
        way = ways.pop()
        while way.day < world.n_days:
            way, *others = parted(played(way, world.n_days))
            ways += others
        yield End(way.patients, tuple(_told(part) for part in way.parts))


def played(way: Way, n_days: int) -> Way:
    """The patients live until the next midnight at which one of the scenarios may act."""
    began, seconds = perf_counter(), way.patients.seconds
    until = int(min(n_days, *(part.book.env.peek() for part in way.parts)))
    way.patients.advance(way.day, until)
    _share(way.parts, perf_counter() - began, way.patients.seconds - seconds)
    return way._replace(day=until)


def parted(way: Way) -> list[Way]:
    """Midnight: each scenario asks for what it asks for. Those that asked for the same stay together."""
    began = perf_counter()
    if len(way.parts) == 1:
        pass_midnight(way.parts[0].book, way.day)
        ways = [way]
    else:
        groups: dict[bytes, tuple[Forking, list[Part]]] = {}
        for part in way.parts:
            asker = part.book.patients = way.patients.fork()
            pass_midnight(part.book, way.day)
            # Who had to be played in the middle of a midnight has gone a way of their own.
            same = asker.asked() if asker.borrowed else str(part.number).encode()
            groups.setdefault(same, (asker, []))[1].append(part)
        last = len(groups) - 1
        ways = [together(*group, way, copied=n < last) for n, group in enumerate(groups.values())]
    _share(way.parts, perf_counter() - began, 0.0)
    return ways


def together(patients: Forking, parts: Sequence[Part], way: Way, *, copied: bool) -> Way:
    """Those who asked for the same go on with the patients of the first of them: with copies, but for the
    last group, which takes the patients over.
    """
    if patients.borrowed:
        patients.own(copied=copied)
    for part in parts:
        part.book.patients = patients
    _share(parts, 0.0, patients.seconds - way.patients.seconds)
    return Way(patients, parts, way.day)


def _share(parts: Sequence[Part], wall_s: float, kernel_s: float) -> None:
    for part in parts:
        part.wall_s += wall_s / len(parts)
        part.kernel_s += kernel_s / len(parts)


def _told(part: Part) -> Told:
    return Told(part.number, history_of(part.book), part.kernel_s, part.wall_s)
