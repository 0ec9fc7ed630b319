"""Who lives where, year by year: the residents of the first day, and who is born or arrives on new-year days.

A person's morbidity is one uniform number: chronically ill at the first band whose share exceeds it, in ALD
likewise. So the prevalence of every band stays what it is while people age. When a person goes (dies or moves
away) is one exponential threshold against the hazard cumulated over the years; nobody depends on others.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import purposes
from sim.territory import BANDS, Territory
from sim.territory.bands import OLDEST, band_of_age
from sim.territory.rounding import by_row
from sim.territory.settings import array_of
from sim.world.bulk_draws import Drawers, Draws
from sim.world.housebound import onset
from sim.world.tables import NEVER

FERTILE: Final = (15, 44)  # ages over which the territory counts its births
MOVED: Final = 1 << 26  # what is added to the rank of somebody who has moved into an EHPAD

Ints = NDArray[np.int64]


class People(NamedTuple):
    """n persons in the order of their rows; ``years`` are counted from that of day 0."""

    commune: Ints  # (n,) row in the catchment
    key: NDArray[np.uint32]
    rank: NDArray[np.uint32]
    birth_year: Ints
    comes: Ints  # (n,) number of the new year on which they come, 0 = there on day 0
    goes: Ints  # (n,) number of the new year on which they go; beyond the last: never
    housebound: NDArray[np.bool_]  # (n,) seen at home
    attributes: NDArray[np.float64]  # (4, n) uniforms: age (newcomers), morbidity, car, housebound
    recurring: NDArray[np.float64]  # (recurring kinds, n) uniforms: who has the kind


class Years(NamedTuple):
    """The civil years of the run: ``first`` that of day 0, and the new-year days after it."""

    first: int
    days: Ints  # (Y,) day of each later January 1

    @property
    def moments(self) -> Ints:
        """(Y + 1,) the day on which those of each year come: 0, then the new-year days."""
        return np.concatenate([[0], self.days])


def first_ages(territory: Territory, here: Ints, year: int) -> Ints:
    """``[commune, age]`` residents of day 0: no draw."""
    bands = by_row(territory.population_in(year)[here], territory.age_shares[here])
    counts = np.zeros((len(here), OLDEST + 1), dtype=np.int64)
    for number, band in enumerate(BANDS):
        ages = slice(band.first, band.last + 1)
        within = np.broadcast_to(territory.year_shares[ages], (len(here), band.last + 1 - band.first))
        counts[:, ages] = by_row(bands[:, number], np.ascontiguousarray(within))
    return counts


def all_people(
    territory: Territory,
    here: Ints,
    keys: NDArray[np.uint32],
    ages: Ints,
    housebound: NDArray[np.float64],
    years: Years,
    draws: Draws,
    recurring: int,
) -> People:
    """Those of day 0 and everybody who comes later, with the year in which each goes.

    ``ages`` and ``housebound`` are those of ``first_ages`` and ``sim.world.housebound.shares``; there are so
    many ``recurring`` kinds of need.
    """
    hazard = _hazard(territory, len(years.days))
    rank = np.zeros(len(here), dtype=np.int64)  # the next rank of each commune
    commune, age = (np.repeat(index, ages.ravel()) for index in np.indices(ages.shape).reshape(2, -1))
    ranks = _ranks(commune, rank)
    who = draws.of(purposes.RESIDENT, keys[commune], ranks)
    chunks = [_come(who, ranks, recurring, hazard, years, commune, 0, years.first - age)]
    alive = _alive(chunks[0], years, len(here))
    for nth in range(1, len(years.days) + 1):
        year = years.first + nth
        there = alive[:, :, nth + 1 :].sum(axis=2)  # by commune and birth year: who stay beyond this day
        rounding = draws.of(purposes.COMMUNE, keys, np.zeros(len(keys))).uniforms(purposes.BIRTHS, year)[0]
        born = _born(there, territory.demography.birth, years, year, rounding)
        arrive = np.maximum(0, territory.population_in(year)[here] - there.sum(axis=1) - born)
        commune = np.repeat(np.arange(len(here)), born + arrive)
        is_born = np.concatenate([np.arange(b + a) < b for b, a in zip(born, arrive, strict=True)])
        ranks = _ranks(commune, rank)
        who = draws.of(purposes.RESIDENT, keys[commune], ranks)
        drawn_age = _arrival_ages(territory, who.uniforms(purposes.ATTRIBUTES)[0])
        births = np.where(is_born, year, year - drawn_age)
        chunks.append(_come(who, ranks, recurring, hazard, years, commune, nth, births))
        alive += _alive(chunks[-1], years, len(here))
    everybody = joined(chunks)
    return joined(list(move_in(everybody, housebound, years)))


def joined(parts: list[People]) -> People:
    """People of several tables, one below the other."""
    return People(*(np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)))


def _ranks(commune: Ints, following: Ints) -> NDArray[np.uint32]:
    """Ranks of people sorted by commune, from the next of each commune on; ``following`` moves forward."""
    counts = np.bincount(commune, minlength=len(following))
    starts = np.cumsum(counts) - counts
    ranks = np.arange(len(commune)) - starts[commune] + following[commune]
    following += counts
    return ranks.astype(np.uint32)


def _come(
    who: Drawers,
    ranks: NDArray[np.uint32],
    kinds: int,
    hazard: NDArray[np.float64],
    years: Years,
    commune: Ints,
    nth: int,
    birth_year: Ints,
) -> People:
    """People who come on new year ``nth`` (0: day 0), and when they will go: at a cumulated hazard that each
    draws. ``kinds`` of need recur.
    """
    age = np.minimum(years.first + nth - birth_year, OLDEST)
    threshold = -np.log(who.uniforms(purposes.YEARLY)[0])
    recurring = [who.uniforms(purposes.RECURRING, block) for block in range(-(-kinds // 4))]
    goes = np.full(len(commune), nth + 1, dtype=np.int64)
    for later in range(1, len(years.days) - nth + 1):
        goes += hazard[later][age] <= threshold
    return People(
        commune,
        who.keys,
        ranks,
        birth_year,
        np.full(len(commune), nth, dtype=np.int64),
        goes,
        np.zeros(len(commune), dtype=np.bool_),
        who.uniforms(purposes.ATTRIBUTES),
        np.concatenate([np.zeros((0, len(commune))), *recurring])[:kinds],
    )


def _hazard(territory: Territory, years: int) -> NDArray[np.float64]:
    """``[t, age]``: hazard of going on the 1st, 2nd … t-th new year after one was there at ``age``."""
    gone = array_of(territory.demography.death) + array_of(territory.demography.leave)
    by_age = -np.log1p(-np.minimum(gone, 1 - 1e-12))[band_of_age()]
    table = np.zeros((years + 1, OLDEST + 1))
    for t in range(1, years + 1):
        older = np.minimum(np.arange(OLDEST + 1) + t, OLDEST)
        table[t] = table[t - 1] + by_age[older]
    return table


def _alive(people: People, years: Years, communes: int) -> Ints:
    """``[commune, birth year, goes]`` counts; birth years from the oldest on day 0."""
    oldest = years.first - OLDEST
    births, ends = OLDEST + len(years.days) + 1, len(years.days) + 2
    place = (people.commune * births + np.maximum(people.birth_year - oldest, 0)) * ends + people.goes
    counts: Ints = np.bincount(place, minlength=communes * births * ends).reshape(communes, births, ends)
    return counts


def _born(there: Ints, rate: float, years: Years, year: int, rounding: NDArray[np.float64]) -> Ints:
    """Children by commune: the rate over those of 15 to 44."""
    oldest = years.first - OLDEST
    young, old = year - FERTILE[0] - oldest, year - FERTILE[1] - oldest
    expected = rate * there[:, old : young + 1].sum(axis=1)
    born: Ints = np.floor(expected + rounding).astype(np.int64)
    return born


def _arrival_ages(territory: Territory, uniform: NDArray[np.float64]) -> Ints:
    """Ages of newcomers: the bands of `arrive`, single years as they fall within a band."""
    shares = array_of(territory.demography.arrive)[band_of_age()] * territory.year_shares
    return np.minimum(np.searchsorted(np.cumsum(shares), uniform, side="right"), OLDEST)


def state_from(
    shares: NDArray[np.float64], uniform: NDArray[np.float64], people: People, years: Years
) -> Ints:
    """(n,) first day of a state that band ``b`` has with ``shares[b]`` (never falling): from the first band
    whose share exceeds the person's ``uniform``; NEVER if none.
    """
    first_band = np.searchsorted(shares, uniform, side="right")
    ages = np.array([band.first for band in BANDS] + [NEVER])
    onset = people.birth_year + ages[first_band] - years.first  # number of the year of the onset
    nth = np.maximum(onset, people.comes)
    days = np.concatenate([years.moments, [NEVER]])
    since: Ints = days[np.minimum(nth, len(years.days) + 1)]
    return since


def band_in(people: People, year: Ints | int) -> Ints:
    """(n,) band of age in a year; those not born yet count as newborn."""
    age = np.clip(year - people.birth_year, 0, OLDEST)
    bands: Ints = band_of_age()[age].astype(np.int64)
    return bands


def move_in(people: People, shares: NDArray[np.float64], years: Years) -> tuple[People, People]:
    """Who is seen at home from some age on (``shares``: commune, age) moves: one row ends, another begins.

    Entering an EHPAD is a move. A row says once and for all whether its person is seen at home; so who comes
    to be goes on that new year, and comes as a new resident of the same age, health and end, without MT,
    whose rank is the old one and MOVED: it does not depend on who else comes.
    """
    number = np.maximum(
        onset(shares, people.commune, people.attributes[3]) + people.birth_year - years.first, 0
    )
    already, later = number <= people.comes, (number > people.comes) & (number < people.goes)
    stay = people._replace(goes=np.where(later, number, people.goes), housebound=already)
    order = np.flatnonzero(later)[np.argsort(people.commune[later], kind="stable")]
    columns: list[Any] = [column[..., order] for column in people]
    come = People(*columns)._replace(comes=number[order], housebound=np.ones(len(order), dtype=np.bool_))
    come = come._replace(rank=come.rank + np.uint32(MOVED))
    return stay, come
