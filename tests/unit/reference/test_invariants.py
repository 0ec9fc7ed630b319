"""What must hold of every run of the reference: ends, slots, time, sums."""

from collections import Counter
from dataclasses import fields
from typing import NamedTuple

import numpy as np
import pytest

from sim.reference.agenda import Agenda
from sim.reference.pathway import Pathway
from sim.reference.patients import ReferencePatients
from sim.reference.recorder import Recorder
from sim.vocabulary.structure import Answer
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.records import Records
from sim.world.world import World
from tests.shipped import APPOINTMENTS, Outcome
from tests.worlds import changes, play, small_world

Session = tuple[Agenda, int]  # and the half-day


class Run(NamedTuple):
    """A run that was watched while it went."""

    world: World
    variant: int
    patients: ReferencePatients
    records: tuple[Records, ...]
    arisen: Counter
    ended: Counter
    bookings: list[tuple[int, int]]  # slots taken and capacity of the session, after each booking
    first: dict[Session, int]  # slots taken on the first day, by nobody in particular
    taken: Counter[Session]
    given_back: Counter[Session]


def watched(world: World, variant: int) -> Run:
    arisen, ended, bookings, taken, given_back = Counter(), Counter(), [], Counter(), Counter()
    with pytest.MonkeyPatch.context() as patch:
        arises, ends, book, forget = Pathway.arises, Recorder.ended, Agenda.book, Agenda.forget

        def spy_arises(self, need):
            arisen[id(self.place), need.person.number, need.clock, need.occurrence] += 1
            arises(self, need)

        def spy_ended(self, need, *rest):
            ended[id(self), need.person.number, need.clock, need.occurrence] += 1
            ends(self, need, *rest)

        def spy_book(self, need, booking):
            book(self, need, booking)
            bookings.append((self.booked[booking.half], self.capacity(booking.half)))
            taken[self, booking.half] += need.slots

        def spy_forget(self, need, give_back):
            if give_back:
                given_back[self, need.booking.half] += need.slots
            forget(self, need, give_back)

        patch.setattr(Pathway, "arises", spy_arises)
        patch.setattr(Recorder, "ended", spy_ended)
        patch.setattr(Agenda, "book", spy_book)
        patch.setattr(Agenda, "forget", spy_forget)
        patients = ReferencePatients(world)
        there = [agenda for played in patients._played for agenda in played.place.agendas]
        first = {(agenda, half): n for agenda in there for half, n in agenda.booked.items()}
        done = play(patients, world, changes(world, variant), (3, 11))
    return Run(world, variant, patients, done, arisen, ended, bookings, first, taken, given_back)


WATCHED = [
    (5, 0, 80, 1),
    (2, 1, 75, 1),
    (3, 3, 60, 3),
    (4, 20, 70, 1),
]  # seed, variant, residents, catchments


@pytest.fixture(scope="module", params=WATCHED, ids=str)
def run(request):
    seed, variant, residents, catchments = request.param
    world = small_world(seed, residents=residents, catchments=catchments, days=110, variant=variant)
    return watched(world, variant)


def log_counts(run: Run, c: int, verb: LogEvent) -> Counter:
    return Counter((line.a, line.b) for line in run.patients.log[c] if line.verb == verb)


def test_each_need_ends_exactly_once(run):
    assert len(run.arisen) > 1000
    assert set(run.arisen.values()) == {1}
    assert set(run.ended.values()) == {1}
    assert Counter(key[1:] for key in run.arisen) == Counter(key[1:] for key in run.ended)


def test_no_session_is_oversold(run):
    assert len(run.bookings) > 300
    assert all(taken <= capacity for taken, capacity in run.bookings)
    assert any(taken == capacity for taken, capacity in run.bookings), "never full: the test shows nothing"


def test_slots_given_back_are_the_slots_taken(run):
    """Of each session, those of the first day, those taken, less those given back are what is booked at last;
    nothing is given back that was not taken.
    """
    assert run.taken.total() > run.given_back.total() > 10
    assert run.given_back <= run.taken
    agendas = [agenda for played in run.patients._played for agenda in played.place.agendas]
    booked = {(agenda, half): n for agenda in agendas for half, n in agenda.booked.items()}
    assert booked.keys() == run.first.keys() | run.taken.keys()
    for session, n in booked.items():
        assert n == run.first.get(session, 0) + run.taken[session] - run.given_back[session]
    assert [agenda for agenda in agendas if agenda.needs] == []


def test_time_never_runs_back(run):
    """But what the visits of a day leave behind comes when its other events are over."""
    later = {LogEvent.SEEN_BY, LogEvent.LOOKS}
    for log in run.patients.log:
        seconds = [line.second for line in log if line.verb not in later]
        assert seconds == sorted(seconds)


def test_every_verb_and_most_outcomes_occur(run):
    verbs = {line.verb for log in run.patients.log for line in log}
    assert verbs == {int(verb) for verb in LogEvent} - {
        LogEvent.DECLINES,
        LogEvent.AVOIDED,
    }  # none is too far here, or spared
    outcomes = {line.a for log in run.patients.log for line in log if line.verb == LogEvent.ENDS}
    assert len(outcomes) >= len(Outcome) - 8


