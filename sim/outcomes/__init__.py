"""What was recorded: counts, indicators, the result store."""

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Indicator, Rule
from sim.outcomes.counting.source import ALL, WHOLE
from sim.outcomes.errors import StoreError
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.outcomes.storage.store import StoredRun, read_run

__all__ = [
    "ALL",
    "CATALOGUE",
    "WHOLE",
    "CatchmentResult",
    "Indicator",
    "Manifest",
    "ReplicationResult",
    "Rule",
    "StoreError",
    "StoredRun",
    "read_run",
]
