"""What was recorded: counts, indicators, the result store."""

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.rules import ALL, WHOLE, Indicator, Rule
from sim.outcomes.errors import StoreError
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.outcomes.storage.store import Run, read_run

__all__ = [
    "ALL",
    "CATALOGUE",
    "WHOLE",
    "CatchmentResult",
    "Indicator",
    "Manifest",
    "ReplicationResult",
    "Rule",
    "Run",
    "StoreError",
    "read_run",
]
