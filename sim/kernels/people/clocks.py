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
from sim.vocabulary.structure import CHRONIC, FIRST_RECURRING, HOURS, SEARCHING, EventClass

DAY = 86400
NEW_NEED = int(EventClass.NEW_NEED)
SEARCH_CLASS = int(EventClass.SEARCH)
PLANNED, STREAMS = HOURS.index("planned"), HOURS.index("streams")  # profiles of the hours


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
def ring_key(row, clock, occurrence, second):
    """The key of the event that a clock rings at a second of its day."""
    event_class = SEARCH_CLASS if clock == SEARCHING else NEW_NEED
    return event_key(second, event_class, row, occurrence, 16 * clock)


@kernel
def set_clock(row, clock, occurrence, moment, calendar):
    """The clock will ring at ``moment``, on a day whose list is not yet read."""
    day = moment // DAY
    key = ring_key(row, clock, occurrence, moment - day * DAY)
    add_to(calendar.clock_heads, day, np.int64(key), calendar.rings)


@kernel
def set_clock_from(row, clock, occurrence, moment, now, calendar):
    """The clock will ring at ``moment``, at the earliest ``now``: today through the heap, later through a
    list.
    """
    if moment < now:
        moment = now
    today = now // DAY
    if moment // DAY == today:
        key = ring_key(row, clock, occurrence, moment - today * DAY)
        fall_due(calendar, key, row)
    else:
        set_clock(row, clock, occurrence, moment, calendar)


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
def gap_of(person, clock, word, year, settings):
    """Days to the next return: of a chronic illness by band and ALD today, of a recurring kind by band
    (Weibull of shape 4).
    """
    band = band_of(year - person.birth_year)
    if clock == CHRONIC:
        return settings.follow_up_days[band, person.ald] * weibull4(word)
    return settings.recurring_days[clock - FIRST_RECURRING, band] * weibull4(word)


@kernel
def hours_of_returns(clock, settings):
    """The profile of the day at which returns of a clock are asked for."""
    if clock == CHRONIC:
        return np.int64(PLANNED)
    return np.int64(settings.recurring_profile[clock - FIRST_RECURRING])


@kernel
def first_return(person, clock, day, year, rules, hours):
    """The moment of the first need of a clock of somebody who has what returns from ``day`` on."""
    settings = rules.settings[0]
    w0, _, _, w3 = draw(person, rules.keys, NEED + 16 * clock, 0)
    later = int(gap_of(person, clock, w0, year, settings) * uniform(w3))
    return (day + later) * DAY + second_of_share(hours, hours_of_returns(clock, settings), uniform(w3))


@kernel
def next_return(person, clock, occurrence, day, year, seen, rules, hours):
    """The moment of the return after one that ended on ``day``; sooner if it was missed."""
    settings = rules.settings[0]
    w0, _, _, w3 = draw(person, rules.keys, NEED + 16 * clock, occurrence)
    gap = gap_of(person, clock, w0, year, settings)
    least, missed = np.int64(settings.follow_up_least), settings.missed_share
    if clock != CHRONIC:
        least = np.int64(settings.recurring_least[clock - FIRST_RECURRING])
        missed = settings.recurring_missed[clock - FIRST_RECURRING]
    if not seen:
        gap = gap * missed
    later = max(least, int(gap))
    return (day + later) * DAY + second_of_share(hours, hours_of_returns(clock, settings), uniform(w3))


@kernel
def next_search(person, day, first, rules, hours):
    """The moment of the next search for a médecin traitant; the first of the run may fall on its own day."""
    w0, w1, _, _ = draw(person, rules.keys, SEARCH + 32, person.occurrence[2])
    later = int(rules.settings[0].search_days[person.ald] * exponential(w0))
    if not first:
        later = max(1, later)
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w1))
