"""What was recorded: counts, indicators, the result store."""

from sim.outcomes.catalogue import CATALOGUE
from sim.outcomes.errors import StoreError
from sim.outcomes.manifest import Manifest
from sim.outcomes.played import Basin, Event, Payment, Played
from sim.outcomes.rules import ALL, WHOLE, Indicator, Rule
from sim.outcomes.store import Run, read_run

__all__ = [
    "ALL",
    "CATALOGUE",
    "WHOLE",
    "Basin",
    "Event",
    "Indicator",
    "Manifest",
    "Payment",
    "Played",
    "Rule",
    "Run",
    "StoreError",
    "read_run",
]
