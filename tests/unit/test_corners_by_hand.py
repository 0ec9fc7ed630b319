"""Corners of the model that hardly any run meets, and where the page alone decides: both engines, by hand."""

from math import log, nextafter, sqrt
from typing import Any

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import CHRONIC, Action
from sim.world.log_events import LogEvent
from sim.world.row_edits import EditCounter, EditPathway
from sim.world.tables import AGENDA, COUNTER, NEVER, STEP, Table, table
from tests.by_hand import (
    DAY_S,
    ENGINES,
    WEIBULL4_MEAN,
    Run,
    bare_world,
    emergency_department,
    persons,
    run,
    sessions,
    words,
)
from tests.shipped import AgendaSort, CounterType, Kind, Outcome, typed

pytestmark = pytest.mark.parametrize("engine", ENGINES)
EVERYBODY, ALWAYS = 7, 3


# --- a line that does not take the kind


def lines(*taken: bool) -> Table:
    """Lines of one type, always open, that advise everybody; each takes the kind of these worlds or not."""
    rows = np.concatenate([emergency_department(50, 5.0, 60.0) for _ in taken])
    typed(rows, CounterType.LINE15)
    rows["answers"], rows["kinds"][:, Kind.ACUTE_MINOR] = 1.0, taken
    return rows


@pytest.mark.parametrize(
    ("taken", "called"), [((False, True), 1), ((True, True), 0), ((True, False), 0), ((False, False), None)]
)
def test_the_first_line_that_takes_the_kind_is_called(engine, taken, called):
    steps = [(Action.LINE, CounterType.LINE15, 0)]
    made = run(engine, bare_world(persons(3), table(AGENDA, 0), lines(*taken), 0.5, steps))
    needs, ended = made.said(LogEvent.NEED), made.said(LogEvent.ENDS)
    began = [line.a for line in made.said(LogEvent.BEGINS)]
    assert began == ([] if called is None else [called] * len(needs)) and len(needs) > 50
    assert {line.a for line in ended} <= {Outcome.ADVISED, Outcome.RENOUNCED, Outcome.WAITING}
    assert sum(line.a == Outcome.RENOUNCED for line in ended) == (len(needs) if called is None else 0)


# --- who leaves while on the way

LEAVES = 10  # day


def on_the_way(engine: Any, steps: Any) -> tuple[Run, list[int]]:
    """Persons 0 to 5 of twelve leave on a day. A counter that is open from nine to ten, and waited for until
    then, closes for good at the midnight before: who was on the way goes on. With it the persons of the
    bookings made after that.
    """
    counter = emergency_department(0, 1.0, 60.0)
    counter["servers"][:, :, 9] = 200
    residents = persons(12, until_day=[LEAVES] * 6 + [NEVER] * 6)
    screen = sessions(200, doctor=-1, panel=-1, site=2)
    screen["is_a"], screen["commune"] = AgendaSort.TELE, -1
    world = bare_world(residents, np.concatenate([sessions(200, site=1), screen]), counter, 5.0, steps)
    world.settings["looks_when_refused"] = world.settings["asks_when_seen"] = 1.0
    world.catchments[0].panels["cap"] = 0
    made = run(engine, world, (LEAVES, lambda patients: patients.apply(0, EditCounter(0, {"active": 0}))))
    late = [line.entity for line in made.said(LogEvent.BOOKED) if line.second >= LEAVES * DAY_S]
    assert sum(row < 6 for row in late) > 3, "needs of those who have left are booked"
    return made, late


def left_behind(made: Run, verb: LogEvent) -> set[int]:
    """Who left something behind from that day on."""
    return {line.entity for line in made.said(verb) if line.second >= LEAVES * DAY_S}


def test_a_visit_of_who_has_left_names_no_doctor_to_come_back_to(engine):
    made, late = on_the_way(engine, [(Action.COUNTER, CounterType.ED, 24), (Action.NEARBY, 0, 7)])
    assert left_behind(made, LogEvent.SEEN_BY) == {*range(6, 12)}
    seen = [line for line in made.said(LogEvent.ENDS) if line.a == Outcome.SEEN_OTHER and line.entity < 6]
    assert len(seen) == sum(row < 6 for row in late), "and they are seen"


