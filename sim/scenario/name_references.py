"""Whether the names in measures exist, and are made once: doctors, sites, communes, services, profiles.

A name exists when it is there on the first day, or when a measure makes it. Plans say themselves what they
mention (`mentions`), what they make (`makes`), and which date must not lie before which (`spans`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sim.scenario.errors import ScenarioError
from sim.scenario.origin import Key
from sim.scenario.settings import Job, Measure, Settings
from sim.schema.faults import Fault
from sim.schema.nearest import by_nearness, nearest, some_of

CALLED: Final = {
    "profile": "profile of services",
    "line_profile": "profile of a line",
    "where": "place or doctor",
    "place": "site or commune",
}
# Agendas go by name, whoever's they are, and services, counters and lines alike.
SAME_NAMES: Final = {"team": "doctor", "counter": "service", "line": "service"}
OF_TERRITORY: Final = ("commune", "doctor", "where", "place")
ANY_CASE: Final = ("commune", "where", "place")
EVERYBODY: Final = "all"


Plans = Sequence[tuple[str, Key, Any]]  # name of the measure, key of its plan, the plan


class FirstDayNames(NamedTuple):
    """The names there are before a measure acts, on the first day. `communes`: INSEE code → name; `services`:
    counters, and the `lines` among them; `profiles`: of counters; `catchments`: of communes (by INSEE code)
    and doctors; `particular`: doctors outside general care, whom no measure can name; `practise`: doctors,
    each with the code of their commune; `unsure`: those whose mode no file says; `catchment_names`: as they
    are written.
    """

    communes: Mapping[str, str]
    doctors: Collection[str]
    services: Collection[str]
    profiles: Collection[str]
    line_profiles: Collection[str]
    catchments: Mapping[str, int] = MappingProxyType({})
    day: date = date.min
    particular: Collection[str] = ()
    lines: Collection[str] = ()
    practise: Mapping[str, str] = MappingProxyType({})
    unsure: Collection[str] = ()
    catchment_names: Collection[str] = ()


def check_names(job: Job, first_day: FirstDayNames) -> None:
    """Raises ScenarioError: a line for each fault of the names in a job's measures, with file and line."""
    run, territory = job.settings.run, job.settings.territory
    faults = name_faults(job.settings.measures, first_day, run.start, territory.name)
    faults += _unknown_codes(job.settings, first_day, territory.name)
    faults += _taken_places(territory.settings.get("places"), first_day)
    if faults:
        raise ScenarioError("\n".join(job.origin.says(key, said) for key, said in faults))


def _unknown_codes(settings: Settings, first_day: FirstDayNames, territory: str) -> Iterator[Fault]:
    """A fault for each code of the labour market, or of doctors who are named, that is no commune's."""
    market = settings.market
    named: dict[Key, Collection[str]] = {
        ("market", "zones"): market.zones,
        ("market", "appeal"): market.appeal,
        ("doctors", "named"): settings.doctors.named,
    }
    for key, codes in named.items():
        for code in codes:
            if code not in first_day.communes:
                said = f"there is no commune of the code “{code}” in the territory {territory}"
                yield Fault((*key, code), f"{said}; {_communes(code, first_day.communes)}")


def _taken_places(places: Any, first_day: FirstDayNames) -> Iterator[Fault]:
    """A fault for each point of the territory that is called as a commune or a doctor is."""
    taken = {name.casefold() for name in (EVERYBODY, *first_day.communes.values(), *first_day.doctors)}
    for name in places if isinstance(places, Mapping) else ():
        if str(name).casefold() in taken:
            said = f"“{name}” means another place already, or everybody; give the place a name of its own"
            yield Fault(("territory", "places", str(name)), said)


