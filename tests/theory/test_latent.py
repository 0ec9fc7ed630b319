"""Needs that nobody asks for (docs/model.md, section 6), in both engines.

Need by need from the words of the draws, and as a law: the share of latent needs is that of each resident,
and a service wakes the share that it says. The binomial tests are two-sided with a false-alarm rate of 1e-4
each (``judged``); seeds are fixed.
"""

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import Action
from sim.world.log_events import LogEvent
from sim.world.tables import COUNTER, table
from tests.by_hand import ENGINES, OWN, Run, bare_world, emergency_department, persons, run, sessions
from tests.shipped import Outcome
from tests.theory.draws import CHRONIC, needs_of, uniform, words
from tests.theory.judged import is_binomial
from tests.theory.worlds import in_two_communes

pytestmark = pytest.mark.parametrize("engine", ENGINES)
LATENT = (0.1, 0.3)  # of two residents
WAKES = 0.4


def asking_little(n: int = 2, **columns: object):
    residents = persons(n, mt=0)
    residents["latent"] = LATENT
    for name, value in columns.items():
        residents[name] = value
    return residents


def ends_as(made: Run, outcome: int) -> set[tuple[int, int, int]]:
    ended = (line for line in made.said(LogEvent.ENDS) if line.a == outcome)
    return {(line.entity, line.tag // 16, line.occurrence) for line in ended}


def test_a_share_of_needs_is_not_asked_for(engine):
    made = run(engine, bare_world(asking_little(), sessions(99), table(COUNTER, 0), 4.0, OWN))
    needs, unasked = needs_of(made), ends_as(made, Outcome.NOT_ASKED)
    for who, latent in enumerate(LATENT):
        theirs = [need for need in needs if need.person == who]
        held = float(np.float32(latent))
        expected = {need.who for need in theirs if uniform(words(need, purposes.BOOKING)[1]) < held}
        assert {which for which in unasked if which[0] == who} == expected
        is_binomial(len(expected), len(theirs), latent)
    at_once = {(line.entity, line.second) for line in made.said(LogEvent.ENDS) if line.a == Outcome.NOT_ASKED}
    assert at_once <= {(need.person, need.moment) for need in needs}
    assert not {(line.entity, line.second) for line in made.said(LogEvent.REFUSED)} & at_once
    assert made.records.outcomes[..., Outcome.NOT_ASKED].sum() == len(unasked)


@pytest.mark.parametrize("latent", [0.0, 0.3])
def test_of_those_who_ask_the_same_share_cancels(engine, latent):
    """One word says both: what is left of it is as even as it was."""
    week = [[0, 0, 0, 0, 0, 0, 0, 0, 250, 0, 0, 0, 0, 0]]  # Fridays
    residents = persons(40, mt=0)
    residents["latent"] = latent
    world = bare_world(residents, sessions(weekly=week), table(COUNTER, 0), 3.0, [(Action.OWN, 0, 50)])
    cancels = 0.25
    for name, value in {"cancel_share": cancels, "no_show_most": 0.0}.items():
        world.settings[name] = value
    made = run(engine, world)
    held = float(np.float32(latent))
    ends = {(line.entity, line.occurrence): line for line in made.said(LogEvent.ENDS)}
    told = (Outcome.NOT_ASKED, Outcome.CANCELLED, Outcome.SEEN_OWN)
    asked = cancelled = 0
    for need in needs_of(made):
        line, u = ends.get((need.person, need.occurrence)), uniform(words(need, purposes.BOOKING)[1])
        if line is None or line.a not in told or need.day % 7 == 4:
            continue  # who asks on the Friday itself does not cancel
        assert (line.a == Outcome.NOT_ASKED) == (u < held)
        if u >= held:
            asked += 1
            cancelled += line.a == Outcome.CANCELLED
            assert (line.a == Outcome.CANCELLED) == ((u - held) / (1.0 - held) < cancels)
    is_binomial(cancelled, asked, cancels)


def test_returns_of_an_ald_are_always_asked_for(engine):
    """Of two chronically ill residents the second has an ALD."""
    residents = asking_little(chronic_from=0, ald_from=(2**30, 0))
    world = bare_world(residents, sessions(99), table(COUNTER, 0), 1e-9, OWN)
    world.settings["follow_up_days"], world.settings["follow_up_least"] = 2.0, 1
    world.settings["missed_share"] = 1.0
    made = run(engine, world)
    returns = [need for need in needs_of(made) if need.clock == CHRONIC]
    unasked = ends_as(made, Outcome.NOT_ASKED)
    assert min(sum(need.person == who for need in returns) for who in (0, 1)) > 20
    assert {which[0] for which in unasked} == {0}


def test_a_service_wakes_a_share_of_those_within_its_reach(engine):
    """The second resident lives too far from it."""
    counter = emergency_department(100, 30.0, 1e9)
    counter["wakes"], counter["servers"] = WAKES, 100
    residents = asking_little(latent=0.5)
    world = bare_world(residents, sessions(99), counter, 4.0, OWN)
    world = in_two_communes(world, [[0, 9], [9, 0]], [[10, 31]])
    made = run(engine, world)
    seen, unasked = ends_as(made, Outcome.SEEN_ED), ends_as(made, Outcome.NOT_ASKED)
    near = [need for need in needs_of(made) if need.person == 0]
    latent = [need for need in near if uniform(words(need, purposes.BOOKING)[1]) < 0.5]
    woken = {need.who for need in latent if uniform(words(need, purposes.LATENT)[1]) < WAKES}
    assert len(woken - seen) <= 1, "but for one on the way as the run ends"
    assert seen <= woken
    assert {which for which in unasked if which[0] == 0} == {need.who for need in latent} - woken
    is_binomial(len(woken), len(latent), WAKES)
    assert {which[0] for which in seen} == {0}


def test_who_is_woken_and_finds_no_room_goes_on_like_others(engine):
    """At a counter without servers to spare nobody queues: they ask the next step, here their own doctor."""
    counter = emergency_department(1, 1440.0, 1e9)
    counter["wakes"], counter["queue_most"] = 1.0, 0
    steps = [(Action.END, Outcome.RENOUNCED, 0), (Action.OWN, 0, 50)]
    made = run(engine, bare_world(asking_little(latent=0.5), sessions(99), counter, 4.0, steps))
    turned_away = {(line.entity, line.occurrence) for line in made.said(LogEvent.TURNED_AWAY)}
    booked = {(line.entity, line.occurrence) for line in made.said(LogEvent.BOOKED)}
    assert len(turned_away) > 50
    assert booked <= turned_away, "nobody else comes to the second step"
    assert len(turned_away - booked) < 15, "but for those whom no session awaits at the end of the run"
    assert not ends_as(made, Outcome.NOT_ASKED)
