"""When needs arise: the clocks of a person (docs/model.md, section 5).

A clock that rings on a later day stands in that day's list; one that rings today goes to the heap.
"""

import numpy as np

from sim.draws.philox import Block, Word, exponential, philox, uniform, weibull4
from sim.draws.purposes import NEED
from sim.kernels.groups import Calendar, Now, Place, Rules, Time
from sim.kernels.packing import tag_of
from sim.kernels.style import kernel
from sim.kernels.timeline.event_queue import event_key, fall_due
from sim.kernels.timeline.guides import HOUR_CELLS
from sim.kernels.timeline.lists import add_to
from sim.kernels.types import Code, Day, Float, Int, Key, Moment, Person, Row, Rows, Second, Settings, Year
from sim.vocabulary.structure import CHRONIC, FIRST_RECURRING, HOURS, SEARCHING, EventClass
from sim.vocabulary.time import DAY, HOUR, SATURDAY

STEPS = 2  # of a search, on from where it begins
WEEKEND, PLANNED, STREAMS = (HOURS.index(profile) for profile in ("days_off", "planned", "streams"))


@kernel
def draw(person: Person, keys: Rows, purpose: Int, occurrence: Int) -> Block:
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
def second_of_share(hours: Rows, profile: Int, x: Float) -> Second:
    """The second of the day before which a share x of the day's intensity lies."""
    today = hours[profile]
    h = np.int64(today.begin[max(0, int(x * HOUR_CELLS))])
    while h < 23 and today.share[h + 1] <= x:
        h += 1
    before = today.share[h]
    return min(
        np.int64(DAY - 1), HOUR * h + int(float(HOUR) * ((x - before) / (today.share[h + 1] - before)))
    )


@kernel
def column_of_level(group: Int, level: Float, least: Int, time: Time) -> Int:
    """The column of ``cumulative``, from ``least`` on, of the day on which it reaches ``level``; -1: none."""
    last = time.cumulative.shape[1] - 3
    if level >= time.cumulative[group, last]:
        return np.int64(-1)
    cell = int((level - time.cumulative[group, last + 2]) * time.cumulative[group, last + 1])
    column = max(np.int64(least), np.int64(time.begin[group, cell]))
    for _ in range(STEPS):  # mostly enough, and without a branch: how many it takes cannot be foreseen
        column += np.int64(time.cumulative[group, column + 1] <= level)
    while time.cumulative[group, column + 1] <= level:
        column += 1
    return column


@kernel
def moment_in_column(group: Int, level: Float, column: Int, chapter: Day, stream: bool, time: Time) -> Moment:
    """When it reaches ``level`` on the day of this column (-1: at the end of the run)."""
    if column < 0:
        return len(time.days) * DAY
    before = time.cumulative[group, column]
    x = (level - before) / (time.cumulative[group, column + 1] - before)
    day = chapter + column
    today = time.days[day]
    profile = STREAMS if stream else (WEEKEND if today.weekday >= SATURDAY or today.holiday else 0)
    return day * DAY + second_of_share(time.hours, profile, x)


@kernel
def moment_of_level(group: Int, level: Float, from_day: Day, stream: bool, time: Time) -> Moment:
    """When the cumulative intensity reaches ``level``, from ``from_day`` on; at the latest the run's end."""
    chapter = np.int64(time.days[from_day].chapter)
    column = column_of_level(group, level, from_day - chapter, time)
    return moment_in_column(group, level, column, chapter, stream, time)


@kernel
def ring_key(row: Row, clock: Code, occurrence: Int, second: Second) -> Key:
    """The key of the event that a clock rings at a second of its day."""
    event_class = EventClass.SEARCH if clock == SEARCHING else EventClass.NEW_NEED
    return event_key(second, event_class, row, occurrence, tag_of(clock, 0))


@kernel
def set_clock(row: Row, clock: Code, occurrence: Int, moment: Moment, calendar: Calendar) -> None:
    """The clock will ring at ``moment``, on a day whose list is not yet read."""
    day = moment // DAY
    key = ring_key(row, clock, occurrence, moment - day * DAY)
    add_to(calendar.clock_heads, day, np.int64(key), calendar.rings)


@kernel
def set_clock_from(
    row: Row, clock: Code, occurrence: Int, moment: Moment, now: Now, calendar: Calendar
) -> None:
    """The same at the earliest ``now``: a clock that rings today goes to the heap."""
    moment = max(moment, now.moment)
    if moment // DAY == now.day:
        fall_due(calendar, ring_key(row, clock, occurrence, moment - now.day * DAY), row)
    else:
        set_clock(row, clock, occurrence, moment, calendar)


@kernel
def level_after(person: Person, word: Word) -> Float:
    """The level of clock 0, raised by a threshold: there the next need arises."""
    return person.level + exponential(word) / float(person.frailty)


