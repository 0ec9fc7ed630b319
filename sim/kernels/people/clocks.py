"""When needs arise: the three clocks of a person (docs/model.md, section 5).

A clock that rings on a later day stands in that day's list; one that rings today goes to the heap. Cost
follows the needs: nothing is done for a person whose clocks do not ring.
"""

import numpy as np

from sim.draws.philox import exponential, philox, uniform, weibull4
from sim.draws.purposes import NEED, SEARCH
from sim.kernels.style import kernel
from sim.kernels.timeline.event_queue import event_key, fall_due
from sim.kernels.timeline.guides import HOUR_CELLS
from sim.kernels.timeline.lists import add_to
from sim.vocabulary.structure import EventClass

DAY = 86400
NEW_NEED = int(EventClass.NEW_NEED)
SEARCH_CLASS = int(EventClass.SEARCH)
PLANNED = 2  # profile of the hours at which planned care is asked for
STREAMS = 3


@kernel
def draw(person, keys, purpose, occurrence):
    """The block of four words of this person for a purpose and an occurrence."""
    return philox(
        keys[0],
        keys[2 + person.commune],
        keys[1],
        np.uint64(person.who),
        np.uint64(purpose),
        np.uint64(occurrence),
    )


@kernel
def second_of_share(hours, profile, x):
    """The second of the day before which a share x of the day's intensity lies."""
    today = hours[profile]
    h = np.int64(today.begin[max(0, int(x * HOUR_CELLS))])
    while h < 23 and today.share[h + 1] <= x:
        h += 1
    before = today.share[h]
    return min(86399, 3600 * h + int(3600.0 * ((x - before) / (today.share[h + 1] - before))))


@kernel
def moment_of_level(group, level, from_day, stream, time):
    """The moment at which the cumulative intensity reaches ``level``, not before ``from_day``; the run's end
    if not within ``time.cumulative``. O(1) on average (guides.py).
    """
    last = time.cumulative.shape[1] - 3
    if level >= time.cumulative[group, last]:
        return len(time.days) * DAY
    cell = int((level - time.cumulative[group, last + 2]) * time.cumulative[group, last + 1])
    chapter = np.int64(time.days[from_day].chapter)
    column = max(from_day - chapter, np.int64(time.begin[group, cell]))
    while column + 1 < last and time.cumulative[group, column + 1] <= level:
        column += 1
    before = time.cumulative[group, column]
    x = (level - before) / (time.cumulative[group, column + 1] - before)
    day = chapter + column
    today = time.days[day]
    profile = STREAMS if stream else (1 if today.weekday >= 5 or today.holiday else 0)
    return day * DAY + second_of_share(time.hours, profile, x)


@kernel
def ring_key(person, row, clock, second):
    """The key of the event that a clock rings at a second of its day."""
    event_class = SEARCH_CLASS if clock == 2 else NEW_NEED
    return event_key(second, event_class, row, person.occurrence[clock], 64 * clock)


@kernel
def set_clock(person, row, clock, moment, calendar):
    """The clock will ring at ``moment``, on a day whose list is not yet read."""
    day = moment // DAY
    add_to(
        calendar.clock_heads, day, np.int64(ring_key(person, row, clock, moment - day * DAY)), calendar.rings
    )


@kernel
def set_clock_from(person, row, clock, moment, now, calendar):
    """The clock will ring at ``moment``, at the earliest ``now``: today through the heap, later through a
    list.
    """
    if moment < now:
        moment = now
    today = now // DAY
    if moment // DAY == today:
        key = ring_key(person, row, clock, moment - today * DAY)
        fall_due(calendar, key, row)
    else:
        set_clock(person, row, clock, moment, calendar)


@kernel
def raise_level(person, word):
    """Raises the level of clock 0 by a threshold: there the next need arises."""
    person.level = person.level + exponential(word) / float(person.frailty)


@kernel
def band_of(age):
    """INSEE band of an age: 0-14, 15-29, 30-44, 45-59, 60-74, 75-89, 90+."""
    return min(max(age, 0) // 15, 6)


@kernel
def people_group(person, year):
    """``2 * band + ALD`` of a person today."""
    return 2 * band_of(year - person.birth_year) + person.ald


@kernel
def follow_up_gap(person, word, year, settings):
    """Days to the next follow-up, by band and ALD today (Weibull of shape 4)."""
    return settings.follow_up_days[band_of(year - person.birth_year), person.ald] * weibull4(word)


@kernel
def first_follow_up(person, day, year, rules, hours):
    """The moment of the first follow-up of somebody whose illness is known from ``day`` on."""
    w0, _, _, w3 = draw(person, rules.keys, NEED + 16, person.occurrence[1])
    later = int(follow_up_gap(person, w0, year, rules.settings[0]) * uniform(w3))
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w3))


@kernel
def next_follow_up(person, day, year, seen, rules, hours):
    """The moment of the follow-up after one that ended on ``day``; sooner if it was missed."""
    w0, _, _, w3 = draw(person, rules.keys, NEED + 16, person.occurrence[1])
    gap = follow_up_gap(person, w0, year, rules.settings[0])
    if not seen:
        gap = gap * rules.settings[0].missed_share
    later = max(rules.settings[0].follow_up_least, int(gap))
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w3))


@kernel
def next_search(person, day, first, rules, hours):
    """The moment of the next search for a médecin traitant; the first of the run may fall on its own day."""
    w0, w1, _, _ = draw(person, rules.keys, SEARCH + 32, person.occurrence[2])
    later = int(rules.settings[0].search_days[person.ald] * exponential(w0))
    if not first:
        later = max(1, later)
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w1))