def test_who_has_left_does_not_begin_to_look_after_a_refusal(engine):
    """Doctors outside, of whom there is none, refuse; then the counter, then a doctor on screen."""
    steps = [
        (Action.AGENDA, AgendaSort.OUTSIDE, 7),
        (Action.COUNTER, CounterType.ED, 24),
        (Action.AGENDA, AgendaSort.TELE, 7),
    ]
    made, _ = on_the_way(engine, steps)
    assert left_behind(made, LogEvent.REFUSED) >= {*range(6, 12)}
    assert left_behind(made, LogEvent.LOOKS) == {*range(6, 12)}
    assert left_behind(made, LogEvent.SEEN_BY) == set()


# --- the bracket of a gap

BIRTH_YEARS = (2020, 2005, 1990, 1975, 1960, 1945, 1930)  # one of each band in 2025


def length(row: int, k: int) -> float:
    """The fourth root of the exponential draw of return k of a person."""
    return sqrt(sqrt(-log(words(row, purposes.NEED + 16 * CHRONIC, k)[0])))


def telling(row: int) -> tuple[float, int]:
    """A mean gap for which the first return is a day sooner or later where one divides last; the days."""
    drawn = length(row, 1)
    for whole in range(3, 30):
        days = whole * WEIBULL4_MEAN / drawn
        for _ in range(8):
            days = nextafter(days, 0.0)
        for _ in range(16):
            days = nextafter(days, 100.0)
            if int(days * (drawn / WEIBULL4_MEAN)) != int(days * drawn / WEIBULL4_MEAN):
                return days, int(days * (drawn / WEIBULL4_MEAN))
    raise AssertionError(f"no mean tells for person {row}")


def test_a_gap_is_the_mean_times_a_draw_of_mean_1(engine):
    """Every return is avoided: the next comes after the whole gap. Each band has a mean that tells."""
    means, expected = zip(*map(telling, range(7)), strict=True)
    residents = persons(7, chronic_from=0, birth_year=BIRTH_YEARS)
    world = bare_world(residents, sessions(1), table(COUNTER, 0), 0.0, [(Action.END, Outcome.ADVISED, 0)])
    chosen = world.settings[0]
    chosen.follow_up_days[:] = np.array(means)[:, None]
    chosen.follow_up_least, chosen.renewal_share, chosen.avoided[Kind.RENEWAL] = 1, 1.0, 1.0
    made = run(engine, world)
    for row in range(7):
        days = [line.second // DAY_S for line in made.said(LogEvent.AVOIDED) if line.entity == row]
        assert days[1] - days[0] == expected[row]


# --- a pathway that has fewer steps from a day on

FEWER = 20  # day


@pytest.mark.parametrize(
    ("left", "outcome"),
    [(0, Outcome.RENOUNCED), (1, Outcome.RENOUNCED), (3, Outcome.RENOUNCED), (4, Outcome.ADVISED)],
)
def test_who_queues_when_their_step_ceases_has_none_left(engine, left, outcome):
    """They queue by the third of four steps and lose patience. What arises from the day on is advised at
    once, unless no step is left.
    """
    steps = [(Action.OWN, 0, 1), (Action.OWN, 0, 1), (Action.COUNTER, CounterType.ED, 0)]
    steps += [(Action.END, Outcome.ADVISED, 0)]
    counter = emergency_department(1, 200.0, 300.0)
    world = bare_world(persons(9), table(AGENDA, 0), counter, 4.0, steps)
    fewer = table(STEP, world.pathway.size).reshape(world.pathway.shape)
    fewer[:, :left] = world.pathway[:, :left]
    fewer[:, :1][:, :left] = (Action.END, Outcome.ADVISED, EVERYBODY, ALWAYS, 0, 1.0)
    made = run(engine, world, (FEWER, lambda patients: patients.apply(0, EditPathway(fewer))))
    ends = {line[:5]: line.a for line in made.said(LogEvent.ENDS)}
    exits = {late: [line for line in made.said(LogEvent.EXITS) if (line.second >= FEWER * DAY_S) == late]
             for late in (False, True)}  # fmt: skip
    assert len(exits[False]) > 50 and len(exits[True]) > 3
    assert {ends[line[:5]] for line in exits[False]} == {Outcome.ADVISED}
    assert {ends[line[:5]] for line in exits[True]} == {outcome}
    late = [ends[line[:5]] for line in made.said(LogEvent.NEED) if line.second >= FEWER * DAY_S]
    assert set(late) == {Outcome.ADVISED if left else Outcome.RENOUNCED}
