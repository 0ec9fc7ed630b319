"""When people look for a médecin traitant: clock 2 (docs/model.md, sections 5 and 8)."""

import numpy as np

from sim.draws.philox import Word, exponential, uniform
from sim.draws.purposes import BOOKING, SEARCH
from sim.kernels.groups import Now, Place
from sim.kernels.packing import tag_of
from sim.kernels.people.clocks import PLANNED, draw, second_of_share, set_clock
from sim.kernels.style import kernel
from sim.kernels.types import Code, Day, Float, Int, Moment, Need, Person, Row, Rows, Settings, Year
from sim.vocabulary.structure import NEARER, SEARCHING
from sim.vocabulary.time import DAY


@kernel
def looks(person: Person, state: Code, year: Year, settings: Settings) -> bool:
    """Whether a person looks for a médecin traitant in a search state."""
    if state != NEARER and year - person.birth_year < settings.adult_age:
        return True
    return bool(person.look < settings.looks_below[state, person.ald])


@kernel
def is_stale(person: Person, occurrence: Int) -> bool:
    """Whether the search of this number (of its last eight bits) has been taken back by a later one."""
    return bool((np.int64(person.occurrence[SEARCHING]) - 1) & 255 != occurrence)


@kernel
def set_search(person: Person, row: Row, day: Day, word: Word, place: Place) -> Moment:
    """The next search is set for a day, the one that stood taken back; its moment."""
    k = np.int64(person.occurrence[SEARCHING])
    moment = day * DAY + second_of_share(place.time.hours, PLANNED, uniform(word))
    set_clock(row, SEARCHING, k, moment, place.calendar)
    person.occurrence[SEARCHING] = k + 1
    return moment


@kernel
def looks_out(person: Person, row: Row, state: Code, least: Int, now: Now, place: Place) -> Moment:
    """Sets the next search, ``least`` days ahead or more, of a person who looks in this state (-1 none); its
    moment, -1 if they do not.
    """
    settings = place.rules.settings[0]
    if state < 0 or not looks(person, state, now.year, settings):
        return np.int64(-1)
    purpose = SEARCH + tag_of(SEARCHING, 0)
    w0, w1, _, _ = draw(person, place.rules.keys, purpose, person.occurrence[SEARCHING])
    later = max(np.int64(least), np.int64(settings.search_days[state, person.ald] * exponential(w0)))
    return set_search(person, row, now.day + later, w1, place)


@kernel
def asks_below(need: Need, person: Person, share: Float, keys: Rows) -> bool:
    """The need's draw of what it leaves behind."""
    _, _, _, w3 = draw(person, keys, BOOKING + tag_of(need.clock, 0), need.occurrence)
    return bool(uniform(w3) < share)


@kernel
def after_refusal(need: Need, person: Person, now: Now, place: Place) -> Moment:
    """Who was refused without a médecin traitant may look for one from now on; the moment, -1 if not."""
    share = place.rules.settings[0].looks_when_refused
    if person.mt >= 0 or not asks_below(need, person, share, place.rules.keys):
        return np.int64(-1)
    person.look = -1
    return looks_out(person, np.int64(need.resident), np.int64(person.link), 1, now, place)


@kernel
def after_being_seen(need: Need, person: Person, now: Now, place: Place) -> Moment:
    """A GP has seen somebody who is not theirs, and may be asked tomorrow; the moment, -1 if not."""
    person.seen_by = need.service
    if person.mt >= 0:
        return np.int64(-1)
    settings = place.rules.settings[0]
    others = 0 if looks(person, np.int64(person.link), now.year, settings) else 1
    if not asks_below(need, person, settings.asks_when_seen[others], place.rules.keys):
        return np.int64(-1)
    purpose = SEARCH + tag_of(SEARCHING, 0)
    _, w1, _, _ = draw(person, place.rules.keys, purpose, person.occurrence[SEARCHING])
    return set_search(person, np.int64(need.resident), now.day + 1, w1, place)
