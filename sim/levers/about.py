"""What a scenario of the page says of itself: its title, its territory, and what it takes for granted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sim.levers.kept import Played
from sim.scenario.reader import read
from sim.scenario.sources import Sources
from sim.schema.languages import Worded
from sim.territory.communes import read_communes

Comes = Literal["granted", "chance", "market", "staff"]
COMES: Final[tuple[Comes, ...]] = ("granted", "chance", "market", "staff")
CERTAIN: Final = 1
OF_OWN_STAFF: Final = "protocol"  # the one `delegate` for which nobody is taken on


@dataclass(frozen=True)
class Place:
    """A territory: ``residents`` counted in its communes, without the ring around it."""

    name: str
    title: Worded
    residents: int


@dataclass(frozen=True)
class About:
    """A scenario. ``place``: None where it names no territory; ``comes``: how doctors and staff come."""

    title: Worded
    place: Place | None
    comes: tuple[Comes, ...]


def about(played: Sequence[Played], sources: Sources) -> dict[str, About]:
    """By name of the scenario. Raises ScenarioError for one that there is not, TerritoryError."""
    places: dict[str, Place] = {}
    found = {}
    for each in played:
        if each.scenario in found:
            continue
        page = _page(each.scenario, sources)
        base = _page(each.baseline, sources) if each.baseline in sources.files["scenario"] else {}
        bare = base.get("measures") or {}
        own = {name: plan for name, plan in (page.get("measures") or {}).items() if bare.get(name) != plan}
        name = page.get("territory")
        if isinstance(name, str) and name not in places:
            places[name] = _place(name, sources)
        place = places.get(name) if isinstance(name, str) else None
        found[each.scenario] = About(page.get("title") or each.scenario, place, who_comes(own))
    return found


def of_territory(names: Iterable[str], territory: str, sources: Sources) -> tuple[str, ...]:
    """Those scenarios that are of the territory. Raises ScenarioError for a territory that there is not."""
    sources.find("territory", territory, "levers --territory")
    return tuple(name for name in names if _page(name, sources).get("territory") == territory)


def who_comes(measures: Mapping[str, Any]) -> tuple[Comes, ...]:
    """What measures take for granted: doctors who come since they say so, with a chance that they say, or as
    the labour market has it; staff that is simply there.
    """
    seen = {
        how
        for plan in measures.values()
        for kind, terms in (plan.items() if isinstance(plan, Mapping) else ())
        for how in _how(kind, terms if isinstance(terms, Mapping) else {})
    }
    return tuple(how for how in COMES if how in seen)


def _how(kind: str, terms: Mapping[str, Any]) -> Iterator[Comes]:
    match kind:
        case "install":
            yield "granted" if terms.get("probability", CERTAIN) == CERTAIN else "chance"
        case "retire" if terms.get("goes_on"):
            yield "granted"
        case "run_centre" | "stand_in":
            yield "chance"
        case "market" | "offer_posts" | "attract" | "obligation":
            yield "market"
        case "open_counter":
            yield "staff"
        case "delegate" if terms.get("to") != OF_OWN_STAFF:
            yield "staff"


def _page(name: str, sources: Sources) -> Mapping[str, Any]:
    page: Mapping[str, Any] = read(sources.find("scenario", name, f"levers, {name}")).data
    return page


def _place(name: str, sources: Sources) -> Place:
    path = sources.find("territory", name, f"levers, territory {name}")
    page = read(path).data
    title, communes = page.get("title") or name, page.get("communes")
    if not isinstance(communes, str):
        return Place(name, title, int(page.get("residents") or 0))  # generated
    listed = read_communes(path.parent / communes)
    return Place(name, title, int(listed.census[~listed.ring].sum()))
