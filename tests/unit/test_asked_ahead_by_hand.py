"""Needs that somebody asks for before the day on which they want to be seen: both engines, told by hand."""

import numpy as np
import pytest

from sim.vocabulary.structure import MOST_KINDS, Action
from sim.vocabulary.time import HOUR
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import Patients
from sim.world.row_edits import EditSettings
from sim.world.tables import COUNTER, Table, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    NINE,
    OWN,
    Run,
    bare_world,
    emergency_department,
    persons,
    run,
    sessions,
)
from tests.shipped import CounterType, Outcome

pytestmark = pytest.mark.parametrize("engine", ENGINES)

LEAST, MEAN = 6, 9.0  # days of patience
LAST_ASKED = N_DAYS - 40  # later ones may look beyond the last day that can be booked


def world_of(agenda: Table, ahead: float, share: float = 1.0, **settings: object) -> World:
    made = bare_world(persons(3, mt=0), agenda, table(COUNTER, 0), 0.3, OWN)
    made.settings["patience_least"], made.settings["patience_mean"] = LEAST, MEAN
    made.settings["ahead_below"], made.settings["ahead_part"] = int(HOUR * share), ahead
    for name, value in settings.items():
        made.settings[name] = value
    return made


def wanted(second: int, patience: int, ahead: float, share: float = 1.0) -> int:
    """The day, of a need of that second."""
    return second // DAY_S + (int(ahead * patience) if second % HOUR < HOUR * share else 0)


def booked_days(made: Run) -> dict[tuple[int, int], int]:
    return {(line.entity, line.occurrence): line.b // 2 for line in made.said(LogEvent.BOOKED)}


@pytest.mark.parametrize(
    ("ahead", "share"), [(0.0, 1.0), (0.07, 1.0), (0.35, 0.5), (1.0, 1.0), (1.0, 0.25), (1.0, 0.0)]
)
def test_the_first_session_from_the_day_that_is_wanted_is_taken(engine, ahead, share):
    """Sessions every weekday at nine, room for everybody: who asks gets the first one of the day wanted, or,
    of today, the first that has not begun; who wants a later day than they accept to wait for gets none.
    """
    made = run(engine, world_of(sessions(100), ahead, share))
    booked = booked_days(made)
    needs = [line for line in made.said(LogEvent.NEED) if line.second < LAST_ASKED * DAY_S]
    assert len(needs) > 20
    for line in needs:
        today = line.second // DAY_S
        day = wanted(line.second, line.b, ahead, share)
        if day == today and line.second > today * DAY_S + NINE:
            day += 1
        while day % 7 > 4:
            day += 1
        expected = day if day <= today + line.b else None
        assert booked.get((line.entity, line.occurrence)) == expected


def test_days_asked_ahead_are_no_waiting(engine):
    """``waits`` counts days from the request, as surveys do; answered soon is who is seen on the day wanted
    or on the next.
    """
    ahead = 0.5
    made = run(engine, world_of(sessions(100), ahead, no_show_base=0.0, cancel_share=0.0))
    booked = booked_days(made)
    soon, waits = 0, np.zeros(made.records.waits.shape[-1], dtype=int)
    for line in made.said(LogEvent.NEED):
        day = booked.get((line.entity, line.occurrence))
        if day is None or day >= N_DAYS:
            continue
        soon += day - wanted(line.second, line.b, ahead) < 2
        waits[day - line.second // DAY_S] += 1
    assert made.records.waits.sum(axis=(0, 1, 2)).tolist() == waits.tolist()
    assert made.records.answered_soon.sum() == soon
    assert soon > waits[:2].sum(), "most of them had asked days before"


def test_a_counter_is_gone_to_at_once_whatever_day_was_wanted(engine):
    ed = emergency_department(9, 1.0, 60.0)
    world = bare_world(persons(3, mt=0), sessions(100), ed, 0.3, [(Action.COUNTER, CounterType.ED, 0)])
    world.settings["ahead_below"], world.settings["ahead_part"] = HOUR, 1.0
    made = run(engine, world)
    seen = made.records.outcomes[..., Outcome.SEEN_ED].sum()
    assert seen == len(made.said(LogEvent.NEED)) > 20
    assert made.records.answered_soon.sum() == seen


def test_a_setting_of_a_date_is_that_of_the_day_of_the_request(engine):
    day = 15

    def change(patients: Patients) -> None:
        patients.apply(0, EditSettings({"ahead_part": np.full(MOST_KINDS, 0.5)}))

    made = run(engine, world_of(sessions(100), 0.0), (day, change))
    booked = booked_days(made)
    before = since = 0
    for line in made.said(LogEvent.NEED):
        at = booked.get((line.entity, line.occurrence))
        if at is not None and line.second < day * DAY_S:
            before += 1
            assert line.second // DAY_S <= at <= line.second // DAY_S + 3, "the first after the weekend"
        elif at is not None:
            since += 1
            assert at >= wanted(line.second, line.b, 0.5)
    assert min(before, since) > 0
