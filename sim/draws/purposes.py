"""Which draw serves which choice: the one table of purposes (docs/model.md, section 2).

A purpose is a 32-bit word of the Philox counter. Purposes of a need leave room below them for the clock and
the
pathway step: ``purpose = base + 16 * clock + step``. The words a block gives are listed beside each purpose.
"""

from typing import Final

# --- who draws: the type in the high bits of the entity word
# ----------------------------------------------------
RESIDENT: Final = 1
VISITOR: Final = 2
EMERGENCY: Final = 3
CALLER: Final = 4
DOCTOR: Final = 5
COUNTER_ENTITY: Final = 6
MEASURE: Final = 7
COMMUNE: Final = 8
TERRITORY: Final = 9

# --- draws made while patients are played (docs/model.md, section 2)
# --------------------------------------------
NEED: Final = 0x1000  # threshold (clock 0: of the next need), kind, patience, first threshold or time of day
SEARCH: Final = 0x1100  # threshold, time of day
UPTAKE: Final = 0x1200  # step = group of four pathway steps; one word a step
BOOKING: Final = 0x1300  # no-show, cancels, moment of the cancellation
CANDIDATES: Final = 0x1400  # four practices of a NEARBY step or of a line's answer
ASKED: Final = 0x1500  # four practices of a search
COUNTER: Final = 0x1600  # duration, patience in the queue
LINE: Final = 0x1700  # duration, patience in the queue, answer
AWARENESS: Final = 0x1800  # one word a service
RELEASE: Final = 0x1900  # taken over by the successor

# --- draws that build the world (sim/world)
# ---------------------------------------------------------------------
ATTRIBUTES: Final = 0x2000  # age, ALD, chronic, car
HABITS: Final = 0x2001  # frailty, seeker, housebound, traced
LINK: Final = 0x2002  # has an MT, which practice, …
YEARLY: Final = 0x2003  # leaves or dies, chronic onset, ALD onset
BIRTHS: Final = 0x2004  # of a commune, occurrence = civil year: rounding of births
RECURRING: Final = 0x200A  # has a recurring kind of need; occurrence = kind // 4: word kind % 4
EPIDEMIC: Final = 0x2005  # of the territory, occurrence = winter: week, size
DOCTOR_PERSON: Final = 0x2006  # age, activity, sex, list open
DOCTOR_LEAVE: Final = 0x2007  # weeks of leave; occurrence = block
DOCTOR_EXIT: Final = (
    0x2008  # occurrence = civil year: leaves this year, day of the year, replaced, successor's share
)
DOCTOR_BACKLOG: Final = 0x2009  # occurrence = half-day // 4: slots taken on the first day

# --- draws that lay out a territory (sim/territory/generated.py)
# -----------------------------------------------------------------------------------------------
SYNTHETIC: Final = 0x2100  # of a commune: area (two words), place in the order, communes of its catchment

# --- draws of the measures
# ---------------------------------------------------------------------------------------
MEASURE_DRAW: Final = 0x3000  # entity: MEASURE and a hash of its name; occurrence as the measure says
