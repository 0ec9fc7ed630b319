"""A change of supply takes effect on its exact day: the old ends and the new begins at that midnight."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.kernels.patients import KernelPatients
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import Patients
from sim.world.records import Records
from sim.world.row_edits import AddCounter, EditAgenda, EditCounter, EndAgenda
from sim.world.world import World
from tests.properties.plans import few
from tests.runs import ends_of
from tests.shipped import APPOINTMENTS, CounterType, Outcome
from tests.worlds import N_COMMUNES, make_counter, make_gp, play, settled, small_world

SECOND, CLASS, ENTITY, OCCURRENCE, TAG, VERB, A, B = range(8)
DAYS = 90
GP = 1  # a doctor with patients
ED = 1  # a counter that never closes
seeds = st.integers(0, 2**32 - 1)
dates = st.integers(15, DAYS - 15)


def changed(
    seed: int, day: int, change: Any, steps: tuple[int, ...] = (7,)
) -> tuple[World, np.ndarray, Records]:
    """A world of 90 residents in which one thing changes on a day."""
    world = small_world(seed, residents=90, days=DAYS, variant=4)
    patients = KernelPatients(world, log=True)
    found = play(patients, world, [(day, change)], steps)
    return world, patients.log[0], found[0]


def said(log: np.ndarray, verb: LogEvent, first: int | None = None) -> np.ndarray:
    rows = log[log[:, VERB] == verb]
    return rows if first is None else rows[rows[:, A] == first]


def always(servers: int) -> Any:
    def change(patients: Patients) -> None:
        patients.apply(0, EditCounter(ED, {"servers": np.full((8, 24), servers, dtype=np.uint8)}))

    return change


@few(15)
@given(seeds, dates)
def test_a_counter_closes_for_good(seed: int, day: int):
    """Until the midnight services begin, from it on none, and who queues is sent on at that second."""
    _, log, found = changed(seed, day, lambda p: p.apply(0, EditCounter(ED, {"active": 0})))
    last = said(log, LogEvent.SERVERS)
    last = last[last[:, ENTITY] == ED][-1]
    assert (last[SECOND], last[CLASS], last[A]) == (day * DAY, EventClass.CLOSURE, 0)
    began = said(log, LogEvent.BEGINS, ED)
    assert began[:, SECOND].max() < day * DAY
    assert (found.daily[day:, ED] == 0).all()
    assert (found.daily[day - 7 : day, ED] > 0).any()
    exits = said(log, LogEvent.EXITS, ED)
    assert (exits[exits[:, B] == 1, SECOND] == day * DAY).all()


@few(15)
@given(seeds, dates, st.integers(0, 9))
def test_a_counter_opens_at_its_first_hour(seed: int, day: int, hour: int):
    """A place so near and so empty that somebody comes within a week, and nobody before its day."""

    def change(patients: Patients) -> None:
        row = make_counter(CounterType.ED, 5.0, 9, 60.0)
        row.servers[:, hour:] = 9
        row.opened_day, row.aware_first, row.aware_last = day, 1.0, 1.0
        patients.apply(0, AddCounter(row, np.zeros(N_COMMUNES, dtype=np.int32)))

    world, log, found = changed(seed, day, change)
    new = len(world.catchments[0].counters)
    first = said(log, LogEvent.SERVERS)
    first = first[first[:, ENTITY] == new][0]
    assert (first[SECOND], first[CLASS], first[A]) == (day * DAY + 3600 * hour, EventClass.OPENING, 9)
    assert (found.daily[:day, new] == 0).all()
    assert found.daily[day : day + 7, new].sum() > 0
    assert said(log, LogEvent.GOES, new)[:, SECOND].min() >= day * DAY


@few(15)
@given(seeds, st.integers(40, DAYS - 15))
def test_a_departure(seed: int, day: int):
    """No visit from the day on; its bookings and its panel are released at its first second, each once."""
    world, log, found = changed(seed, day, lambda p: p.apply(0, EndAgenda(GP)))
    ends = ends_of(found.trace)
    trace = ends[(ends["service"] == GP) & np.isin(ends["outcome"], APPOINTMENTS)]
    days = trace["first_moment"] // DAY + trace["days"]
    assert (days < day).all()
    assert (found.at_agendas[world.days["month"][day] + 1 :, GP] == 0).all()
    released = said(log, LogEvent.RELEASED)
    assert (released[:, SECOND] == day * DAY).all()
    assert (released[:, ENTITY] == GP).all()
    assert len(released) == len(set(released[:, A].tolist())) > 0
    booked = said(log, LogEvent.BOOKED, GP)
    assert (booked[:, SECOND] < day * DAY).all()
    registered = said(log, LogEvent.REGISTERS, GP)
    assert (registered[:, SECOND] < day * DAY).all()
    assume(len(days) > 0)  # an example in which nobody of the traced saw them does not count


@few(15)
@given(seeds, dates, st.booleans())
def test_a_doctor_settles(seed: int, day: int, same_day: bool):
    """The new agenda is booked from its day on, into sessions of that day and later ones."""

    def change(patients: Patients) -> None:
        gp = make_gp(np.random.default_rng(1), 300, world_of(seed).catchments[0].communes, 6)
        row = gp.agenda
        row.from_day, row.lead_days, row.panel_reserve, row.sas = day, 0, 0, 0
        row.same_day = 0 if same_day else 1
        row.weekly, row.leave = 9, 0
        settled(patients, 0, gp)

    world, log, found = changed(seed, day, change)
    new = len(world.catchments[0].agendas)
    booked = said(log, LogEvent.BOOKED, new)
    assert booked[:, SECOND].min() >= day * DAY
    assert booked[:, B].min() >= 2 * day
    assert booked[:, SECOND].min() < (day + 5) * DAY
    before = world.days["month"] < world.days["month"][day]
    assert found.at_agendas[: int(before.any() and world.days["month"][before].max() + 1), new].sum() == 0


def world_of(seed: int) -> World:
    return small_world(seed, residents=90, days=DAYS, variant=4)


def test_slots_offered_change_with_the_day():
    """Two sessions a working day, counted to the last slot: twice the activity from one day on."""
    world = small_world(5, residents=90, days=DAYS, variant=4)
    agenda = world.catchments[0].agendas[0]
    for day in (20, 21, 40):
        edit = EditAgenda(0, {"factor": 2.0, "weekly": np.full(14, 3), "leave": np.zeros(54)})
        found = changed(5, day, lambda p, edit=edit: p.apply(0, edit))[2]
        expected = np.zeros(len(found.at_agendas), dtype=int)
        for d, row in enumerate(world.days):
            holiday = row.holiday and not agenda.works_holidays
            for half in range(2):
                slots, factor = int(agenda.weekly[2 * row.weekday + half]), float(agenda.factor)
                away = agenda.leave[row.week]
                if d >= day:
                    slots, factor, away = 3, 2.0, 0
                if slots and not holiday and not away:
                    expected[row.month] += int(slots * factor + 0.5) + int(agenda.overtime)
        assert found.at_agendas[:, 0, records.OFFERED].tolist() == expected.tolist()


@few(10)
@given(seeds, dates)
def test_servers_change_at_midnight(seed: int, day: int):
    """Four servers where there were one or two: at 00:00 of the day, once."""
    _, log, _ = changed(seed, day, always(4))
    rows = said(log, LogEvent.SERVERS)
    rows = rows[(rows[:, ENTITY] == ED) & (rows[:, SECOND] >= day * DAY)]
    assert rows[:, [SECOND, CLASS, A]].tolist() == [[day * DAY, EventClass.OPENING, 4]]


@pytest.mark.parametrize("day", [30, 31, 61])
def test_months_do_not_blur_a_day(day):
    """The first or the last of a month, in steps that do not end there: the same log as day by day."""
    whole = changed(9, day, lambda p: p.apply(0, EndAgenda(GP)), (10**6,))[1]
    daily = changed(9, day, lambda p: p.apply(0, EndAgenda(GP)), (1,))[1]
    assert np.array_equal(whole, daily)
    assert Outcome.SEEN_OWN in said(whole, LogEvent.ENDS)[:, A]
