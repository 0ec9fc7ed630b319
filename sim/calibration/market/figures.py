"""Figures of what came of places from 2018 to 2024: computed alike of files and of what is expected."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calibration.market.country import Region
from sim.calibration.market.expect import Expected
from sim.measures.labour.worth import km

Vector = NDArray[np.float64]

MONTHS_BETWEEN_COUNTS: Final = 72  # from one count to the other
LAST: Final = 3  # years of which rates are the mean
DENSE, RURAL = 2, 5  # classes of density up to which, from which on
ALONE, GROUP = 2.0, 8.0  # GPs of a commune, up to, from
ENOUGH: Final = 10.0  # GPs of an intercommunalité whose change counts for the spread and the slopes
AWAY: Final = 10.0  # km added to distances, as nearer makes hardly a difference
SETTLED: Final = 4.5  # years since settlers of 2005 to 2008, in 2011, on average
PERCENT: Final = 100.0
LEAST: Final = 1e-12
BY_PLACE: Final = ("before", "after", "people", "density", "load", "town_km", "luck")


class Table(NamedTuple):
    """By place (those that are compared): intercommunalité, numbers, and what they are sorted by; by
    intercommunalité the variance that luck adds to the number after.
    """

    epci: NDArray[np.str_]
    before: Vector
    after: Vector
    people: Vector
    density: Vector
    load: Vector
    town_km: Vector
    luck: Vector
    size: float  # GPs in general care for each GP counted


def observed(regions: Sequence[Region], care: float) -> Table:
    """What the files say; ``care``: GPs in general care for each GP counted."""
    return _table(regions, [region.after for region in regions], None, care)


def expected(regions: Sequence[Region], made: Sequence[Expected], care: float) -> Table:
    """What is expected of the same places."""
    luck = [one.arrived + one.gone for one in made]
    return _table(regions, [one.heads[-1] for one in made], luck, care)


def _table(
    regions: Sequence[Region], after: Sequence[Vector], luck: Sequence[Vector] | None, care: float
) -> Table:
    def all_of(values: Sequence[Vector]) -> Vector:
        return np.concatenate([each[region.open] for each, region in zip(values, regions, strict=True)])

    return Table(
        epci=np.concatenate([region.epci[region.open] for region in regions]),
        before=all_of([region.before for region in regions]),
        after=all_of(after),
        people=all_of([region.land.residents for region in regions]),
        density=all_of([region.density for region in regions]),
        load=all_of([region.land.load(region.land.gps) for region in regions]),
        town_km=all_of([region.town_km for region in regions]),
        luck=all_of(luck) if luck is not None else np.zeros(sum(int(r.open.sum()) for r in regions)),
        size=care,
    )


def changes(table: Table) -> dict[str, float]:
    """By id, as conf/market_calibration.yaml names them."""
    names, at = np.unique(table.epci, return_inverse=True)

    def sums(values: Vector) -> Vector:
        return np.bincount(at, weights=values, minlength=len(names)).astype(np.float64)

    before, after, people = (sums(each) for each in (table.before, table.after, table.people))
    heads, density = np.maximum(before, LEAST), sums(table.density) / sums(np.ones(len(at)))
    load, town = (sums(each * table.before) / heads for each in (table.load, table.town_km))
    every = _change(before, after)
    few, many = _thirds(before / people, before)
    found = {
        "change_all": every,
        "change_dense": _change(before, after, density <= DENSE + 0.5) - every,
        "change_rural": _change(before, after, density >= RURAL - 0.5) - every,
        "change_few": _change(before, after, few) - every,
        "change_many": _change(before, after, many) - every,
    }
    counted = table.before / table.size
    alone = (counted > 0.5) & (counted <= ALONE + 0.5)
    found["change_alone"] = _change(table.before, table.after, alone) - every
    found["change_group"] = _change(table.before, table.after, counted >= GROUP - 0.5) - every
    found["where_none"] = PERCENT * float(table.after[counted <= 0.5].sum() / table.after.sum())
    large = before / table.size >= ENOUGH
    change = PERCENT * (after[large] / before[large] - 1.0)
    weight = before[large]
    mean = float(np.average(change, weights=weight))
    luck = PERCENT**2 * sums(table.luck)[large] / before[large] ** 2
    found["spread"] = float(np.sqrt(np.average((change - mean) ** 2 + luck, weights=weight)))
    by = np.column_stack([np.ones(len(change)), np.log2(load[large]), np.log2(town[large] + AWAY)])
    root = np.sqrt(weight)[:, None]
    slopes = np.linalg.lstsq(by * root, change * root[:, 0], rcond=None)[0]
    found["slope_load"], found["slope_town"] = float(slopes[1]), float(slopes[2])
    return found


def _change(before: Vector, after: Vector, which: NDArray[np.bool_] | None = None) -> float:
    """Per cent."""
    which = np.ones(len(before), dtype=np.bool_) if which is None else which
    return PERCENT * float(after[which].sum() / max(float(before[which].sum()), LEAST) - 1.0)


def _thirds(by: Vector, weight: Vector) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The lowest and the highest third, by weight."""
    order = np.argsort(by, kind="stable")
    part = np.empty(len(by))
    part[order] = np.cumsum(weight[order]) - weight[order] / 2
    part /= weight.sum()
    return part < 1 / 3, part > 2 / 3


def luck_of(table: Table, rounds: int = 200, seed: int = 33284) -> dict[str, float]:
    """Standard deviations of the figures, as intercommunalités are drawn anew (bootstrap)."""
    rng = np.random.default_rng(seed)
    names, at = np.unique(table.epci, return_inverse=True)
    rows = [np.flatnonzero(at == number) for number in range(len(names))]
    found = []
    for _ in range(rounds):
        drawn = rng.integers(len(names), size=len(names))
        index = np.concatenate([rows[one] for one in drawn])
        again = table._replace(
            epci=np.repeat(np.arange(len(drawn)).astype(np.str_), [len(rows[one]) for one in drawn]),
            **{name: getattr(table, name)[index] for name in BY_PLACE},
        )
        found.append(list(changes(again).values()))
    spread = np.std(np.array(found), axis=0, ddof=1)
    return dict(zip(changes(table), spread.tolist(), strict=True))


def rates(regions: Sequence[Region], made: Sequence[Expected], under_55: float) -> dict[str, float]:
    """By id of conf/published.csv: per cent of GPs a year, a ratio, km, per cent."""
    heads = sum(float(one.heads[-1 - LAST : -1].sum()) for one in made)
    first = sum(float(one.first[-LAST:].sum()) for one in made)
    exits = sum(float(one.exits[-LAST:].sum()) for one in made)
    return {
        "entry_rate": PERCENT * first / heads,
        "exit_rate": PERCENT * exits / heads,
        "replacement_ratio": first / exits,
        "distance_university": distance(regions, made),
        "early_loss": PERCENT * (1.0 - (1.0 - under_55) ** SETTLED),
    }


def distance(regions: Sequence[Region], made: Sequence[Expected]) -> float:
    """Median km between where graduates and locums settle and where they trained."""
    away, number = [], []
    for region, one in zip(regions, made, strict=True):
        towns = list(region.region["universities"].values())
        lat, lon = np.array([[town["lat"], town["lon"]] for town in towns]).T
        away.append(km(lat, lon, region.land.lat, region.land.lon).ravel())
        number.append(one.settled.ravel())
    return median(np.concatenate(away), np.concatenate(number))


def median(values: Vector, weights: Vector) -> float:
    """The value up to which half of the weight lies."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])
