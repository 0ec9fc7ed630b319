"""What a year does to the people of a territory, and what ails them: births, deaths, moves, ALD, cars."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.building import origins
from sim.building.built import Assumed, Plan
from sim.building.defaults import Defaults
from sim.building.growth import counted_alike
from sim.building.words import both
from sim.schema.types import BAND_KEYS

Floats = NDArray[np.float64]
BEARING: Final = slice(1, 3)  # bands of 15 to 44
BELIEVED: Final = (
    0.5,
    2.0,
)  # a count so far from what is expected is not of these people, or of another unit
MOST_SHARE: Final = 0.95


class Living(NamedTuple):
    """Blocks of the territory's YAML: ald, no_car, demography; where they are from, what is assumed."""

    blocks: Mapping[str, Any]
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def demography_of(
    plan: Plan, population: NDArray[np.int64], by_band: NDArray[np.int64], defaults: Defaults
) -> Living:
    """The blocks of a territory whose communes have so many residents, ``[commune, band]`` of each age.

    Rates are those of the country by age, all multiplied by what brings births, deaths and people with an ALD
    to their number in the files, over all communes where they are told.
    """
    usual = defaults.usual
    ratio = {
        "ald": _ald_ratio(plan, by_band, usual["ald"]),
        "births": _births_ratio(plan, by_band, float(usual["demography"]["birth"])),
        "deaths": _deaths_ratio(plan, by_band, usual["demography"]["death"]),
    }
    demography: dict[str, Any] = {
        "growth": 1,
        "birth": round(float(usual["demography"]["birth"]) * (ratio["births"] or 1.0), 4),
        "death": _scaled(usual["demography"]["death"], ratio["deaths"], 5),
        "leave": dict(defaults["building.leave"].value),
        "arrive": dict(defaults["building.arrive"].value),
    }
    blocks = {
        "ald": _scaled(usual["ald"], ratio["ald"], 4),
        "no_car": dict(usual["no_car"]),
        "demography": demography,
    }
    told = [
        *_of_ratio(plan, "territory.ald", blocks["ald"], ratio["ald"], "people_with_ald"),
        *origins.of_ledger("territory.no_car", blocks["no_car"]),
        *origins.of_ledger("territory.demography.growth", 1),
        *_of_ratio(plan, "territory.demography.birth", demography["birth"], ratio["births"], "births"),
        *_of_ratio(plan, "territory.demography.death", demography["death"], ratio["deaths"], "deaths"),
        *origins.of_default("territory.demography.leave", defaults["building.leave"], demography["leave"]),
        *origins.of_default("territory.demography.arrive", defaults["building.arrive"], demography["arrive"]),
    ]
    missing = [defaults.assumed(f"building.{name}") for name, found in ratio.items() if found is None]
    return Living(blocks, tuple(told), (*missing, defaults.assumed("building.leave")))


def _of_ratio(
    plan: Plan, key: str, value: Any, ratio: float | None, column: str
) -> tuple[origins.Origin, ...]:
    """The ledger's entries as they are, or computed from files that said by how much to multiply."""
    entries = tuple(origins.of_ledger(key, value))
    if ratio is None:
        return entries
    source, note = (
        origins.file_of(plan.facts, column),
        both("scaled", lambda _lang: {"ratio": ratio}),
    )
    return tuple({**entry, "status": "computed", "source": source, "note": note} for entry in entries)


def _scaled(block: Mapping[str, float], ratio: float | None, digits: int) -> dict[str, float]:
    return {band: round(min(MOST_SHARE, block[band] * (ratio or 1.0)), digits) for band in BAND_KEYS}


def _shares(block: Mapping[str, float]) -> Floats:
    return np.array([block[band] for band in BAND_KEYS], dtype=np.float64)


def _believed(counted: float, expected: float) -> float | None:
    """How many times what is expected was counted; None where the count cannot be meant."""
    ratio = counted / expected if expected > 0 else 0.0
    return ratio if BELIEVED[0] <= ratio <= BELIEVED[1] else None


def _ald_ratio(plan: Plan, by_band: NDArray[np.int64], usual: Mapping[str, float]) -> float | None:
    """CNAM's people with an ALD over those insured, to the share expected from the ages. A count of 0 in a
    commune may be a secret: it is left out.
    """
    ald, insured = plan.communes["people_with_ald"], plan.communes["people_insured"]
    told = (ald > 0) & (insured > 0)
    if not told.any() or by_band.sum() == 0:
        return None
    expected = float((by_band @ _shares(usual)).sum() / by_band.sum())
    return _believed(float(ald[told].sum() / insured[told].sum()), expected)


def _births_ratio(plan: Plan, by_band: NDArray[np.int64], usual: float) -> float | None:
    births = plan.communes["births"]
    told = (births.notna() & counted_alike(plan.communes)).to_numpy()
    expected = usual * float(by_band[told][:, BEARING].sum())
    return _believed(float(births[told].sum()), expected)


def _deaths_ratio(plan: Plan, by_band: NDArray[np.int64], usual: Mapping[str, float]) -> float | None:
    deaths = plan.communes["deaths"]
    told = (deaths.notna() & counted_alike(plan.communes)).to_numpy()
    return _believed(float(deaths[told].sum()), float((by_band[told] @ _shares(usual)).sum()))
