"""The general practitioners of a territory: how many in each commune, and what is known of each.

**What one head does** (`doctors.activity.scale`, relative to the distribution of acts of conf/doctors:
IRDES, 2012). A territory that is built counts the liberal GPs of the Observatoire des fragilités (60,573 in
the country) and tells apart the particular modes of practice (12.5 %), who are nobody's médecin traitant:
53,000 are left, as CNAM counts (52,291 in 2021), and it is the acts of these that IRDES gives: 4,973 on
average. Their distribution holds part-timers already (a twentieth do under 568), so that nothing is taken
off for them a second time. What is left is time and arithmetic: from 2000 to 2019 acts a GP fell by 2 %, of
which 0.7 since 2012, and encounters by 2.4 % in 2024: 0.993 × 0.976 × 4,973 = 4,820 acts; the straight
lines between the published parts of the distribution have a mean of 4,702 instead of 4,973; 4,820 / 4,702 =
1.03. Whether this is plausible: 53,000 × 4,820 / 69.0 M residents are 3.7 acts a resident, which is the
figure published. Nothing was fitted. The 0.745 of conf/doctors is another number: fitted to a town hall's
11.2 heads for 10,000 residents, particular modes among them; with their share out it would be 0.745 / (1 −
0.125) = 0.85, the low end of the range.
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
from sim.territory.rounding import largest_remainders

Ints = NDArray[np.int64]
COLUMNS: Final = ("commune", "number", "age", "sessions", "site", "mode", "source")
OLD: Final = 60
PER: Final = 10_000
TYPED: Final = {"en": "typed by the planner (--gps)", "fr": "saisi par le planificateur (--gps)"}


class Doctors(NamedTuple):
    """gps (n,): column of communes.csv; table: doctors.csv, None where nothing is known of anybody; settings:
    blocks of the territory's YAML.
    """

    gps: Ints
    table: pd.DataFrame | None
    settings: Mapping[str, Any]
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def doctors_of(plan: Plan, defaults: Defaults | None = None) -> Doctors:
    """The doctors of the communes of a plan, in order."""
    defaults = defaults or usual_defaults()
    gps, unknown = _heads(plan, defaults)
    lines = [
        line for code, heads in zip(plan.codes, gps, strict=True) for line in _known(plan, code, int(heads))
    ]
    _deal_modes(plan, lines, gps, defaults.number("building.particular"))
    told = [line for line in lines if line["age"] or line["site"] or line["mode"]]
    table = pd.DataFrame(told, columns=list(COLUMNS)) if told else None
    settings = {"doctors": {"activity": {"scale": defaults.number("doctors.activity.scale")}}}
    return Doctors(
        gps, table, settings, _origins(plan, unknown, table, defaults), _assumed(plan, unknown, defaults)
    )


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
    here = here[here["code"] == code] if len(here) else here
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


def _deal_modes(plan: Plan, lines: list[dict[str, Any]], gps: Ints, share: float) -> None:
    """Gives `particular` to the country's share of those of whom no file tells the mode.

    They are dealt out by largest remainders over the communes asked for, and apart over the ring, in
    proportion to a commune's doctors beyond the first: a lone doctor is everybody's. Within the communes the
    old and the young take their turns, so that of both the same share is.
    """
    by_code: dict[str, list[dict[str, Any]]] = {code: [] for code in plan.codes}
    for line in lines:
        by_code[line["commune"]].append(line)
    for codes in (plan.reported, plan.ring):
        silent = [[line for line in by_code[code] if not line["mode"]] for code in codes]
        beyond_first = np.array([max(0, len(those) - 1) for those in silent], dtype=np.float64)
        total = round(share * sum(map(len, silent)))
        if beyond_first.sum() == 0:
            continue
        dealt = np.minimum(largest_remainders(total, beyond_first), beyond_first.astype(np.int64))
        owed = 0.0  # old doctors that are to be among them, less those that are
        for those, number in zip(silent, dealt, strict=True):
            old = [line for line in those if line["age"][:1].isdigit() and line["age"] >= str(OLD)]
            young = [line for line in those if line not in old]
            owed += number * len(old) / max(1, len(those))
            from_old = min(max(round(owed), int(number) - len(young), 0), len(old), int(number))
            owed -= from_old
            for line in (*old[len(old) - from_old :], *young[len(young) - (int(number) - from_old) :]):
                line["mode"] = "particular"


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
    scale = defaults["doctors.activity.scale"]
    typed = ", ".join(code for code in plan.gps if code in plan.codes)
    if typed:
        beside = {lang: f"{in_language(heads['source'], lang)}; {typed}: {TYPED[lang]}" for lang in LANGUAGES}
        heads = {**heads, "source": beside}
    told = [{**heads, "low": None, "high": None}, *origins.of_default(scale.key, scale, scale.value)]
    if table is None:
        return tuple(told)
    file = f"{plan.name}/doctors.csv"
    for name in ("commune", "number", "sessions", "site", "source"):
        told.append(
            origins.column(f"{file}:{name}", "", plan.facts, ["doctors" if name == "site" else "gps"])
        )
    told.append(origins.column(f"{file}:age", "years", plan.facts, ["gps_60_up"]))
    share = defaults["building.particular"]
    told.append(origins.origin(f"{file}:mode", "", "assumed", share.source, note=share.instead))
    return tuple(told)


def _assumed(plan: Plan, unknown: tuple[str, ...], defaults: Defaults) -> tuple[Assumed, ...]:
    found = [defaults.assumed("building.gps_per_10000", len(unknown))] if unknown else []
    ages = int(plan.communes["gps_60_up"].isna().sum())
    found += [defaults.assumed("building.gps_60_up", ages)] if ages else []
    modes = plan.facts.doctors["mode"] if len(plan.facts.doctors) else pd.Series(dtype=str)
    found += [defaults.assumed("building.particular")] if not (modes != "").any() else []
    return tuple(found)
