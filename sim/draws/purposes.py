"""Which draw serves which choice: entity types and purposes (docs/model.md, section 2).

A purpose is a 32-bit word of the Philox counter. For a need and a search it leaves room for the clock and the
step of the pathway: ``purpose = base + 16 * clock + step``. A comment lists what the words w0, w1 … of a
block decide, in that order; words that it does not list are not used. An occurrence that is not mentioned
is 0.
"""

from typing import Final

# --- who draws: the type in the high bits of the entity word; below it the rank within the commune
RESIDENT: Final = 1
VISITOR: Final = 2  # the streams of a commune, visitors, emergencies and other calls, have rank 0
EMERGENCY: Final = 3
CALLER: Final = 4
DOCTOR: Final = 5
MEASURE: Final = 7  # rank: a hash of the measure's name
COMMUNE: Final = 8
TERRITORY: Final = 9

# --- residents and streams as time runs; occurrence: number of the need on its clock, or of the search
# Clock 0: threshold of the next need, kind, patience, threshold of need 0
# Clock 1: days to the need, renewal or follow-up, patience, time of day (need 0: also part of the days)
NEED: Final = 0x1000
SEARCH: Final = 0x1100  # days to the search, time of day, taken although the list is closed or full
UPTAKE: Final = 0x1200  # whether each of four steps is taken up; the purpose has step // 4 for step
BOOKING: Final = 0x1300  # no-show, cancels, moment of the cancellation, asks or looks for a doctor
CANDIDATES: Final = 0x1400  # four practices of a NEARBY step or of a line's answer
ASKED: Final = 0x1500  # four practices of a search
COUNTER: Final = 0x1600  # duration, patience in the queue, near enough, duration of a lognormal law
LINE: Final = 0x1700  # duration, patience in the queue, answer, duration of a lognormal law

# (free), woken by a service, avoided, turns into an acute one
# Of the clock TURNED: the same two, then whether a return put off turns acute, and when
LATENT: Final = 0x1C00

# --- the same, without clock and step
AWARENESS: Final = 0x1800  # knows each of four services; occurrence: service // 4, for streams + 16 * need
RELEASE: Final = 0x1900  # taken over by the successor; occurrence: row of the agenda that departed
NEWS: Final = 0x1A00  # hears of a list that begins, on which day and when they ask; occurrence: its agenda

# --- the world before it is played (sim/world)
ATTRIBUTES: Final = 0x2000  # age of a newcomer, morbidity (chronic illness and ALD), no car, housebound
HABITS: Final = 0x2001  # frailty (its 16 high bits), who looks for a médecin traitant, traced
# Of residents of the first day: has a médecin traitant, which; if none, lost theirs
# Of who arrives: has declared one elsewhere
LINK: Final = 0x2002
YEARLY: Final = 0x2003  # threshold of the cumulated hazard of dying or moving out; when in the year one comes
BIRTHS: Final = 0x2004  # of a commune: rounding of the births of a year; occurrence: civil year
EPIDEMIC: Final = 0x2005  # of the territory: day of the peak, height; occurrence: year in which winter begins
# Occurrence 0: age, rank in activity, list (closed, full or with room), spare places
# Occurrence 1: rounding of same-day, panel and overtime slots; size of the panel
# Occurrences 2 to 5: one word a half-day of the week, in which order they are worked; then the sex, and the
# order in which heads are of a particular mode
# Occurrence 6: answers their load by longer days, longer delays, shorter visits
DOCTOR_PERSON: Final = 0x2006
# Occurrences 0 to 12: one word a week, in which order they are taken as leave; 13: rounding of their number,
# of how many of them a locum covers
DOCTOR_LEAVE: Final = 0x2007
# Rounding of the slots taken in each of four half-days; occurrence: half-day from the first day on // 4
DOCTOR_BACKLOG: Final = 0x2009
MODES: Final = 0x2010  # of a catchment (its first commune): rounding of the number of particular modes
MEANS: Final = 0x2015  # is poor; if chronically ill, is followed by no GP
RECURRING: Final = 0x200A  # has each of four recurring kinds of need; occurrence: recurring kind // 4

# --- the layout of a generated territory (sim/territory/generated.py)
SYNTHETIC: Final = 0x2100  # of a commune: area (two words), order, size of the catchment of its number

# --- measures
MEASURE_DRAW: Final = 0x3000  # words and occurrences as each measure says
