"""A clock rings: what need arises, and with what patience (docs/model.md, sections 5 and 6)."""

import numpy as np

from sim.draws.philox import Word, uniform
from sim.draws.purposes import LATENT, NEED
from sim.kernels.groups import Mix, Now, Place
from sim.kernels.memory.need_pool import take_need
from sim.kernels.packing import tag_of
from sim.kernels.people.clocks import draw, moment_of_level, people_group, raise_level, set_clock_from
from sim.kernels.people.offers import of_the_round
from sim.kernels.people.patience import patience_of
from sim.kernels.people.ready import block_made, taken_or_drawn
from sim.kernels.record.recording import say
from sim.kernels.state import FOR_LATENT, FOR_NEED, LANE, WALKING
from sim.kernels.style import apart, kernel
from sim.kernels.types import Code, Day, Int, Moment, Person, Row, Rows, Settings
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, Action, SeenAt, Sort
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
def arises_after(person: Person, word: Word, now: Now, place: Place) -> Moment:
    """Not made ahead: rare, and not inlined."""
    raise_level(person, word)
    stream = person.is_a != Sort.RESIDENT
    return moment_of_level(person.group, person.level, now.day, stream, place.time)


@kernel
def next_arising(person: Person, word: Word, now: Now, place: Place) -> Moment:
    """The level of clock 0 is raised by a word; the moment at which it is reached (``ready.look_ahead``)."""
    lane = place.work.counts[LANE]
    if lane > 0:
        person.level = place.work.ready[0].level[lane - 1]
        return np.int64(place.work.ready[0].moment[lane - 1])
    return arises_after(person, word, now, place)


@kernel
def new_need(person_row: Row, clock: Code, now: Now, place: Place) -> Row:
    """A clock rings: a need with its kind and patience; clock 0 is set again at once. The need's row."""
    person, settings = place.persons[person_row], place.rules.settings[0]
    if clock < FIRST_RECURRING:
        occurrence = np.int64(person.occurrence[clock])
    else:
        occurrence = np.int64(place.calendar.recurring[person_row, clock - FIRST_RECURRING].occurrence)
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
    row = take_need(place.needs, place.work)
    need = place.needs[row]
    need.first = now.moment
    need.month = now.month
    need.group = people_group(person, now.year)
    need.resident = person_row
    need.occurrence = occurrence
    need.clock = clock
    need.kind = kind
    need.patience = settings.patience_least[kind] + patience_of(kind, w2, settings)
    need.step = 0
    need.attempt = 0
    need.refused = 0
    need.forced = 0
    need.half = -1
    need.state = WALKING
    need.slots = 1 if person.housebound == SeenAt.PRACTICE else slots_away(person, kind, settings)
    say(place.notes, LogEvent.NEED, kind, need.patience)
    if person.latent > 0.0 and kind < settings.care_kinds and not (clock == CHRONIC and person.ald == 1):
        w0, w1, _, _ = taken_or_drawn(FOR_LATENT, LATENT, need, person, place.rules.keys, place.work)
        if uniform(w0) < person.latent:
            need.forced = Action.UNASKED
            need.service_draw = uniform(w1)  # until it sets out
    return row
