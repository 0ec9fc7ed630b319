"""People who are there and live elsewhere: a few kinds of communes, by second homes and by season."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building import origins
from sim.building.built import Assumed, Plan
from sim.building.defaults import Defaults
from sim.building.words import both

MOST: Final = 50.0  # visitors per resident at the peak
MOST_CLASS: Final = "most"
SIDES: Final = {  # of a line that parts a département: the coordinate, and on which side the mountains lie
    "north_of": ("lat", 1),
    "south_of": ("lat", -1),
    "east_of": ("lon", 1),
    "west_of": ("lon", -1),
}


class Visitors(NamedTuple):
    """kinds (n,): of each commune, a key of blocks; blocks: `visitors` of the territory's YAML."""

    kinds: tuple[str, ...]
    blocks: Mapping[str, Any]
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def visitors_of(plan: Plan, population: NDArray[np.int64], defaults: Defaults) -> Visitors:
    """The kinds that a territory has: a season (coast, mountain, country) and how many second homes.

    The peak of a kind is that of its communes together, so that visitors are as many as their second homes
    bring; a commune has its kind's number per resident.
    """
    facts = plan.communes
    usual = defaults.number("building.second_homes")
    known = facts["second_homes"]
    homes = known.where(known.notna(), usual * population).to_numpy(dtype=np.float64)
    each = np.divide(homes, population, out=np.zeros(len(homes)), where=population > 0)
    bounds: Mapping[str, float] = defaults["building.visitor_classes"].value
    names = np.array([*bounds, MOST_CLASS])
    classes = names[np.searchsorted(list(bounds.values()), each, side="right")]
    seasons = [_season(commune, defaults) for commune in facts[["dep", "lat", "lon"]].itertuples(index=False)]
    kinds = tuple(f"{season}_{name}" for season, name in zip(seasons, classes, strict=True))
    blocks, told = {}, []
    entry, shapes = defaults["building.visitors_per_second_home"], defaults["building.visitor_shapes"]
    for kind in dict.fromkeys(kinds):
        season, here = kind.split("_")[0], np.array([other == kind for other in kinds])
        people, a_home = float(population[here].sum()), float(entry.value[season])
        peak = round(min(MOST, a_home * float(homes[here].sum()) / people), 3) if people > 0 else 0.0
        blocks[kind] = {"peak": peak, "shape": dict(shapes.value[season])}
        told.append(_origin_of_peak(plan, kind, peak, a_home, defaults))
        told += origins.of_default(f"territory.visitors.{kind}.shape", shapes, blocks[kind]["shape"])
    missing = int(known.isna().sum())
    assumed = [defaults.assumed("building.second_homes", missing)] if missing else []
    assumed.append(defaults.assumed("building.visitors_per_second_home"))
    told.append(_origin_of_kinds(plan, defaults))
    return Visitors(kinds, blocks, tuple(told), tuple(assumed))


def _season(commune: Any, defaults: Defaults) -> str:
    """The shape of the year: by département, and by the line that parts one of both sea and mountains."""
    line = defaults["building.mountain_departments"].value.get(commune.dep)
    if line is not None and all(
        SIDES[side][1] * (getattr(commune, SIDES[side][0]) - at) > 0 for side, at in line.items()
    ):
        return "mountain"
    return "coast" if commune.dep in defaults["building.shore_departments"].value else "country"


def _origin_of_peak(plan: Plan, kind: str, peak: float, a_home: float, defaults: Defaults) -> origins.Origin:
    """Assumed, as a second home's visitors are; the range is theirs, for the homes of this kind."""
    entry = defaults["building.visitors_per_second_home"]
    homes = peak / a_home
    return origins.origin(
        f"territory.visitors.{kind}.peak",
        "visitors per resident",
        "assumed",
        entry.source,
        note=both("second_homes", lambda _lang: {"each": a_home}),
        low=round(homes * float(entry.low or 0), 3),
        high=round(homes * float(entry.high or 0), 3),
        value=peak,
    )


def _origin_of_kinds(plan: Plan, defaults: Defaults) -> origins.Origin:
    missing: pd.Series = plan.communes["second_homes"].isna()
    return origins.column(
        f"{plan.name}/communes.csv:shore",
        "",
        plan.facts,
        ["second_homes"],
        unknown=tuple(missing.index[missing]),
        default=defaults["building.second_homes"],
    )
