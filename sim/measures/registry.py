"""All measures there are: the word a planner writes, the schema of its plan, the process it starts."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sim.measures.close_counter import CounterClosing, close_counter
from sim.measures.close_line import LineClosing, close_line
from sim.measures.delegate import Delegation, delegate
from sim.measures.install import Installation, install
from sim.measures.open_counter import CounterOpening, open_counter
from sim.measures.open_line import LineOpening, open_line
from sim.measures.open_site import Premises, open_site
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.retire import Retirement, retire
from sim.measures.turnover import Turnover, turnover


class Measure(NamedTuple):
    """One kind of measure."""

    kind: str
    schema: type[Plan]
    process: Callable[[Clock, Supply, Draws, Any], Process]


MEASURES: Final[dict[str, Measure]] = {}


def register(
    kind: str, schema: type[Plan], process: Callable[[Clock, Supply, Draws, Any], Process]
) -> dict[str, Measure]:
    """Adds a kind of measure; all there are. Raises ValueError for a word or a schema that is taken."""
    for known in MEASURES.values():
        if known.kind == kind or known.schema is schema:
            raise ValueError(f"measure {kind}: the word or its schema is already that of “{known.kind}”")
    MEASURES[kind] = Measure(kind, schema, process)
    return MEASURES


def schemas() -> dict[str, type[Plan]]:
    """What the scenario's reader is handed: the schema of each kind."""
    return {kind: known.schema for kind, known in MEASURES.items()}


register("retire", Retirement, retire)
register("install", Installation, install)
register("open_site", Premises, open_site)
register("delegate", Delegation, delegate)
register("open_counter", CounterOpening, open_counter)
register("close_counter", CounterClosing, close_counter)
register("open_line", LineOpening, open_line)
register("close_line", LineClosing, close_line)
register("turnover", Turnover, turnover)
