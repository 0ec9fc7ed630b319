"""Needs, their words and sessions in a few plain lines (docs/model.md, sections 2 and 7): worlds by hand."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from sim.draws import purposes
from sim.draws.keyed import block, entity
from sim.vocabulary.structure import EventClass
from sim.world.log_events import LogEvent
from tests.by_hand import DAY_S, KEY, N_DAYS, NINE, SEED, Run

CHRONIC = 1  # the clock of follow-up


class Asked(NamedTuple):
    """A need as the log tells of it: when it arose, whose it is."""

    moment: int
    person: int
    occurrence: int
    clock: int

    @property
    def day(self) -> int:
        return self.moment // DAY_S

    @property
    def who(self) -> tuple[int, int, int]:
        return self.person, self.clock, self.occurrence


def needs_of(run: Run) -> list[Asked]:
    """In the order in which they arose."""
    said = run.said(LogEvent.NEED)
    needs = [Asked(line.second, line.entity, line.occurrence, line.tag // 16) for line in said]
    assert len({need.who for need in needs}) == len(needs), "a log counts a person's needs up to 255"
    return needs


def visits_of(run: Run) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Outcome and moment of the needs that were booked and stayed so until their session's start."""
    return {
        (line.entity, line.tag // 16, line.occurrence): (line.a, line.second)
        for line in run.said(LogEvent.ENDS)
        if line.event_class == EventClass.SERVICE_END and line.second // DAY_S < N_DAYS
    }


def words(need: Asked, base: int, step: int = 0) -> tuple[int, int, int, int]:
    """Purpose = base + 16 · clock + step; residents of ``by_hand`` have their row as rank."""
    who = entity(purposes.RESIDENT, need.person)
    return block(SEED, KEY, 0, who, base + 16 * need.clock + step, need.occurrence)


def uniform(word: int) -> float:
    return (word + 0.5) / 2**32


def exponential(word: int) -> float:
    return -math.log(uniform(word))


def mornings(working_days: int = 5) -> Iterator[int]:
    """Starts of the sessions of ``by_hand.sessions``."""
    return (day * DAY_S + NINE for day in range(N_DAYS) if day % 7 < working_days)