def name_faults(
    measures: Mapping[str, Measure], first_day: FirstDayNames, start: date, territory: str
) -> list[Fault]:
    """One fault for each name that does not exist or is made twice, and each end before its beginning.

    `start`: the first day of the results. `territory`: its name, for messages.
    """
    plans: Plans = [(name, ("measures", name, kind), plan) for name, (kind, plan) in measures.items()]
    names = _names(first_day)
    faults = list(_made(plans, names))
    names["place"] = {EVERYBODY}.union(names["commune"], names["site"])
    names["where"] = {EVERYBODY}.union(*(names[sort] for sort in ("commune", "site", "doctor")))
    any_case = {sort: {name.casefold() for name in names[sort]} for sort in ANY_CASE}
    several = _shared_names(first_day.communes)
    faults += _beside_each_other(measures)
    for _, key, plan in plans:
        for said in plan.mentions():
            codes = several.get(said.name.strip().casefold(), ()) if said.sort in ANY_CASE else ()
            if codes:
                wrong = f"several communes are called “{said.name}”; write {' or '.join(codes)}"
                faults.append(Fault((*key, said.key), wrong))
        faults += [
            Fault(
                (*key, said.key),
                _unknown(said.sort, said.name, names, first_day, territory, _others(plan, said)),
            )
            for said in plan.mentions()
            if not _exists(said.sort, said.name, names, any_case)
        ]
        faults += [Fault((*key, last), said) for last, said in _reversed(plan, start)]
        faults += [
            Fault((*key, one.key), said) for one, said in plan.not_of_one() if one.name in names["doctor"]
        ]
    if not faults:
        faults = [*_too_late(plans, first_day, start), *_apart(plans, first_day)]
    return faults


