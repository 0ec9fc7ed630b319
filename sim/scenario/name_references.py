"""Whether the names in a scenario's measures exist: doctors, sites, communes, services, profiles of services.

A name exists when it is there on the first day, or when another measure of the scenario makes it.
"""

from collections.abc import Collection, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple, Protocol

from sim.scenario.errors import ScenarioError
from sim.scenario.settings import Job
from sim.schema.nearest import nearest


class Known(NamedTuple):
    """What is there on the first day. `communes`: INSEE code → name; `profiles` are those of counters."""

    communes: Mapping[str, str]
    doctors: Collection[str]
    sites: Collection[str]
    services: Collection[str]
    profiles: Collection[str]
    line_profiles: Collection[str]


class _Mention(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def sort(self) -> str: ...
    @property
    def name(self) -> str: ...


WORDS: Mapping[str, str] = {
    "profile": "profile of services",
    "line_profile": "profile of a line",
    "where": "place or GP",
}
EVERYBODY = "all"
CLOSE: Final = 0.6  # likeness from which a name may be what was meant
MOST_CLOSE: Final = 3
MOST_SHOWN: Final = 20


def check_names(job: Job, known: Known) -> None:
    """Raises ScenarioError, one line for each name that does not exist and each pair of dates in the wrong
    order.
    """
    names = {sort: set(found) for sort, found in known._asdict().items()}
    there = {
        "commune": names["communes"] | set(known.communes.values()),
        "doctor": names["doctors"],
        "site": names["sites"],
        "service": names["services"],
        "profile": names["profiles"] | names["line_profiles"],
        "line_profile": names["line_profiles"],
    }
    faults: list[str] = []
    for measure, (kind, plan) in job.settings.measures.items():
        for made in _said(plan, "makes", measure):
            if made.name in there.setdefault(made.sort, set()):
                faults.append(_twice(job, ("measures", measure, kind), made))
            there[made.sort].add(made.name)
    there["where"] = {EVERYBODY} | there["commune"] | there["site"] | there["doctor"]
    for measure, (kind, plan) in job.settings.measures.items():
        path = ("measures", measure, kind)
        faults += [
            _unknown(job, path, said, there, known)
            for said in _said(plan, "mentions")
            if _is_unknown(said, there)
        ]
        faults += [_late(job, path, span) for span in _said(plan, "spans") if _is_late(job, span)]
    if faults:
        raise ScenarioError("\n".join(faults))


def _said(plan: Any, what: str, *arguments: str) -> tuple[Any, ...]:
    """What a plan says of itself, if it says anything: plans need not mention names."""
    return tuple(getattr(plan, what)(*arguments)) if hasattr(plan, what) else ()


def _is_unknown(said: _Mention, there: Mapping[str, set[str]]) -> bool:
    wanted = said.name.strip()
    if said.sort in ("commune", "where"):
        return wanted.casefold() not in {name.casefold() for name in there[said.sort]}
    return wanted not in there.get(said.sort, set())


def _unknown(
    job: Job, path: tuple[str, ...], said: _Mention, there: Mapping[str, set[str]], known: Known
) -> str:
    place = (*path, said.key)
    what = WORDS.get(said.sort, said.sort)
    territory = job.settings.territory.name
    tail = f" in the territory {territory}" if said.sort in ("commune", "doctor", "where") else ""
    if said.sort == "commune":
        remedy = _communes(said.name, known.communes)
    else:
        remedy = nearest(said.name, there.get(said.sort, set()) - set(known.communes))
    if said.sort == "site":
        remedy += "; a site exists when a measure `open_site` opens it"
    return f"{job.origin.of(place)}: key {'.'.join(place)}: there is no {what} “{said.name}”{tail}; {remedy}"


def _communes(said: str, communes: Mapping[str, str]) -> str:
    """Which communes there are, by name, the nearest first; a code is answered with codes, too."""
    named = {name: name for name in communes.values()}
    if said[:1].isdigit():
        named = {code: f"{name} ({code})" for code, name in communes.items()}
    likeness = {
        word: SequenceMatcher(None, said.casefold(), word.casefold(), autojunk=False).ratio()
        for word in named
    }
    ranked = sorted(named, key=lambda word: (-likeness[word], word))
    close = [word for word in ranked[:MOST_CLOSE] if likeness[word] >= CLOSE]
    if close and not said[:1].isdigit():
        return f"did you mean {' or '.join(named[word] for word in close)}?"
    shown = ", ".join(named[word] for word in ranked[:MOST_SHOWN])
    return f"its communes, by name or INSEE code: {shown}{', …' if len(ranked) > MOST_SHOWN else ''}"


def _twice(job: Job, path: tuple[str, ...], made: _Mention) -> str:
    place = (*path, made.key)
    return (
        f"{job.origin.of(place)}: key {'.'.join(place)}: the {made.sort} “{made.name}” is there "
        f"already, on the first "
        "day or by another measure; give each its own name"
    )


def _is_late(job: Job, span: tuple[str, Any, str, Any]) -> bool:
    return _day(job, span[1]) > _day(job, span[3])


def _late(job: Job, path: tuple[str, ...], span: tuple[str, Any, str, Any]) -> str:
    first, begins, last, ends = span
    place = (*path, last)
    return (
        f"{job.origin.of(place)}: key {'.'.join(place)}: {_day(job, ends)} lies before {first}, "
        f"{_day(job, begins)}; write a later date"
    )


def _day(job: Job, when: Any) -> date:
    return when if isinstance(when, date) else job.settings.run.start
