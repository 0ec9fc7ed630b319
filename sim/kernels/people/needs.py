"""A clock rings: what need arises, and with what patience (docs/model.md, sections 5 and 6)."""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import NEED
from sim.kernels.memory.need_pool import take_need
from sim.kernels.people.clocks import band_of, draw, moment_of_level, raise_level, set_clock_from
from sim.kernels.people.patience import patience_of
from sim.kernels.record.recording import say
from sim.kernels.state import WALKING
from sim.kernels.style import kernel
from sim.vocabulary.structure import CHRONIC, FIRST_RECURRING, Sort
from sim.world.log_events import LogEvent

DAY = 86400
RESIDENT = int(Sort.RESIDENT)
V_NEED = int(LogEvent.NEED)


@kernel
def set_kinds(mix, day):
    """The day's parts of the kinds in the intensity of each group, added up in their order."""
    for group in range(len(mix.rates)):
        running = 0.0
        for k in range(mix.rates.shape[1]):
            running += mix.rates[group, k] * mix.seasons[k, day]
            mix.kinds[group, k] = running


@kernel
def kind_of(group, word, kinds):
    """The kind of a need of clock 0: by its part of the intensity of that group today."""
    last = kinds.shape[1] - 1
    x = uniform(word) * kinds[group, last]
    kind = 0
    for k in range(last):  # to the end, without a branch: which kind it is cannot be foreseen
        kind += 1 if kinds[group, k] <= x else 0
    return kind


@kernel
def new_need(person_row, clock, now, persons, needs, work, time, kinds, rules, calendar, notes):
    """A clock rings: a need with its kind and patience; clock 0 is set again at once. The need's row."""
    person = persons[person_row]
    day = now // DAY
    settings = rules.settings[0]
    if clock < FIRST_RECURRING:
        occurrence = np.int64(person.occurrence[clock])
    else:
        occurrence = np.int64(calendar.recurring[person_row, clock - FIRST_RECURRING].occurrence)
    w0, w1, w2, _ = draw(person, rules.keys, NEED + 16 * clock, occurrence)
    if clock == 0:
        kind = kind_of(person.group, w1, kinds)
        person.occurrence[0] += 1
        raise_level(person, w0)
        stream = person.is_a != RESIDENT
        moment = moment_of_level(person.group, person.level, day, stream, time)
        set_clock_from(person_row, 0, person.occurrence[0], moment, now, calendar)
    elif clock == CHRONIC:
        kind = np.int64(settings.renewed if uniform(w1) < settings.renewal_share else settings.followed_up)
    else:
        kind = np.int64(settings.recurring_kind[clock - FIRST_RECURRING])
    row = take_need(needs, work)
    need = needs[row]
    need.first = now
    need.month = time.days[day].month
    need.group = 2 * band_of(time.days[day].year - person.birth_year) + person.ald
    need.resident = person_row
    need.occurrence = occurrence
    need.clock = clock
    need.kind = kind
    need.patience = rules.settings[0].patience_least[kind] + patience_of(kind, w2, rules.settings[0])
    need.step = 0
    need.attempt = 0
    need.refused = 0
    need.forced = 0
    need.half = -1
    need.state = WALKING
    need.slots = rules.settings[0].home_visit_slots if person.housebound == 1 else 1
    say(notes, V_NEED, kind, need.patience)
    return row
