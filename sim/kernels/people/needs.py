"""A clock rings: what need arises, and with what patience (docs/model.md, sections 5 and 6)."""

import numpy as np

from sim.draws.philox import Word, uniform
from sim.draws.purposes import BOOKING, LATENT, NEED
from sim.kernels.groups import Mix, Now, Place, Time
from sim.kernels.memory.need_pool import free_need, take_need
from sim.kernels.packing import NOWHERE, tag_of, turned_occurrence
from sim.kernels.people.clocks import draw, moment_of_level, people_group, raise_level, set_clock_from
from sim.kernels.people.offers import draw_at, of_the_round
from sim.kernels.people.patience import patience_of
from sim.kernels.people.ready import block_made, taken_or_drawn
from sim.kernels.people.returns import falls_asleep, set_next_return
from sim.kernels.people.unasked import latent_share
from sim.kernels.record.recording import say
from sim.kernels.state import FOR_BOOKING, FOR_NEED, LANE, WALKING
from sim.kernels.style import apart, kernel
from sim.kernels.types import Code, Day, Int, Moment, Need, Person, Row, Rows, Settings
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, TURNED, Action, SeenAt, Sort
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent


@kernel
def set_kinds(mix: Mix, day: Day) -> None:
    """The day's parts of the kinds in the intensity of each group, added up in their order."""
    for group in range(len(mix.rates)):
        running = 0.0
        for k in range(mix.rates.shape[1]):
            running += mix.rates[group, k] * mix.seasons[k, day]
            mix.kinds[group, k] = running


@kernel
def kind_of(group: Int, word: Word, kinds: Rows) -> Code:
    """The kind of a need of clock 0: by its part of the intensity of that group today."""
    last = kinds.shape[1] - 1
    x = uniform(word) * kinds[group, last]
    kind = 0
    for k in range(last):  # to the end, without a branch: which kind it is cannot be foreseen
        kind += 1 if kinds[group, k] <= x else 0
    return kind


@kernel
def slots_away(person: Person, kind: Code, settings: Settings) -> Int:
    """Slots of a visit to somebody at home, or on the round of their EHPAD."""
    on_round = of_the_round(person, kind, settings)
    return np.int64(settings.round_slots if on_round else settings.home_visit_slots)


@apart
def arises_after(person: Person, word: Word, day: Day, time: Time) -> Moment:
    """Not made ahead: rare, and not inlined."""
    raise_level(person, word)
    stream = person.is_a != Sort.RESIDENT
    return moment_of_level(person.group, person.level, day, stream, time)


@kernel
def next_arising(person: Person, word: Word, now: Now, place: Place) -> Moment:
    """The level of clock 0 is raised by a word; the moment at which it is reached (``ready.look_ahead``)."""
    lane = place.work.counts[LANE]
    if lane > 0:
        person.level = place.work.ready[0].level[lane - 1]
        return np.int64(place.work.ready[0].moment[lane - 1])
    return arises_after(person, word, now.day, place.time)


@kernel
def occurrence_of(person_row: Row, clock: Code, place: Place) -> Int:
    """The number of the need that a clock rings for."""
    if clock < FIRST_RECURRING:
        return np.int64(place.persons[person_row].occurrence[clock])
    return np.int64(place.calendar.recurring[person_row, clock - FIRST_RECURRING].occurrence)


