"""From downloaded files to a territory of the user's, written: all steps in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from sim.building.asked_services import check_services, profiles_of, services_of
from sim.building.assemble import built_of
from sim.building.built import GRAINS, Built, Plan, nearby_of
from sim.building.coarser import by_epci
from sim.building.errors import BuildingError
from sim.building.names import Named, communes_named, epcis_named
from sim.building.outlines import outlines
from sim.building.placing import believed
from sim.building.report import reports
from sim.building.ring import around
from sim.building.select import Asked, find_commune, select
from sim.building.words import both, figure
from sim.building.write import check_name, write
from sim.france.detect import detect
from sim.france.facts import Reading
from sim.france.files import opened
from sim.france.join import join
from sim.france.joined import Facts
from sim.france.packages import INSTALL, PACKAGES, package_readings
from sim.france.readers import READERS, wide
from sim.schema.languages import Worded, in_language
from sim.schema.nearest import nearest

NEEDED: Final = ("population", "lat", "lon")  # of each commune; and GPs
NEEDS: Final = {"residents": "population", "coordinates": "lat", "GPs": "gps"}  # and a column that tells it
MOST_HEADS: Final = 100_000  # as in communes.csv
NAMED: Final = 3  # communes that stand in a title


@dataclass(frozen=True)
class Order:
    """What a planner orders: which communes, from which folder of files, to which folder of their own.

    ring      minutes around the communes asked for
    gps       heads by commune, as typed
    services  communes, as typed, in which a service is open, by its profile, beside those of the files
    by        what a line is: commune, or epci (``sim.building.coarser``)
    """

    name: str
    asked: Asked
    data: Path | None
    config_dir: Path
    ring: float = 20.0
    gps: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Sequence[str]] = field(default_factory=dict)
    force: bool = False
    lang: str = "en"
    by: str = "commune"


class Done(NamedTuple):
    """What was built: its plan, its tables, its files; names of files that were not recognised, and of
    communes that were left out.
    """

    plan: Plan
    built: Built
    files: list[Path]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]


def build(order: Order) -> Done:
    """Builds and writes a territory. Raises BuildingError, or SourceError for a file that is damaged."""
    files = check_name(order.name, order.config_dir, force=order.force)
    check_grain(order)
    profiles = profiles_of(order.config_dir)
    check_services(order.services, profiles)
    facts, unknown = read_facts(order.data)
    facts = grained(facts, order.by)
    plan, left_out = plan_of(order, facts)
    named = communes_named(facts.communes, facts.postcodes)
    built = built_of(plan, services_of(order.services, facts, named), profiles)
    pages = dict(reports(plan, built, unknown, left_out))
    if order.by == "commune":
        pages |= outlines(order.data, facts.sources, (*plan.reported, *plan.ring))
    return Done(plan, built, write(plan, built, files, pages), unknown, left_out)


def check_grain(order: Order) -> None:
    """Raises BuildingError where nothing is of this grain, or communes are asked for that are no lines."""
    if order.by not in GRAINS:
        raise BuildingError(f"--by {order.by}: {nearest(order.by, GRAINS)}")
    if order.by == "epci" and (order.asked.communes or order.asked.around):
        raise BuildingError(
            "--by epci: a commune is no line of its own then; say which with --region, --dep or --epci"
        )


def grained(facts: Facts, by: str) -> Facts:
    """The facts of a grain: as they are, or an intercommunalité in place of its communes."""
    return by_epci(believed(facts)[0]) if by == "epci" else facts


def read_facts(data: Path | None) -> tuple[Facts, tuple[str, ...]]:
    """What the files of a folder say, and the names of those that no reader knows. Where they do not say
    what is needed, the packages of the extra `france` stand in, if they are installed.
    """
    readings: list[Reading] = []
    unknown: tuple[str, ...] = ()
    if data is not None:
        with opened(data) as folder:
            detected = detect(folder, READERS)
            readings, unknown = detected.readings(), detected.unknown
    facts = join(readings, READERS)
    if not all(facts.known(column) for column in (*NEEDED, "epci")):
        facts = join([*readings, *package_readings()], [*READERS, PACKAGES])
    missing = [column for column in NEEDED if not facts.known(column)]
    if missing and data is None:
        raise BuildingError(
            "say with --data FOLDER where the files lie that you have downloaded (`premier-recours territory "
            "download --data FOLDER` fetches those it can); or install two packages that stand in for most "
            f"of them: {INSTALL}; {_what_is_needed()}"
        )
    if missing:
        raise BuildingError(
            f"{data}: no file there gives {' and '.join(missing)} of communes"
            + (f"; not recognised: {', '.join(unknown)}" if unknown else "")
            + f"; {_what_is_needed()}"
        )
    return facts, unknown


def _what_is_needed(only: str = "") -> str:
    """What there is no territory without, a line a fact (or ``only`` that one), then a line for each file
    that gives it and that anybody can get.
    """
    lines = ["one of these files for each:"]
    for fact, column in NEEDS.items():
        if not only or only == fact:
            readers = [each for each in READERS if column in each.gives and each.id != wide.ID]
            lines += [f"  {fact}", *(f"    {in_language(each.published, 'en')}" for each in readers)]
    return "\n".join([*lines, "  `premier-recours territory download` fetches those that can be fetched"])


def plan_of(order: Order, facts: Facts) -> tuple[Plan, tuple[str, ...]]:
    """Which communes are reported, which lie around them; and the labels of those that were left out, since
    nobody lives there or their place is not known.
    """
    facts, moved, named = _located(facts)
    communes, nearby = facts.communes, nearby_of(facts)
    chosen = select(order.asked, communes, nearby, named)
    whole = communes[list(NEEDED)].notna().all(axis=1)
    left_out = tuple(code for code in chosen if not whole[code])
    reported = tuple(code for code in chosen if whole[code])
    if not reported:
        raise BuildingError(
            f"{named.labels(left_out)}: no file says how many people live there, or where it lies"
        )
    ring = tuple(code for code in around(nearby, reported, order.ring) if whole[code])
    gps = {
        find_commune(commune, communes, named, "--gps"): _heads(commune, heads)
        for commune, heads in order.gps.items()
    }
    for code in gps:
        if code not in reported and code not in ring:
            raise BuildingError(f"--gps {code}: {named.label(code)} is no commune of this territory")
    if not gps and not facts.known("gps"):
        raise BuildingError(
            "no file says how many GPs there are; put one that does into the folder of --data, or type them: "
            f"--gps {reported[0]}=4,…; {_what_is_needed('GPs')}"
        )
    title = title_of(order.asked, communes, reported)
    plan = Plan(order.name, title, facts, reported, ring, gps, order.lang, moved, order.by)
    return plan, tuple(named.label(code) for code in left_out)


@lru_cache(maxsize=1)
def _located(facts: Facts) -> tuple[Facts, tuple[str, ...], Named]:
    """Facts whose communes lie where they can, those that were moved, and what all are called: the same for
    all plans.
    """
    better, moved = believed(facts)
    return better, moved, communes_named(better.communes, better.postcodes)


def _heads(commune: str, written: str) -> int:
    if not written.isdigit() or int(written) > MOST_HEADS:
        raise BuildingError(f"--gps {commune}={written}: write a number of GPs, such as {commune}=4")
    return int(written)


def title_of(asked: Asked, communes: pd.DataFrame, reported: tuple[str, ...]) -> Worded:
    """What readers see: the names of what was asked for."""
    here = communes.loc[list(reported)]
    if asked.regions and not (asked.epcis or asked.departments or asked.communes or asked.around):
        regions = ", ".join(dict.fromkeys(here["region"]))
        return both("title_region", lambda lang: {"region": regions})
    if asked.around and not (asked.epcis or asked.departments or asked.communes or asked.regions):
        middle = find_commune(asked.around, communes, communes_named(communes), "--around")
        name = communes["name"][middle]
        return both("title_around", lambda lang: {"minutes": figure(asked.minutes, lang), "name": name})
    if asked.epcis and not (asked.departments or asked.communes or asked.around or asked.regions):
        epcis = epcis_named(here).names
        return ", ".join(epcis[code] for code in dict.fromkeys(here["epci"]) if code in epcis)
    if asked.departments and not (asked.epcis or asked.communes or asked.around or asked.regions):
        deps = ", ".join(dict.fromkeys(here["dep"]))
        return both("title_dep", lambda lang: {"dep": deps})
    names = [str(name) for name in here["name"]]
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return both("title_more", lambda lang: {"names": shown, "n": more}) if more > 0 else ", ".join(names)