def test_ends_are_counted_once(run):
    for c, counted in enumerate(run.records):
        ends = Counter()
        for (outcome, _), n in log_counts(run, c, LogEvent.ENDS).items():
            ends[outcome] += n
        both = counted.outcomes.sum(axis=(0, 1, 2)) + counted.exogenous.sum(axis=(0, 1, 2))
        assert both.tolist() == [ends[outcome] for outcome in Outcome]
        people = counted.groups.sum(axis=(1, 2)) + counted.visitors.sum(axis=1)
        assert np.array_equal(people, counted.outcomes.sum(axis=(1, 2)))
        assert np.array_equal(counted.waits.sum(axis=3), counted.outcomes[..., APPOINTMENTS].sum(axis=3))
        appointments = counted.groups[..., APPOINTMENTS].sum(axis=3)
        assert np.array_equal(counted.group_waits[..., 0], appointments)


def test_needs_are_counted_in_the_month_in_which_they_arose(run):
    months = run.world.days["month"]
    for c, counted in enumerate(run.records):
        arisen = Counter(
            int(months[line.second // 86400]) for line in run.patients.log[c] if line.verb == LogEvent.NEED
        )
        both = counted.outcomes.sum(axis=(1, 2, 3)) + counted.exogenous.sum(axis=(1, 2, 3))
        assert both.tolist() == [arisen[month] for month in range(len(both))]


def test_counters_and_lines_add_up(run):
    for c, counted in enumerate(run.records):
        at = counted.at_counters.sum(axis=0)
        assert at[:, records.BEGAN].tolist() == counted.began.sum(axis=(0, 2)).tolist()
        assert at[:, records.BEGAN].tolist() == counted.daily.sum(axis=0).tolist()
        begun = Counter(a for a, _ in log_counts(run, c, LogEvent.BEGINS).elements())
        assert at[:, records.BEGAN].tolist() == [begun[row] for row in range(len(at))]
        gone = at[:, [records.BEGAN, records.LEFT_QUEUE, records.CLOSED_OUT, records.TURNED_AWAY]].sum(axis=1)
        queuing = [len(counter.queue) for counter in run.patients._played[c].place.counters]
        assert (at[:, records.JOINED] - gone).tolist() == queuing
        exits = log_counts(run, c, LogEvent.EXITS)
        for row in range(len(at)):
            assert at[row, records.LEFT_QUEUE] == exits[row, 0]
            assert at[row, records.CLOSED_OUT] == exits[row, 1]
        answers = log_counts(run, c, LogEvent.ANSWERED)
        for answer, column in zip(Answer, range(records.ADVISED, records.ED + 1), strict=True):
            assert at[:, column].tolist() == [answers[row, answer] for row in range(len(at))]


def test_visits_add_up(run):
    for counted in run.records:
        at = counted.at_agendas.sum(axis=(0, 1))
        both = counted.outcomes.sum(axis=(0, 1, 2)) + counted.exogenous.sum(axis=(0, 1, 2))
        visits = [*APPOINTMENTS, Outcome.TELECONSULTED, Outcome.OUTSIDE]
        assert at[records.VISITS] == both[visits].sum()
        assert at[records.NO_SHOWS] == both[Outcome.NO_SHOW]
        assert at[records.BOOKED] >= at[records.VISITS] + at[records.NO_SHOWS]


def test_a_panel_is_the_people_who_name_it(run):
    for c, played in enumerate(run.patients._played):
        named = Counter(person.mt for person in played.place.people)
        patients = run.patients.panels(c)["patients"].tolist()
        assert patients == [named[row] for row in range(len(patients))]


def test_nobody_names_a_panel_that_no_agenda_serves(run):
    for c, played in enumerate(run.patients._played):
        agendas = run.patients.agendas(c)
        served = set(agendas["panel"][agendas["active"] == 1].tolist())
        assert {person.mt for person in played.place.people} <= served | {-1}


def test_people_are_those_of_the_tables(run):
    firsts = [
        int(np.flatnonzero(run.world.days["month"] == m)[0]) for m in range(run.world.days["month"][-1] + 1)
    ]
    for counted, catchment in zip(run.records, run.world.catchments, strict=True):
        people = catchment.residents[catchment.residents["is_a"] == 0]
        there = [int(((people["from_day"] <= d) & (d < people["until_day"])).sum()) for d in firsts]
        assert counted.people.sum(axis=(1, 2)).tolist() == there
        assert (counted.adults <= counted.people).all()
        assert (counted.adults_without_mt <= counted.adults).all()
        assert (counted.children_without_mt <= counted.people - counted.adults).all()


def test_where_one_cuts_makes_no_difference(run):
    world, variant = run.world, run.variant
    again = ReferencePatients(world, log=False)
    counted = play(again, world, changes(world, variant), (10**6,))
    assert again.log == tuple([] for _ in world.catchments)
    assert_same(counted, run.records)
    daily = ReferencePatients(world)
    play(daily, world, changes(world, variant), (1,))
    assert daily.log == run.patients.log


def assert_same(first: tuple[Records, ...], second: tuple[Records, ...]) -> None:
    for one, other in zip(first, second, strict=True):
        for field in fields(Records):
            assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


def test_seed_and_replication_matter():
    logs = []
    for seed, replication in ((1, 0), (1, 1), (2, 0)):
        world = small_world(seed, replication, residents=30, days=20)
        patients = ReferencePatients(world)
        play(patients, world)
        logs.append(patients.log)
    assert logs[0] != logs[1] != logs[2] != logs[0]
