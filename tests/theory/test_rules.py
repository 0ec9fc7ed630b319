"""Rules that another reading of the model would change in both engines alike, so that comparing these cannot
tell: minutes of travel, who is sent away when a service closes or a person leaves, which word decides what,
the order of a release.

Exact: each case is reckoned need by need from docs/model.md, and nothing is left to chance (the draws are
those of a fixed seed). Where a case could miss the rule, it says how many needs hang on it.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import IN_OFFICE_HOURS, OUT_OF_HOURS, WHO_WITH_MT, WHO_WITHOUT_MT, Action, Sort
from sim.vocabulary.time import HOUR
from sim.world.log_events import LogEvent
from sim.world.row_edits import EditCounter
from sim.world.tables import AGENDA, COUNTER, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    NINE,
    TWO,
    bare_world,
    emergency_department,
    ends,
    panels_of,
    person,
    persons,
    run,
    sessions,
)
from tests.shipped import AgendaSort, CounterType, Kind, Outcome
from tests.theory.draws import CHRONIC, Asked, exponential, mornings, needs_of, uniform, visits_of, words
from tests.theory.worlds import in_two_communes, station, with_settings

pytestmark = pytest.mark.parametrize("engine", ENGINES)
END = N_DAYS * DAY_S
EVERYBODY = WHO_WITH_MT | WHO_WITHOUT_MT
ALWAYS = IN_OFFICE_HOURS | OUT_OF_HOURS


def same(found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    """Need by need; the first that differ are told."""
    unlike = [who for who in {**expected, **found} if found.get(who) != expected.get(who)]
    told = {who: f"{found.get(who)}, expected {expected.get(who)}" for who in unlike[:5]}
    assert not unlike, f"{len(unlike)} of {len(expected)}: {told}"


# --- travel

MINUTES = [[20, 95], [170, 5]]  # from a commune to another: not the same both ways


def first_session(moment: int, starts: tuple[int, ...]) -> int:
    """The first session from a moment on; sessions on Mondays to Fridays."""
    days = range(moment // DAY_S, N_DAYS)
    there = (d * DAY_S + start for d in days if d % 7 < 5 for start in starts)
    return next((start for start in there if start >= moment), END)


@pytest.mark.parametrize("lead_days", [0, 1])
def test_who_travels_is_offered_what_they_can_reach(engine, lead_days):
    """The first session that starts at or after now + travel + lead; minutes travelled are added up."""
    week = [[50] * 10 + [0] * 4]
    agenda = sessions(weekly=week, lead_days=lead_days, commune=0)
    world = bare_world(persons(2, mt=0), agenda, table(COUNTER, 0), 3.0, [(Action.OWN, 0, 50)])
    made = run(engine, in_two_communes(world, MINUTES, []))
    seen = visits_of(made)
    late = [0, 0]  # needs that would have been seen a session earlier without the way
    travelled = 0
    for need in needs_of(made):
        minutes = MINUTES[need.person][0]
        expected = first_session(need.moment + 60 * minutes + DAY_S * lead_days, (NINE, TWO))
        assert seen.get(need.who, (0, END))[1] == expected
        late[need.person] += first_session(need.moment + DAY_S * lead_days, (NINE, TWO)) < expected
        travelled += minutes * (expected < END)
    assert min(late) >= 3, "the way must have decided something"
    assert made.records.travel.sum(axis=(0, 1)).tolist() == [len(seen), travelled]


@pytest.mark.parametrize("minutes", [0, 75])
def test_an_agenda_that_lies_outside_is_as_far_as_it_says(engine, minutes):
    agenda = sessions(50, panel=-1, commune=-1, minutes=minutes, is_a=AgendaSort.OUTSIDE)
    steps = [(Action.AGENDA, AgendaSort.OUTSIDE, 50)]
    made = run(engine, bare_world(persons(1), agenda, table(COUNTER, 0), 3.0, steps))
    seen = visits_of(made)
    needs = needs_of(made)
    late = 0
    for need in needs:
        expected = first_session(need.moment + 60 * minutes, (NINE,))
        assert seen.get(need.who, (0, END))[1] == expected
        late += first_session(need.moment, (NINE,)) < expected
    assert (late >= 3) == (minutes > 0)


@pytest.mark.parametrize("later", [0, 1])
def test_who_arrives_as_a_session_starts_is_in_time(engine, later):
    """The session starts in the very second in which the first need could be there, or a second before."""
    agenda = sessions(50, commune=0)
    world = bare_world(persons(2, mt=0), agenda, table(COUNTER, 0), 3.0, [(Action.OWN, 0, 50)])
    world = in_two_communes(world, MINUTES, [])
    first = next(need for need in needs_of(run(engine, world)) if need.person == 1)
    there = first.moment + 60 * MINUTES[1][0]
    assert there // DAY_S == 0, "a Monday"
    world.catchments[0].agendas["starts"][0, 0] = there - later
    assert visits_of(run(engine, world))[first.who][1] == there - later + DAY_S * later


@pytest.mark.parametrize("counter_minutes", [60, 30, 20])
def test_who_goes_to_a_counter_arrives_after_the_way(engine, counter_minutes):
    """Two counters, one of them open by day: the one reached first, within the limit; who waits for it to
    open is let in at the full hour.
    """
    way = [[25, 40], [55, 28]]  # from each counter to each commune
    within = 2
    open_hours = (range(24), range(9, 17))
    counters = np.concatenate([emergency_department(100, 30.0, 1e9) for _ in open_hours])
    counters["servers"][1] = 0
    counters["servers"][1, :, 9:17] = 100
    counters["active"][0] = counter_minutes != 30
    streams = np.concatenate([person(Sort.VISITOR), person(Sort.VISITOR, rank=1)])
    steps = [(Action.COUNTER, CounterType.ED, within)]
    world = bare_world(streams, table(AGENDA, 0), counters, 3.0, steps)
    world = with_settings(in_two_communes(world, MINUTES, way), counter_minutes=counter_minutes)
    made = run(engine, world)

    def expected(need: Asked) -> tuple[int, int] | None:
        """When and where they are let in."""
        reached = []
        for number, hours in enumerate(open_hours):
            minutes, there = way[number][need.person], need.moment + 60 * way[number][need.person]
            if minutes > counter_minutes or not counters["active"][number]:
                continue
            full = [h * HOUR for h in range(there // HOUR + 1, there // HOUR + within + 1)]
            let_in = [at for at in (there, *full) if at < END and at // HOUR % 24 in hours]
            if let_in:
                reached.append((let_in[0], number))
        return min(reached, default=None)

    goes = {(line.entity, line.occurrence): (line.b, line.a) for line in made.said(LogEvent.GOES)}
    needs = needs_of(made)
    assert len(needs) > 300
    same(goes, {(need.person, need.occurrence): expected(need) for need in needs if expected(need)})
    assert {number for _, number in goes.values()} == {60: {0, 1}, 30: {1}, 20: set()}[counter_minutes]
    began = [line.second for line in made.said(LogEvent.BEGINS)]
    assert np.array_equal(sorted(began), sorted(at for at, _ in goes.values())), "nobody queues"


@pytest.mark.parametrize("sort", [Sort.EMERGENCY, Sort.VISITOR])
def test_a_true_emergency_reaches_a_hospital_however_far(engine, sort):
    """The only emergency department is two hours away, twice what people go for anything else."""
    made = station(0, per_day=5.0, servers=9, minutes=30.0, warm=0, days=30)
    place = made.catchments[0]
    place.counter_travel[0, 0] = 2 * made.settings["counter_minutes"][0]
    residents, rates = place.residents.copy(), np.zeros_like(place.rates)
    residents["is_a"] = sort
    rates[:, Kind.EMERGENCY if sort == Sort.EMERGENCY else Kind.ACUTE_URGENT] = 1.0
    made = replace(made, catchments=(replace(place, residents=residents, rates=rates),))
    played = run(engine, made)
    asked, gone = played.said(LogEvent.NEED), played.said(LogEvent.GOES)
    assert len(asked) > 100
    ways = {line.b - line.second for line in gone}
    assert (len(gone), ways) == ((len(asked), {7200}) if sort == Sort.EMERGENCY else (0, set()))


# --- who is sent away

OPENS, CLOSES, SERVICE = 8 * HOUR, 18 * HOUR, 4 * HOUR


def test_a_closing_sends_the_queue_away_in_its_order(engine):
    """One server, services of four hours, patience without end; at 18:00 whoever still queues asks their
    doctor, who has one slot a morning: the first of the queue has the first one.
    """
    ed = emergency_department(1, SERVICE / 60, 1e9)
    ed["servers"] = 0
    ed["servers"][0, :, 8:18] = 1
    world = bare_world(persons(4, mt=0), sessions(), ed, 1.4, [])
    world.pathway[:, 0] = (Action.COUNTER, CounterType.ED, EVERYBODY, ALWAYS, 0, 1.0)
    world.pathway[:, 1] = (Action.OWN, 0, EVERYBODY, IN_OFFICE_HOURS, 50, 1.0)
    made = run(engine, world)
    begins, seen, sent_away = [], {}, 0
    free_mornings = list(mornings())
    for day in range(N_DAYS):
        free, evicted, late = 0, [], []
        for need in (need for need in needs_of(made) if need.day == day):
            second = need.moment - day * DAY_S
            begin = max(second, free)
            if not OPENS <= second < CLOSES:
                late += [need] if CLOSES <= second < 19 * HOUR else []
            elif begin < CLOSES:
                begins.append(day * DAY_S + begin)
                free = begin + SERVICE
            else:
                evicted.append(need)
        sent_away += len(evicted)
        if day % 7 >= 5:
            continue  # the practices answer on working days, until 19:00
        for need in evicted + late:
            morning = next((m for m in free_mornings if m > day * DAY_S + CLOSES), None)
            if morning is not None:
                free_mornings.remove(morning)
                seen[need.who] = (Outcome.SEEN_OWN, morning)
    assert sent_away > 25
    assert np.array_equal([line.second for line in made.said(LogEvent.BEGINS)], begins)
    assert sum(line.b == 1 for line in made.said(LogEvent.EXITS)) == sent_away
    found = {who: visit for who, visit in visits_of(made).items() if visit[0] == Outcome.SEEN_OWN}
    same(found, seen)


def test_fewer_servers_send_nobody_away(engine):
    """From two servers to one: whoever queues goes on queuing, and is served in the order of coming."""
    ed = emergency_department(2, SERVICE / 60, 1e9)
    world = bare_world(
        persons(4, mt=0), sessions(), ed, 2.0, [(Action.COUNTER, CounterType.ED, 0), (Action.OWN, 0, 50)]
    )
    day = 56  # near the end: nobody queues for a day, which is as long as patience lasts
    fewer = (day, lambda p: p.apply(0, EditCounter(0, {"servers": np.ones((8, 24), dtype=np.uint8)})))
    made = run(engine, world, fewer)
    free, expected = [0, 0], []
    for need in needs_of(made):
        begin = max(need.moment, min(free))
        if begin >= day * DAY_S and len(free) == 2:
            free = [max(free)]  # the server that is free first goes
            begin = max(need.moment, free[0])
        free[free.index(min(free))] = begin + SERVICE
        expected.append(begin)
    at_change = [
        need.moment < day * DAY_S <= begin for begin, need in zip(expected, needs_of(made), strict=True)
    ]
    assert any(at_change), "somebody queues at the change"
    began = [line.second for line in made.said(LogEvent.BEGINS)]
    assert np.array_equal(began, [begin for begin in expected if begin < END])
    assert not made.said(LogEvent.EXITS)


def test_nobody_queues_or_is_served_for_longer_than_a_day(engine):
    """Patience without end and services of three days are cut to a day; who begins in that second stays."""
    ed = emergency_department(1, 3 * 1440.0, 1e9)
    made = run(
        engine, bare_world(persons(4, mt=0), sessions(), ed, 0.5, [(Action.COUNTER, CounterType.ED, 0)])
    )
    free, begins, leaves = 0, [], []
    for need in needs_of(made):
        begin = max(need.moment, free)
        if begin <= need.moment + DAY_S:
            begins.append(begin)
            free = begin + DAY_S
        else:
            leaves.append(need.moment + DAY_S)
    assert len(leaves) > 20
    assert [line.second for line in made.said(LogEvent.BEGINS)] == [at for at in begins if at < END]
    assert sorted(line.second for line in made.said(LogEvent.EXITS)) == [at for at in leaves if at < END]


NEW_YEAR = 30


def a_full_panel(a_day: float = 0.0, looks: bool = True) -> World:
    """Three patients, of whom number 1 leaves at the new year; two others may look for a médecin traitant."""
    rows = persons(5, mt=0)
    rows["mt"][3:], rows["look"][3:] = -1, -1 if looks else 0
    rows["until_day"][1] = NEW_YEAR
    panels = panels_of(rows, 1)
    panels["cap"] = 3
    world = bare_world(rows, sessions(), table(COUNTER, 0), a_day, [(Action.OWN, 0, 50)], panels)
    world.days["new_year"][NEW_YEAR] = 1
    return with_settings(world, search_days=1.0)


def test_the_place_of_who_leaves_a_panel_is_free_for_one(engine):
    """Both ask almost daily, in vain while the panel is full: the first search after the new year gets in."""
    made = run(engine, a_full_panel())
    searches = [line for line in made.log if line.verb in (LogEvent.SEARCHES_ON, LogEvent.REGISTERS)]
    before = [line for line in searches if line.second < NEW_YEAR * DAY_S]
    after = [line for line in searches if line.second >= NEW_YEAR * DAY_S]
    assert len(before) > 20
    assert {line.verb for line in before} == {LogEvent.SEARCHES_ON}
    assert [line.verb for line in after].index(LogEvent.REGISTERS) == 0
    assert len(made.said(LogEvent.REGISTERS)) == 1
    assert made.patients.panels(0)["patients"].tolist() == [3]


def test_the_slots_of_who_leaves_are_free_for_others(engine):
    """One slot a morning, asked for faster than they come; at the new year the bookings of number 1 are
    gone, and those who ask then have their mornings.
    """
    made = run(engine, a_full_panel(0.3, looks=False))
    taken: dict[int, Asked] = {}
    for need in needs_of(made):
        if need.day >= NEW_YEAR:
            taken = {m: who for m, who in taken.items() if m < NEW_YEAR * DAY_S or who.person != 1}
        morning = next((m for m in mornings() if m >= need.moment and m not in taken), END)
        if need.person < 3 and morning < END and morning // DAY_S <= need.day + 50:
            taken[morning] = need
    gone = sum(line.a == Outcome.LEFT for line in made.said(LogEvent.ENDS))
    assert gone >= 3
    same(
        {m: who for who, (outcome, m) in visits_of(made).items() if outcome == Outcome.SEEN_OWN},
        {m: need.who for m, need in taken.items()},
    )


# --- which word decides

UPTAKES = (0.3, 0.2, 0.25, 0.1, 0.15, 0.3, 0.2, 0.35, 0.25, 0.3)
ENDS = [int(outcome) for outcome in Outcome if outcome != Outcome.RENOUNCED][: len(UPTAKES)]


def test_each_step_is_taken_up_by_its_own_word(engine):
    """Ten steps that end the need, each in its way: step i by word i mod 4 of block i // 4, whatever steps
    between are meant for somebody else; the same for the clock of follow-up.
    """
    rows = persons(3, mt=0)
    rows["mt"][1] = -1
    rows["chronic_from"][2] = 0
    world = bare_world(rows, sessions(), table(COUNTER, 0), 3.0, [])
    for i, (uptake, outcome) in enumerate(zip(UPTAKES, ENDS, strict=True)):
        who = WHO_WITHOUT_MT if i in (1, 4) else EVERYBODY
        world.pathway[:, i] = (Action.END, outcome, who, ALWAYS, 0, uptake)
    world = with_settings(world, follow_up_days=0.5, follow_up_least=1)
    made = run(engine, world)
    expected = {}
    for need in needs_of(made):
        meant = [i for i in range(len(UPTAKES)) if need.person == 1 or i not in (1, 4)]
        taken = (i for i in meant if uniform(words(need, purposes.UPTAKE, i // 4)[i % 4]) < UPTAKES[i])
        step = next(taken, None)
        expected[need.who] = int(Outcome.RENOUNCED) if step is None else ENDS[step]
    assert {clock for _, clock, _ in expected} == {0, CHRONIC}
    assert set(expected.values()) == {*ENDS, Outcome.RENOUNCED}
    assert len(expected) > 500
    found = {(line.entity, line.tag // 16, line.occurrence): line.a for line in made.said(LogEvent.ENDS)}
    same(found, expected)


BASE, SLOPE, MOST, CANCEL = 0.1, 0.02, 0.3, 0.25


def test_who_does_not_come_and_who_cancels(engine):
    """Of each booking by its words: the rate rises with the days to the visit, up to a bound; who comes may
    cancel, not on the day itself. Some needs stand within a hundredth of the rate, on both sides.
    """
    week = [[250, 0, 0, 0, 250, 0, 0, 0, 0, 0, 0, 0, 0, 0]]  # Mondays and Wednesdays: 0 to 5 days on
    agendas = np.concatenate([sessions(weekly=week), sessions(250, doctor=1, panel=1, lead_days=12)])
    rows = persons(40, mt=0)
    rows["mt"][20:] = 1  # whose doctor is booked from 12 days ahead: the bound
    world = bare_world(rows, agendas, table(COUNTER, 0), 3.0, [(Action.OWN, 0, 50)])
    rates = {"no_show_base": BASE, "no_show_slope": SLOPE, "no_show_most": MOST, "cancel_share": CANCEL}
    made = run(engine, with_settings(world, **rates))
    booked = {(line.entity, line.occurrence): line.b for line in made.said(LogEvent.BOOKED)}
    found = {
        (line.entity, line.occurrence): (line.a, line.second)
        for line in made.said(LogEvent.ENDS)
        if line.a in (Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.SEEN_OWN)
    }
    expected, below, above, bound = {}, 0, 0, 0
    for need in needs_of(made):
        half = booked.get((need.person, need.occurrence))
        if half is None:
            continue
        start, delay = half // 2 * DAY_S + NINE, half // 2 - need.day
        w0, w1, w2, _ = words(need, purposes.BOOKING)
        rate = min(MOST, BASE + SLOPE * delay)
        bound += rate == MOST
        below += 0.99 * rate < uniform(w0) < rate
        above += rate < uniform(w0) < 1.01 * rate
        outcome, moment = Outcome.SEEN_OWN, start
        if uniform(w0) < rate:
            outcome = Outcome.NO_SHOW
        elif delay > 0 and uniform(w1) < CANCEL:
            outcome, moment = Outcome.CANCELLED, need.moment + int((start - need.moment) * uniform(w2))
        expected[need.person, need.occurrence] = (outcome, moment)
    assert min(below, above) >= 3, "a rate a hundredth higher or lower would show"
    assert 1000 < bound < len(expected) - 1000
    same(found, {who: (outcome, at) for who, (outcome, at) in expected.items() if at < END})


@pytest.mark.parametrize("days", [1, 2, 3, 7, 40])
def test_patience_at_the_edge_of_a_day(engine, days):
    """The mean is chosen so that the word of the first need is the first that means fewer days: the word
    before it would mean ``days``, this one a day less. Every other need as its word says.
    """
    world = bare_world(persons(1, mt=0), sessions(), table(COUNTER, 0), 2.0, [(Action.OWN, 0, 50)])
    first = Asked(0, 0, 0, 0)
    word = words(first, purposes.NEED)[2]
    mean = 0.5 * (days / exponential(word) + days / exponential(word - 1))
    assert int(mean * exponential(word)) == days - 1
    assert int(mean * exponential(word - 1)) == days
    world = with_settings(world, patience_least=3, patience_mean=mean)
    made = run(engine, world)
    said = made.said(LogEvent.NEED)
    assert len(said) > 80
    assert said[0].b == 3 + days - 1
    for line, need in zip(said, needs_of(made), strict=True):
        assert line.b == 3 + int(mean * exponential(words(need, purposes.NEED)[2]))


# --- the order of a release

DEPARTS = 20


def two_doctors(gone: int, room: int = 0) -> World:
    """Agenda ``gone`` departs: its six patients have two slots a morning and are booked for weeks ahead. The
    other doctor has one, a patient of their own and ``room`` for more.
    """
    other = 1 - gone
    rows = persons(7, mt=gone)
    rows["mt"][6] = other
    rows["chronic_from"][4:6] = 0
    agendas = np.concatenate([sessions(2 if row == gone else 1, row, row, site=row) for row in (0, 1)])
    panels = panels_of(rows, 2)
    panels["cap"][other], panels["list_open"] = 1 + room, 0
    steps = [(Action.OWN, 0, 50), (Action.NEARBY, 0, 50)]
    world = bare_world(rows, agendas, table(COUNTER, 0), 0.5, steps, panels)
    return with_settings(world, follow_up_days=4.0, follow_up_least=1, search_days=20.0)


@pytest.mark.parametrize("gone", [0, 1])
def test_bookings_are_released_in_the_order_of_their_sessions(engine, gone):
    """Half-day, then resident, clock, occurrence: in this order they have the other doctor's mornings, as
    long as there are any.
    """
    made = run(engine, two_doctors(gone), ends(DEPARTS, gone))
    day = DEPARTS * DAY_S
    seen = visits_of(made)
    booked = {
        (line.entity, line.tag // 16, line.occurrence): (line.a, line.b)
        for line in made.said(LogEvent.BOOKED)
        if line.second < day
    }
    released = [(half, who) for who, (a, half) in booked.items() if a == gone and half >= 2 * DEPARTS]
    taken = {half for a, half in booked.values() if a != gone}
    free = [m for m in mornings() if m >= day and m // DAY_S * 2 not in taken]
    assert len(released) > len(free) > 15, "some come too late"
    assert len({half for half, _ in released}) < len(released), "some share a session"
    assert {clock for _, (_, clock, _) in released} == {0, CHRONIC}
    expected = {who: morning for (_, who), morning in zip(sorted(released), free, strict=False)}
    same({who: seen[who][1] for _, who in released if who in seen}, expected)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_panel_is_taken_over_in_the_order_of_its_residents(engine, gone):
    """Those who want the successor, one after another, until the panel is full."""
    other, room = 1 - gone, 2
    drawn = [uniform(words(Asked(0, row, gone, 0), purposes.RELEASE)[0]) for row in range(6)]
    share = sum(sorted(drawn)[3:5]) / 2  # four of the six want
    made = run(engine, two_doctors(gone, room), ends(DEPARTS, gone, successor=other, share=share))
    wants = [word < share for word in drawn]
    taken = [row for row in range(6) if wants[row]][:room]
    assert made.pairs(LogEvent.RELEASED) == [(row, other if row in taken else -1) for row in range(6)]
    patients = made.patients.panels(0)["patients"]
    assert (patients[gone], patients[other]) == (0, 1 + room)
