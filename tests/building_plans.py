"""Plans of territories, from the table of all communes (tests/france.py)."""

from functools import cache
from pathlib import Path

from sim.building.built import Plan
from sim.building.ring import around
from sim.france.detect import detect
from sim.france.files import opened
from sim.france.join import join
from sim.france.joined import Facts
from sim.france.readers import READERS
from tests.france import EXTRACT

BASSIN = ("243300563", "243301504", "243301405")  # Bassin d'Arcachon Sud and Nord, Val de l'Eyre


@cache
def facts_of(folder: Path = EXTRACT) -> Facts:
    with opened(folder) as found:
        return join(list(detect(found, READERS).readings()), READERS)


def plan_of(*epcis: str, facts: Facts | None = None, ring: float = 0.0, codes=(), gps=None) -> Plan:
    """A plan of some EPCI or communes, with the ring of so many minutes."""
    facts = facts or facts_of()
    communes = facts.communes
    reported = tuple(codes) or tuple(communes.index[communes["epci"].isin(epcis)])
    bare = Plan("here", "Here", facts, reported)
    return Plan("here", "Here", facts, reported, around(bare.nearby, reported, ring), gps or {})
