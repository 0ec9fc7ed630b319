"""What must hold of every run of the compiled kernels: ends, slots, time, sums, members of panels."""

from collections import Counter

import numpy as np
from hypothesis import given

from sim.kernels.patients import KernelPatients
from sim.kernels.state import HALF_DAYS
from sim.vocabulary.structure import Answer, EventClass, Sort
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.records import Records
from sim.world.tables import MAX_HORIZON
from sim.world.world import World
from tests.properties.plans import Move, Plan, Run, few, plans, run
from tests.runs import ends_of
from tests.shipped import APPOINTMENTS, N_CARE_KINDS, Outcome
from tests.worlds import play

SECOND, CLASS, ENTITY, OCCURRENCE, TAG, VERB, A, B = range(8)
VISITS = [*APPOINTMENTS, Outcome.TELECONSULTED, Outcome.OUTSIDE, Outcome.NO_SHOW]


def said(log: np.ndarray, verb: LogEvent) -> np.ndarray:
    return log[log[:, VERB] == verb]


def ended(counted: Records) -> np.ndarray:
    """Needs by outcome, exogenous ones too."""
    return counted.outcomes.sum(axis=(0, 1, 2)) + counted.exogenous.sum(axis=(0, 1, 2))


@few(25)
@given(plans())
def test_every_need_ends_exactly_once(plan: Plan):
    """Needs of residents one by one (all are traced), those of streams by their number."""
    done = run(plan)
    for c, catchment in enumerate(done.world.catchments):
        log, trace = done.logs[c], ends_of(done.records[c].trace)
        arisen, ends = said(log, LogEvent.NEED), said(log, LogEvent.ENDS)
        assert len(arisen) > 100
        assert len(arisen) == len(ends) == len(trace)
        people = catchment.residents
        expected = Counter(
            (people["commune"][r], people["rank"][r], tag >> 4, second, kind)
            for second, r, tag, kind in arisen[:, [SECOND, ENTITY, TAG, A]].tolist()
        )
        got = Counter(
            zip(
                *(trace[name].tolist() for name in ("commune", "resident", "clock", "first_moment", "kind")),
                strict=True,
            )
        )
        assert got == expected
        persons = trace[trace["kind"] < N_CARE_KINDS]
        numbers = Counter(
            zip(*(persons[n].tolist() for n in ("commune", "resident", "clock", "occurrence")), strict=True)
        )
        streams = {(row.commune, row.rank) for row in people if row.is_a != Sort.RESIDENT}
        assert all(n == 1 for key, n in numbers.items() if key[:2] not in streams)
        assert (trace["days"] >= 0).all()


class Watched(KernelPatients):
    """Looks at every session at both ends of each step: a day's play never takes a slot that is not there."""

    full = 0

    def advance(self, from_day: int, to_day: int) -> None:
        self.catch_up()  # what measures asked for at midnight
        before = [kept.tables.agendas["free"].copy() for kept in self._catchments]
        super().advance(from_day, to_day)
        self.catch_up()
        assert to_day == from_day + 1
        halves = np.arange(2 * to_day, 2 * (from_day + MAX_HORIZON - 1)) % HALF_DAYS
        for kept, free in zip(self._catchments, before, strict=True):
            agendas = kept.tables.agendas
            now = agendas["free"][:, halves]
            assert (now >= np.minimum(free[:, halves], 0)).all(), f"oversold on day {from_day}"
            assert (now <= np.maximum(agendas["capacity"][:, halves], 0)).all(), (
                "more slots given back than taken"
            )
            self.full += int(((now == 0) & (agendas["capacity"][:, halves] > 0)).sum())


@few(25)
@given(plans())
def test_no_session_is_oversold(plan: Plan):
    """Less than none free only where a change of supply took booked slots away; then nobody is booked."""
    world = plan.world()
    patients = Watched(world)
    play(patients, world, plan.changes())
    assert patients.full > 0, "never full: the test shows nothing"