def _made(plans: Plans, names: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Adds what measures make to the ``names``; a fault for each that is there already."""
    places = {name.casefold() for name in (EVERYBODY, *names["commune"], *names["doctor"])}
    taken = {(sort, name) for sort in ("doctor", "service") for name in names[sort]}
    for measure, key, plan in plans:
        for made in plan.makes(measure):
            sort = SAME_NAMES.get(made.sort, made.sort)
            if (sort, made.name) in taken:
                said = f"the {sort} “{made.name}” is there already, on the first day or by another measure"
                yield Fault((*key, made.key), f"{said}; give each its own name")
            elif made.sort == "site" and made.name.casefold() in places:
                said = f"“{made.name}” means another place already, or everybody"
                yield Fault((*key, made.key), f"{said}; give the site a name of its own")
            taken.add((sort, made.name))
            names[made.sort].add(made.name)
            if sort == "service":
                names[sort].add(made.name)


def _reversed(plan: Any, start: date) -> Iterator[tuple[str, str]]:
    """The key of each end of a plan that lies before its beginning, and what is said."""
    for first, begins, last, ends in plan.spans():
        begin, end = _as_date(begins, start), _as_date(ends, start)
        if end < begin:
            yield last, f"{end} lies before {first}, {begin}; write a later date"


def _beside_each_other(measures: Mapping[str, Any]) -> Iterator[Fault]:
    """A fault for each measure that stands beside one that it takes the place of."""
    for name, (kind, plan) in measures.items():
        for other, (there, _) in measures.items():
            if there == kind and list(measures).index(other) > list(measures).index(name):
                continue  # said once, of the later one
            if other != name and there in plan.alone:
                said = f"takes the place of {there}, and the measure {other} is that; write `{other}: null`"
                yield Fault(("measures", name, kind), said)


def _too_late(plans: Plans, first_day: FirstDayNames, start: date) -> Iterator[Fault]:
    """A fault for whoever and whatever a plan cannot do without, and which another measure brings later."""
    makers: dict[str, tuple[str, date, str]] = {}
    for measure, _, plan in plans:
        begins = plan.begins()
        for made in plan.makes(measure) if begins is not None else ():
            makers[made.name] = measure, _as_date(begins[1], start), getattr(plan, "site", None) or ""
    for name, (measure, day, site) in makers.items():
        if site in makers and site != name:  # they begin when it has opened
            makers[name] = measure, max(day, makers[site][1]), site
    for _, key, plan in plans:
        for said, moment, remedy, after in plan.awaits():
            maker, comes, _ = makers.get(said.name, ("", date.min, ""))
            by = first_day.day
            if moment is not None:
                by = max(by, _as_date(moment, start) + timedelta(days=after))
            if comes > by:
                late = f"{said.name} comes on {comes} at the earliest (measure {maker}), after {by}"
                yield Fault((*key, said.key), f"{late}; {remedy}")


def _apart(plans: Plans, first_day: FirstDayNames) -> Iterator[Fault]:
    """A fault for each plan that needs doctors and places of one catchment, and names those of several."""
    known = {word.casefold(): number for word, number in first_day.catchments.items()}
    for code, name in first_day.communes.items():
        if code.casefold() in known:
            known.setdefault(name.casefold(), known[code.casefold()])
    for sort in ("site", "doctor"):  # sites first: doctors settle there
        for measure, _, plan in plans:
            place = (getattr(plan, "commune", None) or getattr(plan, "site", None) or "").strip().casefold()
            for made in plan.makes(measure):
                if made.sort == sort and place in known:
                    known[made.name.casefold()] = known[place]
    everywhere = {first_day.catchments[name] for name in first_day.doctors if name in first_day.catchments}
    for _, key, plan in plans:
        words = [said.name.strip() for said in plan.together()]
        of = [everywhere if word == EVERYBODY else {known.get(word.casefold(), -1)} for word in words]
        lie = {number for each in of for number in each} - {-1}
        if len(lie) > 1:
            all_of_them = ", ".join(f"“{word}”" for word in words)
            message = f"this works within one catchment, and {all_of_them}: that is {len(lie)}"
            yield Fault((*key, plan.together()[-1].key), f"{message}; write a measure for each")


def _as_date(moment: Any, start: date) -> date:
    return moment if isinstance(moment, date) else start


def _shared_names(communes: Mapping[str, str]) -> dict[str, list[str]]:
    """The INSEE codes of communes by a name that several have."""
    by_name: dict[str, list[str]] = {}
    for code, name in communes.items():
        by_name.setdefault(name.casefold(), []).append(f"“{code}”")
    return {name: codes for name, codes in by_name.items() if len(codes) > 1}


def _names(first_day: FirstDayNames) -> defaultdict[str, set[str]]:
    """The names of the first day, by sort."""
    communes, doctors, services, profiles, line_profiles, *_ = first_day
    lines = {*first_day.lines}
    return defaultdict(
        set,
        commune={*communes, *communes.values()},
        doctor={*doctors},
        service={*services},
        counter={*services} - lines,
        line=lines,
        profile={*profiles},
        line_profile={*line_profiles},
    )


def _exists(sort: str, name: str, names: Mapping[str, set[str]], any_case: Mapping[str, set[str]]) -> bool:
    return name.strip().casefold() in any_case[sort] if sort in any_case else name in names[sort]


def _others(plan: Any, said: Any) -> list[str]:
    """What a plan names beside what is said."""
    return [each.name for each in plan.mentions() if each != said]


def _unknown(
    sort: str,
    name: str,
    names: Mapping[str, set[str]],
    first_day: FirstDayNames,
    territory: str,
    beside: Sequence[str] = (),
) -> str:
    """``beside``: what the plan names, too."""
    tail = f" in the territory {territory}" if sort in OF_TERRITORY else ""
    if name in first_day.particular and sort in ("doctor", "where"):
        said = f"{name} is of particular mode{tail}, outside general care: nobody’s médecin traitant"
        return f"{said}; {nearest(name, names['doctor'], beside=beside)}"
    if sort == "commune":
        remedy = _communes(name, first_day.communes)
    else:
        remedy = nearest(name, names[sort] - set(first_day.communes), beside=beside)
    if sort in ("counter", "line") and name in names["service"]:
        other = "line" if sort == "counter" else "counter"
        return f"“{name}” is a {other}, no {sort}; {nearest('', names[sort])}"
    hint = "; a site exists when a measure `open_site` opens it" if sort == "site" else ""
    return f"there is no {CALLED.get(sort, sort)} “{name}”{tail}; {remedy}{hint}"


def _communes(said: str, communes: Mapping[str, str]) -> str:
    """Which communes there are, the nearest first: by name; a code is answered with codes, too."""
    if said[:1].isdigit():
        shown = {code: f"{name} ({code})" for code, name in communes.items()}
    else:
        shown = {name.casefold(): name for name in communes.values()}
        close = get_close_matches(said.casefold(), shown)
        if close:
            return f"did you mean {' or '.join(shown[word] for word in close)}?"
    listed = [shown[word] for word in by_nearness(said.casefold(), sorted(shown))]
    return f"its communes, by name or INSEE code: {some_of(listed)}"
