"""When needs arise: the three clocks of a person (docs/model.md, section 5).

A clock that rings on a later day stands in that day's list; one that rings today goes to the heap. Cost
follows the
needs: nothing is done for a person whose clocks do not ring.
"""

import numpy as np

from sim.draws.philox import exponential, philox, uniform, weibull4
from sim.draws.purposes import NEED, SEARCH
from sim.kernels.calendar import event_key, heap_push
from sim.kernels.lists import add_to
from sim.kernels.state import HEAP
from sim.kernels.style import kernel
from sim.world.vocabulary import EventClass

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
    h = 16 if hours[profile, 16] <= x else 0
    h += 8 if h < 16 and hours[profile, h + 8] <= x else 0
    h += 4 if hours[profile, h + 4] <= x else 0
    h += 2 if hours[profile, h + 2] <= x else 0
    h += 1 if hours[profile, h + 1] <= x else 0
    before = hours[profile, h]
    return min(86399, 3600 * h + int(3600.0 * ((x - before) / (hours[profile, h + 1] - before))))


@kernel
def moment_of_level(group, level, from_day, stream, cumulative, hours, days):
    """The moment at which the cumulative intensity reaches ``level``, not before ``from_day``; the run's end
    if never.

    Galloping, then bisection: O(log of the days to go).
    """
    n_days = len(days)
    if level >= cumulative[group, n_days]:
        return n_days * DAY
    low = from_day
    step = 1
    while low + step < n_days and cumulative[group, low + step] <= level:
        low += step
        step *= 2
    left = min(step, n_days - low)  # the day lies in [low, low + left): halved without a branch to mispredict
    while left > 1:
        half = left >> 1
        low += half if cumulative[group, low + half] <= level else 0
        left -= half
    before = cumulative[group, low]
    x = (level - before) / (cumulative[group, low + 1] - before)
    today = days[low]
    profile = STREAMS if stream else (1 if today.weekday >= 5 or today.holiday else 0)
    return low * DAY + second_of_share(hours, profile, x)


@kernel
def set_clock(person, row, clock, moment, heads, chunks, counts):
    """The clock will ring at ``moment``, on a day whose list is not yet read."""
    day = moment // DAY
    person.second[clock] = moment - day * DAY
    add_to(heads, day, 3 * row + clock, chunks, counts)


@kernel
def set_clock_from(person, row, clock, moment, now, heads, chunks, heap_keys, heap_of, counts):
    """The clock will ring at ``moment``, at the earliest ``now``: today through the heap, later through a
    list.
    """
    if moment < now:
        moment = now
    today = now // DAY
    if moment // DAY == today:
        event_class = SEARCH_CLASS if clock == 2 else NEW_NEED
        key = event_key(moment - today * DAY, event_class, row, person.occurrence[clock], 64 * clock)
        heap_push(heap_keys, heap_of, counts[HEAP], key, row)
        counts[HEAP] += 1
    else:
        set_clock(person, row, clock, moment, heads, chunks, counts)


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
def first_follow_up(person, day, year, settings, hours, keys):
    """The moment of the first follow-up of somebody whose illness is known from ``day`` on."""
    w0, _, _, w3 = draw(person, keys, NEED + 16, person.occurrence[1])
    later = int(follow_up_gap(person, w0, year, settings) * uniform(w3))
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w3))


@kernel
def next_follow_up(person, day, year, seen, settings, hours, keys):
    """The moment of the follow-up after one that ended on ``day``; sooner if it was missed."""
    w0, _, _, w3 = draw(person, keys, NEED + 16, person.occurrence[1])
    gap = follow_up_gap(person, w0, year, settings)
    if not seen:
        gap = gap * settings.missed_share
    later = max(settings.follow_up_least, int(gap))
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w3))


@kernel
def next_search(person, day, first, settings, hours, keys):
    """The moment of the next search for a médecin traitant; the first of the run may fall on its own day."""
    w0, w1, _, _ = draw(person, keys, SEARCH + 32, person.occurrence[2])
    later = int(settings.search_days[person.ald] * exponential(w0))
    if not first:
        later = max(1, later)
    return (day + later) * DAY + second_of_share(hours, PLANNED, uniform(w1))
