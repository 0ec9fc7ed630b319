"""The tables of the first day, from which both engines start (docs/model.md, section 3).

Each table is a NumPy record array; a row is one resident, doctor, panel, agenda, counter, pathway step or
day. Columns are plain numbers. Row numbers are the stable ids of the model. Record arrays (``np.record``) let
``row.column`` work in plain Python exactly as it does in a kernel.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.vocabulary.structure import (
    MOST_AGENDAS,
    MOST_KINDS,
    MOST_OUTCOMES,
    MOST_RECURRING,
    MOST_SERVICES,
    N_BANDS,
)

NEVER: Final = 2**30  # a day that does not come
MAX_HORIZON: Final = 64  # days an agenda can be booked ahead, at most
LOOKS: Final = 2**15  # of so many values `look` is one
N_LENGTHS: Final = 256  # quantiles of the length of a visit; the eight high bits of a word tell which
SCREEN_BITS: Final = 24  # the others of that word, which tell whether a visit is on screen
MAX_QUEUE: Final = 256  # persons a queue can hold, at most

Table = NDArray[Any]


def record(columns: list[Any]) -> np.dtype[Any]:
    """An aligned record dtype whose rows answer to ``row.column`` in plain Python and in Numba alike."""
    return np.dtype((np.record, np.dtype(columns, align=True)))


RESIDENT: Final = record(
    [
        ("is_a", "u1"),  # structure.Sort
        ("commune", "i4"),  # row of the commune in its catchment
        ("key", "u4"),  # INSEE code in base 36
        ("rank", "u4"),  # within the commune (streams: 0)
        ("birth_year", "i4"),
        ("frailty", "f4"),  # multiplies the needs of clock 0; mean 1 over residents
        ("from_day", "i4"),
        ("until_day", "i4"),
        ("chronic_from", "i4"),
        ("ald_from", "i4"),
        ("no_car", "u1"),
        ("housebound", "u1"),  # structure.SeenAt
        ("look", "i2"),  # 15 bits of a word, -1 always: who looks for a médecin traitant
        ("traced", "u1"),
        ("link", "u1"),  # structure.Link, while mt is -1
        ("poor", "u1"),
        ("latent", "f4"),  # probability that a need is not asked for; streams: 0
        ("mt", "i4"),  # médecin traitant: row of the panel, -1 none
        ("group", "i4"),  # streams: row of `cumulative`
        ("goes_on", "i4"),  # row in which the person goes on from until_day, -1 none: a later one
    ]
)

# For whom a row is there (docs/model.md, section 7); all 0: for everybody
AUDIENCE: Final = (
    ("all_of", "i2"),  # structure.Trait, added
    ("any_of", "i2"),
    ("age_from", "i2"),
    ("age_to", "i2"),
)
ALL_SLOTS: Final = 2**15 - 1  # more than a session has
NOBODY_ELSE: Final = 255  # `panel_reserve` of an agenda that sees its own patients alone
COMES: Final = 1  # of `rides`: the service comes to people's homes; every commune has it
FIRST_RIDE: Final = 1  # number of the first bit of the transports on demand

# A person who offers care, wherever they do: places stand in the agendas that name the doctor.
DOCTOR: Final = record(
    [
        ("key", "u4"),  # of their draws: INSEE code in base 36 …
        ("rank", "u4"),  # … and rank among the doctors of the commune
        ("birth_year", "i4"),  # 0 unknown
        ("sex", "u1"),  # 0 unknown, 1 woman, 2 man
        ("contract", "i1"),  # row of the contracts; -1: of none, as in a team
        ("panel", "i4"),  # row of the panel they are the médecin traitant of, -1 none (a locum, a nurse)
        ("since", "i4"),  # first day at work here; 0 for those of day 0
    ]
)

# Patients who share a médecin traitant; served by the agendas that name the panel.
PANEL: Final = record(
    [
        ("list_open", "u1"),  # takes new patients
        ("patients", "i4"),
        ("cap", "i4"),
        ("ald_extra", "i4"),  # places beyond the cap for people with an ALD
        # How its doctors answer their load (docs/model.md, section 15)
        ("answers", "u1"),  # structure.Answers; 0: they do not
        ("most", "i4"),  # the greatest cap that load may give
        ("asked", "i4"),  # slots that own patients have asked for in the month in hand
        ("pressure", "f8"),  # 0: not known yet
        ("again", "f8"),  # by its pressure, times the usual days to a patient's next return; 0: as usual
        ("longer", "u1"),  # steps taken: longer days …
        ("later_steps", "u1"),  # … longer delays …
        ("saved", "u1"),  # … shorter visits
    ]
)

# The sessions of one doctor at one place.
AGENDA: Final = record(
    [
        ("is_a", "u1"),  # number of the sort of agenda (its first two: structure.AgendaSort)
        ("active", "u1"),
        ("works_holidays", "u1"),
        ("locum", "u1"),  # there in the weeks in which the doctor whose panel it serves is away
        ("doctor", "i4"),  # row; -1: nobody in particular (on screen, outside)
        ("panel", "i4"),  # row of the panel served, -1 none
        ("commune", "i4"),  # row; -1 if it lies outside the territory or has no place
        ("minutes", "i4"),  # travel when commune is -1 (0 for teleconsultation)
        ("site", "i4"),  # number of the site; every practice on its own has a number of its own
        ("from_day", "i4"),
        ("until_day", "i4"),
        ("book_until", "i4"),
        ("team", "i4"),  # agenda that takes delegated kinds, -1 none
        ("lead_days", "i4"),
        ("horizon_days", "i4"),  # 1 … MAX_HORIZON
        ("slot_minutes", "i4"),
        ("ramp_days", "i4"),
        ("ramp_start", "f8"),
        ("factor", "f8"),  # multiplies the slots of a session; of a shared agenda the part that is there
        ("stretch", "f8"),  # share of slots added under load
        ("later", "i4"),  # days added to the horizon under load
        ("kept", "i2"),  # slots a session keeps for an audience; ALL_SLOTS: all of them
        ("rides", "i2"),  # bits; those who have one of them in their commune need no car
        ("shorter", "f8"),  # share by which visits are shorter under load
        ("slower", "f8"),  # share by which the doctor's visits are longer than usual
        ("overtime", "u1"),  # slots a session is stretched by for own acute patients on the day
        ("sas", "u1"),  # slots a session keeps for the SAS
        ("same_day", "u1"),  # slots a session keeps for the day itself
        ("panel_reserve", "u1"),  # slots a session keeps from unknown patients; NOBODY_ELSE: all of them
        ("freed_days", "i2"),  # what is left of those kept is everybody's so many days before; -1 never
        ("kept_for_day", "u1"),  # the audience has them on the day itself alone
        *AUDIENCE,
        ("starts", "i4", (2,)),  # seconds of the day at which the half-days start
        ("weekly", "u1", (14,)),  # slots by 2 * weekday + half
        ("leave", "u1", (54,)),  # by week of the year: structure.Leave
        ("one_week_in", "u1"),  # there in one week of so many (0 and 1: in all), …
        ("week_from", "i2"),  # … of which one begins on this day, a Monday
        ("kinds", "u1", (MOST_KINDS,)),
    ]
)

COUNTER: Final = record(
    [
        ("type", "u1"),  # number of the type of service
        ("line", "u1"),  # it is called rather than gone to
        ("outcome", "u1"),  # counters: of a need that is seen here
        ("active", "u1"),
        ("commune", "i4"),  # row; -1 if it lies outside the territory, or is a line
        ("opened_day", "i4"),  # may be negative
        ("queue_most", "i4"),  # 0 … MAX_QUEUE
        ("patience_minutes", "f8"),  # mean of the exponential patience in the queue
        ("spread", "f8"),  # 0 deterministic … 1 exponential service
        ("sigma", "f8"),  # of the logarithm of a lognormal service; 0: the law is not lognormal
        ("aware_first", "f8"),
        ("aware_last", "f8"),
        ("aware_days", "i4"),
        ("wakes", "f8", (2,)),  # share of latent needs within reach that it brings about: of others, the poor
        ("kinds", "u1", (MOST_KINDS,)),
        ("minutes", "f8", (MOST_KINDS,)),  # mean service
        ("answers", "f8", (MOST_KINDS, 4)),  # lines: cumulative shares of structure.Answer
        ("servers", "u1", (8, 24)),  # by day type and hour
        ("rides", "i2"),  # as of an agenda
        ("one_week_in", "u1"),
        ("week_from", "i2"),
        *AUDIENCE,
    ]
)

STEP: Final = record(
    [
        ("action", "u1"),  # structure.Action
        ("target", "u1"),  # number of a sort of agenda, a type of service, an outcome
        ("who", "u1"),  # bits WHO_*, NOT_IN_EHPAD, IN_EHPAD
        ("hours", "u1"),  # bits IN_OFFICE_HOURS, OUT_OF_HOURS
        ("within", "i4"),  # days (OWN, TEAM, NEARBY, AGENDA, RETRY) or hours (COUNTER)
        ("uptake", "f8"),
    ]
)

DAY: Final = record(
    [
        ("weekday", "u1"),
        ("holiday", "u1"),
        ("new_year", "u1"),
        ("week", "u1"),
        ("month", "i4"),
        ("year", "i4"),
    ]
)

SETTINGS: Final = record(
    [
        ("no_show_base", "f8"),
        ("no_show_slope", "f8"),
        ("no_show_most", "f8"),
        ("cancel_share", "f8"),
        ("missed_share", "f8"),
        ("renewal_share", "f8"),
        # By search state (Link, NEARER) and ALD: mean days; who looks, of 2**15 (`look` below it)
        ("search_days", "f8", (4, 2)),
        ("looks_below", "i4", (4, 2)),
        ("asks_when_seen", "f8", (2,)),  # of who looks, of others
        ("looks_when_refused", "f8"),
        ("takes_anyway", "f8", (3,)),  # with an ALD, of the practice's commune, another
        ("news_heard", "f8"),  # of who looks and would ask there, hears of a list that begins …
        ("news_days", "i4"),  # … and asks there within these days
        ("far_minutes", "i4"),
        ("follow_up_days", "f8", (7, 2)),  # by band and ALD
        ("patience_mean", "f8", (MOST_KINDS,)),
        ("patience_least", "i4", (MOST_KINDS,)),
        ("ahead_below", "i4", (MOST_KINDS,)),  # who asks ahead: those of so many seconds of an hour …
        ("ahead_part", "f8", (MOST_KINDS,)),  # … by this part of their patience
        ("follow_up_least", "i4"),
        ("most_attempts", "i4"),
        ("home_visit_slots", "i4"),
        ("round_slots", "i4"),  # of what waits for the round of an EHPAD
        ("first_weekday", "i4"),  # of day 0
        ("counter_minutes", "i4"),
        ("no_car_minutes", "i4"),
        ("sas_days", "i4"),
        ("sas_freed_hours", "i4"),  # before a session, its slots for the SAS are everybody's
        ("sent_hours", "i4"),
        # By type of counter, child | adult: part of their use lost for each minute of travel, compounded
        ("use_falls", "f8", (MOST_SERVICES, 2)),
        ("office_hours", "i4", (2, 2)),  # opens, closes: on working days, on Saturdays
        ("followed_days", "i4"),  # a need that lasts longer is counted as WAITING
        ("adult_age", "i4"),  # from which people without médecin traitant are counted as adults
        ("visit_seconds", "i4", (3, N_LENGTHS)),  # quantiles: at the practice, at home, on a round
        ("screen_below", "i4", (MOST_KINDS,)),  # of own patients, on screen: part of 2**SCREEN_BITS
        ("above", "f8"),  # pressure from which load is answered …
        ("below", "f8"),  # … under which answers are taken back
        ("again_power", "f8"),  # of pressure, by which returns are farther apart …
        ("again_most", "f8"),  # … at most so many times, at least one over it
        ("step", "f8"),  # of longer days and shorter visits
        ("most_steps", "i4"),
        ("later_days", "i4"),  # a step of longer delays
        ("most_later", "i4"),
        ("most_a_month", "i4"),  # new patients of a list that load opens
        # What recurs on clocks of its own, by clock from FIRST_RECURRING on
        ("recurring_kind", "i4", (MOST_RECURRING,)),
        ("recurring_days", "f8", (MOST_RECURRING, N_BANDS)),
        ("recurring_least", "i4", (MOST_RECURRING,)),
        ("recurring_missed", "f8", (MOST_RECURRING,)),
        ("recurring_profile", "i4", (MOST_RECURRING,)),
        # What does not arise, and what is lost by it
        ("avoided", "f8", (MOST_KINDS,)),  # share of needs of a kind
        ("turns_acute", "f8", (MOST_KINDS,)),  # of them, those that are another need later …
        ("turns_into", "i4", (MOST_KINDS,)),  # … of this kind …
        ("turns_after", "i4", (MOST_KINDS,)),  # … so many days later
        ("usual_days", "f8", (7, 2)),  # `follow_up_days` of the first day
        ("put_off", "f8"),  # probability of an acute need for each year that a return is put off beyond them
        ("put_off_into", "i4"),  # its kind
        # What the vocabulary says of its rows
        ("care_kinds", "i4"),  # so many kinds are of primary care: the first ones
        ("acute", "u1", (MOST_KINDS,)),
        ("followed_up", "i4"),  # the two kinds of clock 1
        ("renewed", "i4"),
        ("seen", "u1", (MOST_OUTCOMES,)),
        ("contact", "u1", (MOST_OUTCOMES,)),
        ("answered", "u1", (MOST_OUTCOMES,)),
        ("appointment", "u1", (MOST_OUTCOMES,)),
        ("visit_outcome", "i4", (MOST_AGENDAS, 3)),  # by sort of agenda and Case
        ("advised", "i4"),  # outcomes that the rules bring about
        ("no_show", "i4"),
        ("cancelled", "i4"),
        ("renounced", "i4"),
        ("left", "i4"),
        ("waiting", "i4"),
        ("not_asked", "i4"),
        ("on_screen", "i4"),
        ("sent_types", "i8"),  # types of counter to which an answer sends: a bit each
        ("ed_types", "i8"),
    ]
)


def table(dtype: np.dtype[Any], rows: int) -> Table:
    """An empty (zeroed) table of that many rows."""
    return np.zeros(rows, dtype=dtype)


def take(row: Any, source: Any, *columns: str) -> None:
    """Columns of a row (or table) that bear the names of the source's attributes."""
    for column in columns:
        row[column] = getattr(source, column)


def rows_in(order: NDArray[np.int64], rows: Table) -> Table:
    """The rows of a table in that order: as bytes without names, 20 times as fast as field by field."""
    whole = np.ascontiguousarray(rows).view(f"V{rows.dtype.itemsize}")
    return whole[order].view(rows.dtype)