@few(25)
@given(plans())
def test_time_never_runs_back(plan: Plan):
    """Events by the second; the visits of a day, in whatever order, follow its other events, and what they
    leave behind.
    """
    for log in run(plan).logs:
        ended = (log[:, VERB] == LogEvent.ENDS) & np.isin(log[:, A], VISITS)
        leaves_behind = np.isin(log[:, VERB], [LogEvent.SEEN_BY, LogEvent.LOOKS])
        visit = (log[:, CLASS] == EventClass.SERVICE_END) & (ended | leaves_behind)
        assert visit.any()
        assert (np.diff(log[~visit, SECOND]) >= 0).all()
        assert (np.diff(log[:, SECOND] // DAY) >= 0).all()
        assert (said(log, LogEvent.RETRIES)[:, B] >= said(log, LogEvent.RETRIES)[:, SECOND]).all()
        assert (said(log, LogEvent.GOES)[:, B] >= said(log, LogEvent.GOES)[:, SECOND]).all()


@few(25)
@given(plans())
def test_counts_add_up(plan: Plan):
    """The records say of every month, counter and agenda what the log says."""
    done = run(plan)
    for counted, log in zip(done.records, done.logs, strict=True):
        needs_add_up(done.world, counted, log)
        counters_add_up(counted, log)
        visits_add_up(counted)


def needs_add_up(world: World, counted: Records, log: np.ndarray) -> None:
    ends = Counter(said(log, LogEvent.ENDS)[:, A].tolist())
    assert ended(counted).tolist() == [ends[outcome] for outcome in Outcome]
    month = world.days["month"][said(log, LogEvent.NEED)[:, SECOND] // DAY]
    arisen = np.bincount(month, minlength=len(counted.outcomes))
    both = counted.outcomes.sum(axis=(1, 2, 3)) + counted.exogenous.sum(axis=(1, 2, 3))
    assert both.tolist() == arisen.tolist()
    people = counted.groups.sum(axis=(1, 2)) + counted.visitors.sum(axis=1)
    assert np.array_equal(people, counted.outcomes.sum(axis=(1, 2)))
    assert np.array_equal(counted.waits.sum(axis=3), counted.outcomes[..., APPOINTMENTS].sum(axis=3))
    assert np.array_equal(counted.group_waits[..., 0], counted.groups[..., APPOINTMENTS].sum(axis=3))
    assert (counted.refused <= counted.outcomes.sum(axis=3)).all()


def counters_add_up(counted: Records, log: np.ndarray) -> None:
    at = counted.at_counters.sum(axis=0)
    rows = len(at)
    began = np.bincount(said(log, LogEvent.BEGINS)[:, A], minlength=rows)
    assert at[:, records.BEGAN].tolist() == began.tolist()
    assert counted.daily.sum(axis=0).tolist() == began.tolist()
    assert counted.began.sum(axis=(0, 2)).tolist() == began.tolist()
    exits = said(log, LogEvent.EXITS)
    for column, why in ((records.LEFT_QUEUE, 0), (records.CLOSED_OUT, 1)):
        assert at[:, column].tolist() == np.bincount(exits[exits[:, B] == why, A], minlength=rows).tolist()
    away = np.bincount(said(log, LogEvent.TURNED_AWAY)[:, A], minlength=rows)
    assert at[:, records.TURNED_AWAY].tolist() == away.tolist()
    queued = np.bincount(said(log, LogEvent.QUEUES)[:, A], minlength=rows)
    at_once = at[:, records.JOINED] - queued - away
    assert (at_once >= 0).all()
    still = queued - (began - at_once) - at[:, records.LEFT_QUEUE] - at[:, records.CLOSED_OUT]
    assert (still >= 0).all(), "more left a queue than had joined it"
    answers = said(log, LogEvent.ANSWERED)
    for answer, column in zip(Answer, range(records.ADVISED, records.ED + 1), strict=True):
        given_so = np.bincount(answers[answers[:, B] == answer, A], minlength=rows)
        assert at[:, column].tolist() == given_so.tolist()


def visits_add_up(counted: Records) -> None:
    at, outcomes = counted.at_agendas.sum(axis=(0, 1)), ended(counted)
    seen = [outcome for outcome in VISITS if outcome != Outcome.NO_SHOW]
    assert at[records.VISITS] == outcomes[seen].sum()
    assert at[records.NO_SHOWS] == outcomes[Outcome.NO_SHOW]
    assert at[records.BOOKED] >= at[records.VISITS] + at[records.NO_SHOWS]


@few(25)
@given(plans())
def test_people_and_panels_are_those_of_the_tables(plan: Plan):
    """At every first of a month; at the end a panel is the people who name it, and somebody serves it."""
    done = run(plan)
    month = done.world.days["month"]
    firsts = [int(np.flatnonzero(month == m)[0]) for m in range(month[-1] + 1)]
    for c, counted in enumerate(done.records):
        people = done.world.catchments[c].residents
        people = people[people["is_a"] == Sort.RESIDENT]
        there = [int(((people["from_day"] <= d) & (d < people["until_day"])).sum()) for d in firsts]
        assert counted.people.sum(axis=(1, 2)).tolist() == there
        assert (counted.adults_without_mt <= counted.adults).all()
        assert (counted.children_without_mt <= counted.people - counted.adults).all()
        patients, agendas = done.patients.panels(c)["patients"].tolist(), done.patients.agendas(c)
        assert patients == members(done, c)
        served = set(agendas["panel"][agendas["active"] == 1].tolist())
        assert {panel for panel, named in enumerate(patients) if named} <= served


@few(25)
@given(plans())
def test_who_lost_their_doctor_is_followed_until_they_register(plan: Plan):
    """The log says who was released and who registered when; doctors leave, another opens a list."""
    leaves = [Move(5, "departs", c, row, 0) for c in range(plan.catchments) for row in range(3)]
    opens = [Move(6, "settles", c, 1, 7) for c in range(plan.catchments)]
    done = run(plan.with_moves(*leaves, *opens))
    assert any(counted.released.any() for counted in done.records), "nobody released: the test shows nothing"
    for c, counted in enumerate(done.records):
        months = len(counted.people)
        released, found, days = (np.zeros(months, dtype=int) for _ in range(3))
        since: dict[int, int] = {}
        log, goes_on = done.logs[c], done.world.catchments[c].residents["goes_on"].tolist()
        for line in log[np.isin(log[:, VERB], [LogEvent.REGISTERS, LogEvent.RELEASED, LogEvent.LEAVES])]:
            day = int(line[SECOND]) // DAY
            month = done.world.days["month"][day]
            if line[VERB] == LogEvent.RELEASED and line[B] < 0:
                since[int(line[A])] = day
                released[month] += 1
            elif line[VERB] == LogEvent.LEAVES and goes_on[line[A]] >= 0 and int(line[A]) in since:
                since[goes_on[line[A]]] = since[int(line[A])]
            elif line[VERB] == LogEvent.REGISTERS and not line[B] and int(line[ENTITY]) in since:
                found[month] += 1
                days[month] += day - since[int(line[ENTITY])]
        assert counted.released.sum(axis=(1, 2)).tolist() == released.tolist()
        assert counted.reassigned.sum(axis=(1, 2)).tolist() == np.column_stack([found, days]).tolist()
        without = counted.adults_without_mt + counted.children_without_mt
        assert (counted.people_released <= counted.people).all()
        assert (counted.people_released_without_mt <= np.minimum(counted.people_released, without)).all()
        offer, third = counted.third_next[..., 0], counted.third_next[..., 1]
        assert (third <= offer * MAX_HORIZON).all()
        assert (offer.sum(axis=1) <= len(done.patients.agendas(c))).all()


def members(done: Run, c: int) -> list[int]:
    """How many name each panel after the last day, told from the first day and the log."""
    catchment, log = done.world.catchments[c], done.logs[c]
    of_agenda = done.patients.agendas(c)["panel"].tolist()
    mt = dict(enumerate(catchment.residents["mt"].tolist()))
    goes_on = catchment.residents["goes_on"].tolist()
    for line in log[np.isin(log[:, VERB], [LogEvent.REGISTERS, LogEvent.RELEASED, LogEvent.LEAVES])]:
        if line[VERB] == LogEvent.REGISTERS:
            mt[line[ENTITY]] = of_agenda[line[A]]
        elif line[VERB] == LogEvent.RELEASED:
            mt[line[A]] = line[B]
        elif line[VERB] == LogEvent.LEAVES:
            if goes_on[line[A]] >= 0:  # moves into an EHPAD, as another row
                mt[goes_on[line[A]]] = mt[line[A]]
            mt[line[A]] = -1
    named = Counter(mt.values())
    return [named[row] for row in range(len(done.patients.panels(c)))]