@kernel
def raise_level(person: Person, word: Word) -> None:
    """Raises the level of clock 0 by a threshold."""
    person.level = level_after(person, word)


@kernel
def band_in(person: Person, year: Year) -> Int:
    """The INSEE band of a person in a civil year: 0-14, 15-29, 30-44, 45-59, 60-74, 75-89, 90+."""
    return min(max(year - person.birth_year, 0) // 15, 6)


@kernel
def people_group(person: Person, year: Year) -> Int:
    """The group of a person today, by age and ALD."""
    return 2 * band_in(person, year) + person.ald


@kernel
def gap_of(person: Person, clock: Code, word: Word, year: Year, settings: Settings) -> Float:
    """Days to the next return, Weibull of shape 4: of a chronic illness by band and ALD, else by band."""
    band = band_in(person, year)
    if clock == CHRONIC:
        return settings.follow_up_days[band, person.ald] * weibull4(word)
    return settings.recurring_days[clock - FIRST_RECURRING, band] * weibull4(word)


@kernel
def agreed(gap: Float, clock: Code, panel: Int, panels: Rows) -> Float:
    """The days to a return as the doctor of a panel has it (-1 none), of a chronic illness: fewer with time
    to spare, more when pressed.
    """
    if clock == CHRONIC and panel >= 0 and panels[panel].again > 0.0:
        return gap * panels[panel].again
    return gap


@kernel
def moment_of_return(clock: Code, day: Day, word: Word, rules: Rules, hours: Rows) -> Moment:
    """The moment of a day at which a return of a clock is asked for."""
    profile = np.int64(PLANNED)
    if clock != CHRONIC:
        profile = np.int64(rules.settings[0].recurring_profile[clock - FIRST_RECURRING])
    return day * DAY + second_of_share(hours, profile, uniform(word))


@kernel
def first_return(person: Person, clock: Code, now: Now, rules: Rules, hours: Rows, panels: Rows) -> Moment:
    """The moment of the first need of a clock of somebody who has what returns from today on."""
    w0, _, _, w3 = draw(person, rules.keys, NEED + tag_of(clock, 0), 0)
    gap = agreed(gap_of(person, clock, w0, now.year, rules.settings[0]), clock, person.mt, panels)
    later = int(gap * uniform(w3))
    return moment_of_return(clock, now.day + later, w3, rules, hours)


@kernel
def days_to_return(gap: Float, clock: Code, seen: bool, settings: Settings) -> Day:
    """Whole days of a gap after which a return is asked for; sooner if the one before was missed."""
    least, missed = np.int64(settings.follow_up_least), settings.missed_share
    if clock != CHRONIC:
        least = np.int64(settings.recurring_least[clock - FIRST_RECURRING])
        missed = settings.recurring_missed[clock - FIRST_RECURRING]
    if not seen:
        gap = gap * missed
    return max(least, np.int64(gap))


@kernel
def panel_at(service: Int, agendas: Rows) -> Int:
    """The panel that the agenda of a visit serves, -1 none; of what was no visit (``service`` < 0) none."""
    return np.int64(agendas[service].panel) if service >= 0 else np.int64(-1)


@kernel
def next_return(
    person: Person, clock: Code, occurrence: Int, seen: bool, service: Int, now: Now, place: Place
) -> Moment:
    """The moment of the return after one that ended today, at the agenda ``service`` (-1: otherwise)."""
    rules, supply = place.rules, place.supply
    settings = rules.settings[0]
    w0, _, _, w3 = draw(person, rules.keys, NEED + tag_of(clock, 0), occurrence)
    panel = panel_at(service, supply.agendas)
    gap = agreed(gap_of(person, clock, w0, now.year, settings), clock, panel, supply.panels)
    later = days_to_return(gap, clock, seen, settings)
    return moment_of_return(clock, now.day + later, w3, rules, place.time.hours)


@kernel
def put_off(
    person: Person, occurrence: Int, seen: bool, service: Int, now: Now, place: Place
) -> tuple[Day, Day]:
    """Days to the return of this number of a chronic illness, and what they would be by the settings of the
    first day.
    """
    settings, panels = place.rules.settings[0], place.supply.panels
    w0, _, _, _ = draw(person, place.rules.keys, NEED + tag_of(CHRONIC, 0), occurrence)
    panel = panel_at(service, place.supply.agendas)
    usual = settings.usual_days[band_in(person, now.year), person.ald] * weibull4(w0)
    gap = gap_of(person, CHRONIC, w0, now.year, settings)
    return (
        days_to_return(agreed(gap, CHRONIC, panel, panels), CHRONIC, seen, settings),
        days_to_return(agreed(usual, CHRONIC, panel, panels), CHRONIC, seen, settings),
    )
