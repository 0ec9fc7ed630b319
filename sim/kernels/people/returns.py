"""What returns, and needs that others have turned into (docs/model.md, sections 5 and 6).

Such a need sleeps in its row until its day: one of no clock that rings, whose occurrence says what it was.
"""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import LATENT
from sim.kernels.groups import Now, Place
from sim.kernels.memory.need_pool import take_need
from sim.kernels.packing import tag_of, turned_occurrence
from sim.kernels.people.clocks import draw, next_return, put_off, set_clock_from
from sim.kernels.state import ASLEEP
from sim.kernels.style import apart, kernel
from sim.kernels.timeline.lists import add_to
from sim.kernels.types import Code, Int, Moment, Row
from sim.vocabulary.structure import CHRONIC, FIRST_RECURRING, PUT_OFF, TURNED
from sim.vocabulary.time import DAY, DAYS_A_YEAR


@apart
def falls_asleep(person_row: Row, kind: Code, occurrence: Int, moment: Moment, place: Place) -> None:
    """A need of this kind will arise at a ``moment`` of a later day; of none that is not played."""
    if moment // DAY >= len(place.calendar.due_heads):
        return
    row = take_need(place.needs, place.work)
    need = place.needs[row]
    need.resident = person_row
    need.clock = TURNED
    need.occurrence = occurrence
    need.kind = kind
    need.step = 0
    need.half = -1
    need.moment = moment
    need.state = ASLEEP
    add_to(place.calendar.due_heads, moment // DAY, row, place.calendar.chunks)


@apart
def may_turn_acute(
    person_row: Row, following: Int, seen: bool, service: Int, moment: Moment, now: Now, place: Place
) -> None:
    """A return of a chronic illness is set for a ``moment``. Where that is later than it used to be, an acute
    need may arise in the days between.
    """
    person, settings = place.persons[person_row], place.rules.settings[0]
    later, usual = put_off(person, following, seen, service, now, place)
    if later <= usual:
        return
    occurrence = turned_occurrence(following, PUT_OFF)
    _, _, w2, w3 = draw(person, place.rules.keys, LATENT + tag_of(TURNED, 0), occurrence)
    if uniform(w2) < settings.put_off * float(later - usual) / DAYS_A_YEAR:
        sooner = later - usual - np.int64(float(later - usual) * uniform(w3))
        kind = np.int64(settings.put_off_into)
        falls_asleep(person_row, kind, occurrence, moment - DAY * sooner, place)


@kernel
def set_next_return(
    person_row: Row, clock: Code, following: Int, seen: bool, service: Int, now: Now, place: Place
) -> None:
    """The clock of something that returns is set for the need of this number, ``following`` one of today
    that ended at the agenda ``service`` (negative: otherwise).
    """
    person = place.persons[person_row]
    if clock == CHRONIC:
        person.occurrence[CHRONIC] = following
    else:
        place.calendar.recurring[person_row, clock - FIRST_RECURRING].occurrence = following
    moment = next_return(person, clock, following, seen, service, now, place)
    if clock == CHRONIC and place.rules.settings[0].put_off > 0.0:
        may_turn_acute(person_row, following, seen, service, moment, now, place)
    set_clock_from(person_row, clock, following, moment, now, place.calendar)
