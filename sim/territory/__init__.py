"""Where people live: communes, ages, travel, visitors, and their calendar."""

from sim.territory.bands import BANDS, N_BANDS
from sim.territory.calendar import Calendar, make_calendar
from sim.territory.errors import TerritoryError
from sim.territory.load import load_territory
from sim.territory.territory import Territory

__all__ = [
    "BANDS",
    "N_BANDS",
    "Calendar",
    "Territory",
    "TerritoryError",
    "load_territory",
    "make_calendar",
]
