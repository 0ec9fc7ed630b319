"""Whether the names in measures exist, and are made once, before anything runs.

The scenario's reader says the same with file and line (``sim.scenario.name_references``); this is for
whoever calls the engine with plans of their own.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from sim.measures.plan import Mention, Plan, resolve
from sim.scenario.settings import Measure
from sim.schema.nearest import nearest
from sim.territory.territory import Territory

_AGENDAS: Final = {"team": "doctor"}  # an agenda's name is its own, whoever it belongs to
_ARE_PLACES: Final = ("commune", "where")  # found whatever their case


def check_measures(
    measures: Mapping[str, Measure],
    territory: Territory,
    doctors: Collection[str],
    services: Collection[str],
    profiles: Collection[str],
    start: date,
) -> list[str]:
    """One message for each name that does not exist or is made twice, and each end before its beginning.

    ``doctors`` and ``services`` are those of the first day; ``start`` is the first day of the results.
    """
    known = _known(measures, territory, doctors, services, profiles)
    messages: list[str] = []
    for name, (kind, plan) in measures.items():
        if not isinstance(plan, Plan):
            messages.append(f"measures.{name}.{kind}: {type(plan).__name__} is no plan of a measure")
            continue
        where = f"measures.{name}.{kind}"
        messages += [_unknown(where, said, known) for said in plan.mentions() if not _is_known(said, known)]
        messages += [
            f"{where}.{last}: {resolve(ends, start)} lies before {first}, {resolve(begins, start)}"
            for first, begins, last, ends in plan.spans()
            if resolve(begins, start) > resolve(ends, start)
        ]
    return messages + _made_twice(measures, doctors, services)


def _known(
    measures: Mapping[str, Measure],
    territory: Territory,
    doctors: Collection[str],
    services: Collection[str],
    profiles: Collection[str],
) -> dict[str, list[str]]:
    """The names there are, by sort."""
    known = {
        "commune": [*territory.names, *territory.codes],
        "doctor": [*doctors],
        "service": [*services],
        "profile": [*profiles],
        "line_profile": [*profiles],
    }
    for made in _made(measures):
        known.setdefault(made.sort, []).append(made.name)
    known["where"] = ["all", *known["commune"], *known.get("site", []), *known["doctor"]]
    return known


def _made(measures: Mapping[str, Measure]) -> list[Mention]:
    return [
        made for name, (_, plan) in measures.items() if isinstance(plan, Plan) for made in plan.makes(name)
    ]


def _is_known(said: Mention, known: Mapping[str, Collection[str]]) -> bool:
    names = known.get(said.sort, ())
    if said.sort in _ARE_PLACES:
        return said.name.strip().casefold() in {name.casefold() for name in names}
    return said.name in names


def _unknown(where: str, said: Mention, known: Mapping[str, Collection[str]]) -> str:
    what = {"where": "place or doctor", "line_profile": "profile"}.get(said.sort, said.sort)
    remedy = nearest(said.name, known.get(said.sort, ()))
    hint = "; a site exists when a measure `open_site` opens it" if said.sort == "site" else ""
    return f"{where}.{said.key}: there is no {what} “{said.name}”; {remedy}{hint}"


def _made_twice(
    measures: Mapping[str, Measure], doctors: Collection[str], services: Collection[str]
) -> list[str]:
    """Two measures that open the same site or service, or one that opens what is there already."""
    there = [(_AGENDAS.get(made.sort, made.sort), made.name) for made in _made(measures)]
    there += [("doctor", name) for name in doctors] + [("service", name) for name in services]
    return [
        f"measures: the {sort} “{name}” comes into the world {times} times; give each its own name"
        for (sort, name), times in Counter(there).items()
        if times > 1
    ]
