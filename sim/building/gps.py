"""The general practitioners of a territory: how many in each commune, and what is known of each.

The files count liberal heads (60,573 in the Observatoire des fragilités), particular modes among them. Whom
no file tells to be of one is drawn (``doctors.particular``, 12.3 %); those who are left, 53,100, are those
whom CNAM counts (52,291 in 2021), and of whom IRDES gives the acts. Their distribution (4,702 acts a head by
the straight lines of conf/doctors; 4,973 as published) holds part-timers already, so that nothing is taken
off a second time and nothing scales it: 53,100 × 4,702 / 69.0 M residents are 3.6 acts a resident; published
are 3.7.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building import origins
from sim.building.built import Assumed, Plan
from sim.building.defaults import Defaults, usual_defaults
from sim.france.facts import Reading
from sim.france.today import year_of
from sim.schema.languages import LANGUAGES, in_language
from sim.territory.doctor_list import COLUMNS

Ints = NDArray[np.int64]
OLD: Final = 60
PER: Final = 10_000
TYPED: Final = {"en": "typed by the planner (--gps)", "fr": "saisi par le planificateur (--gps)"}


class Doctors(NamedTuple):
    """gps (n,): column of communes.csv; table: doctors.csv, None where nothing is known of anybody."""

    gps: Ints
    table: pd.DataFrame | None
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def doctors_of(plan: Plan, defaults: Defaults | None = None) -> Doctors:
    """The doctors of the communes of a plan, in order."""
    defaults = defaults or usual_defaults()
    gps, unknown = _heads(plan, defaults)
    lines = [
        line for code, heads in zip(plan.codes, gps, strict=True) for line in _known(plan, code, int(heads))
    ]
    told = [line for line in lines if line["age"] or line["site"] or line["mode"]]
    table = pd.DataFrame(told, columns=list(COLUMNS)) if told else None
    return Doctors(gps, table, _origins(plan, unknown, table, defaults), _assumed(plan, unknown, defaults))


def before_of(plan: Plan, gps: Ints) -> tuple[str, Ints, tuple[origins.Origin, ...]] | None:
    """The column gps_YYYY of communes.csv, (n,) heads of that year, and where they are from; None where no
    file says any. Where the file does not know they are as many as now, where a planner typed the heads of
    now, the change is the file's.
    """
    source = plan.facts.origin.get("gps_before")
    if not isinstance(source, Reading) or plan.communes["gps_before"].isna().all():
        return None
    year = year_of(source.vintage_of("gps_before"))
    if year is None:
        return None
    change = (plan.communes["gps_before"] - plan.communes["gps"]).fillna(0.0).to_numpy(dtype=np.float64)
    name = f"gps_{year}"
    told = origins.column(f"{plan.name}/communes.csv:{name}", "heads", plan.facts, ["gps_before"])
    return name, np.maximum(0, gps + np.rint(change).astype(np.int64)), (told,)


def _heads(plan: Plan, defaults: Defaults) -> tuple[Ints, tuple[str, ...]]:
    """(n,) heads: typed, else of the files (half a doctor at each of two sites: rounded over all communes),
    else as many for their people as in the country; and the codes of communes of the last sort.
    """
    known = plan.communes["gps"].astype("float64").copy()
    for code, heads in plan.gps.items():
        if code in known.index:
            known[code] = heads
    unknown = known.index[known.isna()]
    rate = defaults.number("building.gps_per_10000") / PER
    exact = known.fillna(rate * plan.communes["population"].fillna(0)).to_numpy(dtype=np.float64)
    whole = np.floor(exact).astype(np.int64)
    part = exact - whole
    reported = np.arange(len(whole)) < len(plan.reported)
    for here in (reported, ~reported):  # the ring changes nothing in the territory
        over = round(float(part[here].sum()))
        if over > 0:
            order = np.argsort(-np.where(here, part, -1.0), kind="stable")[:over]
            whole[order] += 1
    return whole, tuple(unknown)


def _known(plan: Plan, code: str, heads: int) -> list[dict[str, Any]]:
    """A line for each doctor of a commune, the oldest first: what the files say of each, or nothing."""
    here = plan.facts.doctors
    lines = []
    if len(here):
        here = here[here["code"] == code]
        here = here.sort_values(["share", "doctor"], ascending=[False, True], kind="stable")[:heads]
        lines = [_line(code, row) for row in here.to_dict("records")]
    lines += [_line(code, {}) for _ in range(heads - len(lines))]
    old = plan.communes["gps_60_up"][code]
    counted = plan.communes["gps"][code]
    if not np.isnan(old):
        left = min(round(old), heads) - sum(line["age"] >= str(OLD) for line in lines if line["age"])
        nameless = [line for line in lines if not line["age"]]
        for line in nameless[: max(0, left)]:
            line["age"] = f"{OLD}+"
        if heads == round(counted):  # else the others are not those that the file counts
            for line in nameless[max(0, left) :]:
                line["age"] = f"<{OLD}"
    source = _source(plan, code)
    lines.sort(key=lambda line: line["age"].startswith("<") or line["age"] == "")
    for number, line in enumerate(lines, 1):
        line["number"], line["source"] = number, source
    return lines


def _line(code: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    age = row.get("age")
    return {
        "commune": code,
        "number": 0,
        "age": "" if age is None or pd.isna(age) else str(int(age)),
        "sessions": "",
        "site": str(row.get("site") or ""),
        "mode": str(row.get("mode") or ""),
        "source": "",
    }


def _source(plan: Plan, code: str) -> str:
    """Of a line: who says it, in the language of the reports."""
    shapes = ("doctors",) if len(plan.facts.doctors) else ()
    return in_language(origins.file_of(plan.facts, "gps", "gps_60_up", *shapes), plan.lang)


def _origins(
    plan: Plan, unknown: tuple[str, ...], table: pd.DataFrame | None, defaults: Defaults
) -> tuple[origins.Origin, ...]:
    heads = origins.column(
        f"{plan.name}/communes.csv:gps",
        "heads",
        plan.facts,
        ["gps"],
        unknown=unknown,
        default=defaults["building.gps_per_10000"],
    )
    typed = ", ".join(code for code in plan.gps if code in plan.codes)
    if typed:
        beside = {lang: f"{in_language(heads['source'], lang)}; {typed}: {TYPED[lang]}" for lang in LANGUAGES}
        heads = {**heads, "source": beside}
    told: list[origins.Origin] = [{**heads, "low": None, "high": None}]
    if table is None:
        return tuple(told)
    file = f"{plan.name}/doctors.csv"
    for name in ("commune", "number", "sessions", "site", "mode", "source"):
        of = "doctors" if name in ("site", "mode") else "gps"
        told.append(origins.column(f"{file}:{name}", "", plan.facts, [of]))
    told.append(origins.column(f"{file}:age", "years", plan.facts, ["gps_60_up"]))
    return tuple(told)


def _assumed(plan: Plan, unknown: tuple[str, ...], defaults: Defaults) -> tuple[Assumed, ...]:
    found = [defaults.assumed("building.gps_per_10000", len(unknown))] if unknown else []
    ages = int(plan.communes["gps_60_up"].isna().sum())
    found += [defaults.assumed("building.gps_60_up", ages)] if ages else []
    return tuple(found)
