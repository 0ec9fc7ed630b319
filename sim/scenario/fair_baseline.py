"""Which scenario of a territory that does nothing another one is fairly compared with.

Who takes the place of doctors who leave is said by `turnover`, or by a `market`: two scenarios of which one
has a market and the other has not differ in that, whatever else they do.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.scenario.compose import compose_scenario
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import read
from sim.scenario.sources import Sources

AS_IS: Final = "_as_is"  # names of scenarios that do nothing end so
MARKET: Final = "market"
REPLACING: Final = ("turnover", MARKET)


def replacing(measures: Mapping[str, Any]) -> list[str]:
    """By which kinds of measures doctors who leave are replaced."""
    kinds = {str(kind) for plan in measures.values() if isinstance(plan, Mapping) for kind in plan}
    return [kind for kind in REPLACING if kind in kinds]


def alike(some: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether both have a labour market, or neither."""
    return (MARKET in replacing(some)) == (MARKET in replacing(others))


def most_alike(own: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Of scenarios that do nothing (name: measures) the names of those whose measures are all among these
    and the most of them.
    """
    fit = {name: len(measures) for name, measures in others.items() if set(measures) <= set(own)}
    return [name for name, n in fit.items() if n == max(fit.values())]


def fair_baseline(
    measures: Mapping[str, Any], territory: str, sources: Sources, kinds: Sequence[str]
) -> str | None:
    """Of the territory's scenarios that do nothing the one that is most alike; None where there is none, or
    there are several. ``kinds``: of measures.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for name, path in sources.files["scenario"].items():
        try:
            if not name.endswith(AS_IS) or read(path).data.get("territory") != territory:
                continue
            own = compose_scenario([f"scenario={name}"], sources, kinds).data["measures"]
        except ScenarioError:  # who plays that scenario is told
            continue
        if alike(own, measures):
            found[name] = own
    best = most_alike(measures, found)
    return best[0] if len(best) == 1 else None