@kernel
def new_need(person_row: Row, clock: Code, now: Now, place: Place) -> Row:
    """A clock rings: a need with its kind and patience; clock 0 is set again at once. The need's row; -1
    where none arises.
    """
    person, settings = place.persons[person_row], place.rules.settings[0]
    occurrence = occurrence_of(person_row, clock, place)
    if place.work.counts[LANE] > 0:
        w0, w1, w2, _ = block_made(FOR_NEED, place.work)
    else:
        w0, w1, w2, _ = draw(person, place.rules.keys, NEED + tag_of(clock, 0), occurrence)
    if clock == ARISING:
        kind = kind_of(person.group, w1, place.mix.kinds)
        person.occurrence[ARISING] += 1
        moment = next_arising(person, w0, now, place)
        set_clock_from(person_row, ARISING, person.occurrence[ARISING], moment, now, place.calendar)
    elif clock == CHRONIC:
        kind = np.int64(settings.renewed if uniform(w1) < settings.renewal_share else settings.followed_up)
    else:
        kind = np.int64(settings.recurring_kind[clock - FIRST_RECURRING])
    if settings.avoided[kind] > 0.0 and is_avoided(person_row, clock, occurrence, kind, now, place):
        return np.int64(-1)
    row = take_need(place.needs, place.work)
    need = place.needs[row]
    need.resident = person_row
    need.occurrence = occurrence
    need.clock = clock
    need.kind = kind
    arises(row, w2, now, place)
    return row


@apart
def is_avoided(person_row: Row, clock: Code, occurrence: Int, kind: Code, now: Now, place: Place) -> bool:
    """Whether a need of this kind does not arise. Its clock goes on as if it had been seen; some of a
    resident's turn into an acute one later.
    """
    person, settings = place.persons[person_row], place.rules.settings[0]
    _, _, w2, w3 = draw(person, place.rules.keys, LATENT + tag_of(clock, 0), occurrence)
    if uniform(w2) >= settings.avoided[kind]:
        return False
    moment: Moment = np.int64(-1)
    if person.is_a == Sort.RESIDENT and uniform(w3) < settings.turns_acute[kind]:
        moment = now.moment + DAY * np.int64(settings.turns_after[kind])
        into, number = np.int64(settings.turns_into[kind]), turned_occurrence(occurrence, clock)
        falls_asleep(person_row, into, number, moment, place)
    say(place.notes, LogEvent.AVOIDED, kind, moment)
    if clock >= CHRONIC:
        set_next_return(person_row, clock, occurrence + 1, True, NOWHERE, now, place)
    return True


@apart
def wakes(row: Row, now: Now, place: Place) -> Row:
    """What another need has turned into arises today, if the person is still there; its row, -1 if not."""
    need = place.needs[row]
    person = place.persons[need.resident]
    if person.here == 0:
        free_need(place.needs, place.work, row)
        return np.int64(-1)
    _, _, w2, _ = draw(person, place.rules.keys, NEED + tag_of(TURNED, 0), need.occurrence)
    arises(row, w2, now, place)
    return np.int64(row)


@apart
def begins_unasked(need: Need, person: Person, keys: Rows) -> None:
    """A latent need, which something may wake: rare, and not inlined."""
    _, w1, _, _ = draw_at(0, need, person, keys, LATENT)
    need.forced = Action.UNASKED
    need.service_draw = uniform(w1)  # until it sets out


@kernel
def arises(row: Row, word: Word, now: Now, place: Place) -> None:
    """A need, whose person, clock, number and kind are known, is there; ``word`` of its patience."""
    need, settings = place.needs[row], place.rules.settings[0]
    person, kind = place.persons[need.resident], np.int64(need.kind)
    need.first = now.moment
    need.month = now.month
    need.group = people_group(person, now.year)
    need.patience = settings.patience_least[kind] + patience_of(kind, word, settings)
    need.step = 0
    need.attempt = 0
    need.refused = 0
    need.forced = 0
    need.half = -1
    need.state = WALKING
    need.slots = 1 if person.housebound == SeenAt.PRACTICE else slots_away(person, kind, settings)
    say(place.notes, LogEvent.NEED, kind, need.patience)
    latent = latent_share(need, person, settings)
    if latent > 0.0:
        _, w1, _, _ = taken_or_drawn(FOR_BOOKING, BOOKING, need, person, place.rules.keys, place.work)
        if uniform(w1) < latent:
            begins_unasked(need, person, place.rules.keys)
