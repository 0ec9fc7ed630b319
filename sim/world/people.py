"""Who lives where, day by day: the residents of the first day, and who is born or arrives later.

A person's morbidity is one uniform number: chronically ill from the age at which a curve exceeds it, in ALD
likewise (``by_age``). So the prevalence of every band stays what it is while people age. When a person goes
(dies or moves away) is one exponential threshold against the hazard cumulated over the days; nobody depends
on others.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import purposes
from sim.territory import BANDS, N_BANDS, Territory
from sim.territory.bands import OLDEST, band_of_age
from sim.territory.rounding import by_row
from sim.territory.settings import array_of
from sim.vocabulary.structure import SeenAt
from sim.world.bulk_draws import Drawers, Draws
from sim.world.by_age import age_at
from sim.world.tables import NEVER
from sim.world.years import Years, passed

FERTILE: Final = (15, 44)  # ages over which the territory counts its births
MOVED: Final = 1 << 26  # what is added to the rank of somebody who has moved into an EHPAD
ROUNDS: Final = (
    20  # in which those are made up for who come and leave within a year: one in twenty of a round
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class People(NamedTuple):
    """n persons in the order of their rows."""

    commune: Ints  # (n,) row in the catchment
    key: NDArray[np.uint32]
    rank: NDArray[np.uint32]
    birth_year: Ints
    comes: Ints  # (n,) day from which they are there, 0 = there on day 0
    goes: Ints  # (n,) first day on which they are not; NEVER beyond the years played
    goes_on: Ints  # (n,) row in which the same person goes on, -1 none
    elsewhere: NDArray[np.bool_]  # (n,) arrives from elsewhere
    housebound: NDArray[np.uint8]  # (n,) structure.SeenAt
    attributes: Floats  # (4, n) uniforms: age (newcomers), morbidity, car, housebound
    recurring: Floats  # (recurring kinds, n) uniforms: who has the kind


def first_ages(territory: Territory, here: Ints, year: int) -> Ints:
    """``[commune, age]`` residents of day 0: no draw."""
    bands = by_row(territory.population_in(year)[here], territory.age_shares[here])
    counts = np.zeros((len(here), OLDEST + 1), dtype=np.int64)
    for number, band in enumerate(BANDS):
        ages = slice(band.first, band.last + 1)
        within = np.broadcast_to(territory.year_shares[ages], (len(here), band.last + 1 - band.first))
        counts[:, ages] = by_row(bands[:, number], np.ascontiguousarray(within))
    return counts


class Course(NamedTuple):
    """What brings and takes the people of some communes (``here``, ranks; ``keys``) in the years played.

    kinds    of need that recur
    hazard   by year, ``[band, days + 1]`` of going, cumulated from January 1 on
    moves    by year, (days + 1,) part of its moves that has passed
    """

    territory: Territory
    here: Ints
    keys: NDArray[np.uint32]
    years: Years
    draws: Draws
    kinds: int
    hazard: list[Floats]
    moves: list[Floats]

    def drawers(self, commune: Ints, ranks: NDArray[np.uint32]) -> Drawers:
        """The people of these communes and ranks."""
        return self.draws.of(purposes.RESIDENT, self.keys[commune], ranks)


def course_of(
    territory: Territory,
    here: Ints,
    keys: NDArray[np.uint32],
    years: Years,
    draws: Draws,
    kinds: int,
    months: list[float],
) -> Course:
    """``months``: how often people move, by month."""
    death, leave = (array_of(rates) for rates in (territory.demography.death, territory.demography.leave))
    yearly = -np.log1p(-np.minimum(death + leave, 1 - 1e-12))
    dies = np.divide(death, death + leave, out=np.ones(N_BANDS), where=death + leave > 0)[:, None]
    moves = [passed(months, years.first + nth) for nth in range(years.number)]
    hazard = [
        yearly[:, None] * (dies * np.linspace(0.0, 1.0, len(part)) + (1.0 - dies) * part) for part in moves
    ]
    return Course(territory, here, keys, years, draws, kinds, hazard, moves)


def all_people(course: Course, ages: Ints, at_home: Floats, in_ehpad: Floats) -> People:
    """Those of day 0 and everybody who comes later, with the day on which each goes.

    ``ages``: of ``first_ages``; ``at_home`` and ``in_ehpad``: of ``sim.world.housebound.shares``.
    """
    years, rank = course.years, np.zeros(len(course.here), dtype=np.int64)  # the next rank of each commune
    commune, age = (np.repeat(index, ages.ravel()) for index in np.indices(ages.shape).reshape(2, -1))
    ranks = _ranks(commune, rank)
    nobody = np.zeros(len(commune), dtype=np.int64)
    who = course.drawers(commune, ranks)
    chunks = [_people(course, who, commune, ranks, years.first - age, nobody, nobody.astype(np.bool_))]
    for nth in range(years.number):
        born = _born(course, chunks, nth)
        wanted = course.territory.population_in(years.first + nth + 1)[course.here]
        for _ in range(ROUNDS):
            arrive = np.maximum(0, wanted - _there(course, chunks, int(years.january[nth + 1])) - born)
            if not (born + arrive).any():
                break
            chunks.append(_newcomers(course, born, arrive, nth, rank))
            born = np.zeros_like(born)
    later = [those(people, people.comes < years.played) for people in chunks[1:]]
    played = joined([chunks[0], *later])
    return move_in(move_in(played, at_home, SeenAt.HOME, years), in_ehpad, SeenAt.EHPAD, years)


def joined(parts: list[People]) -> People:
    """People of several tables, one below the other."""
    return People(*(np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)))


def those(people: People, which: Ints | NDArray[np.bool_]) -> People:
    """Some of these people."""
    columns: list[Any] = [column[..., which] for column in people]
    return People(*columns)


def _ranks(commune: Ints, following: Ints) -> NDArray[np.uint32]:
    """Ranks of people sorted by commune, from the next of each commune on; ``following`` moves forward."""
    counts = np.bincount(commune, minlength=len(following))
    starts = np.cumsum(counts) - counts
    ranks = np.arange(len(commune)) - starts[commune] + following[commune]
    following += counts
    return ranks.astype(np.uint32)


def _people(
    course: Course,
    who: Drawers,
    commune: Ints,
    ranks: NDArray[np.uint32],
    birth_year: Ints,
    comes: Ints,
    elsewhere: NDArray[np.bool_],
) -> People:
    """People who come, ``who`` draw; with the day on which each goes."""
    n = len(commune)
    threshold = -np.log(who.uniforms(purposes.YEARLY)[0])
    recurring = [who.uniforms(purposes.RECURRING, block) for block in range(-(-course.kinds // 4))]
    return People(
        commune,
        who.keys,
        ranks,
        birth_year,
        comes,
        _goes(course, birth_year, comes, threshold),
        np.full(n, -1, dtype=np.int64),
        elsewhere,
        np.zeros(n, dtype=np.uint8),
        who.uniforms(purposes.ATTRIBUTES),
        np.concatenate([np.zeros((0, n)), *recurring])[: course.kinds],
    )


def _goes(course: Course, birth_year: Ints, comes: Ints, threshold: Floats) -> Ints:
    """(n,) the first day on which the hazard cumulated since one came exceeds one's ``threshold``."""
    years = course.years
    goes, left = np.full(len(comes), NEVER, dtype=np.int64), threshold.copy()
    for nth, hazard in enumerate(course.hazard):
        first = int(years.january[nth])
        begins = np.clip(comes - first, years.begins(nth) - first, hazard.shape[1] - 1)
        band = band_of_age()[np.clip(years.first + nth - birth_year, 0, OLDEST)]
        level = hazard[band, begins] + left
        going = np.flatnonzero((goes == NEVER) & (level < hazard[band, -1]))
        for number in range(N_BANDS):
            these = going[band[going] == number]
            goes[these] = first + np.searchsorted(hazard[number], level[these], side="right")
        left = level - hazard[band, -1]
    return goes


def _there(course: Course, chunks: list[People], day: int, born: slice | None = None) -> Ints:
    """(communes,) people there on a day after which nobody of ``chunks`` comes; ``born``: in these years."""
    counts = np.zeros(len(course.here), dtype=np.int64)
    for people in chunks:
        there = people.goes > day
        if born is not None:
            there &= (people.birth_year >= born.start) & (people.birth_year <= born.stop)
        counts += np.bincount(people.commune[there], minlength=len(counts))
    return counts


def _born(course: Course, chunks: list[People], nth: int) -> Ints:
    """Children of a year by commune: the rate over those of 15 to 44 there as it begins."""
    years, year = course.years, course.years.first + nth
    begins, ends = years.begins(nth), int(years.january[nth + 1])
    bearing = _there(course, chunks, begins, slice(year - FERTILE[1], year - FERTILE[0]))
    part = (ends - begins) / (ends - int(years.january[nth]))
    communes = course.draws.of(purposes.COMMUNE, course.keys, np.zeros(len(course.keys)))
    rounding = communes.uniforms(purposes.BIRTHS, year)[0]
    born: Ints = np.floor(course.territory.demography.birth * bearing * part + rounding).astype(np.int64)
    return born


def _newcomers(course: Course, born: Ints, arrive: Ints, nth: int, rank: Ints) -> People:
    """By commune the children of a year, then those who arrive in it; ``rank`` moves forward."""
    years, year = course.years, course.years.first + nth
    commune = np.repeat(np.arange(len(born)), born + arrive)
    here = np.concatenate([np.arange(b + a) < b for b, a in zip(born, arrive, strict=True)])
    ranks = _ranks(commune, rank)
    who = course.drawers(commune, ranks)
    age = _arrival_ages(course.territory, who.uniforms(purposes.ATTRIBUTES)[0])
    when = who.uniforms(purposes.YEARLY)[1]
    first, begins = int(years.january[nth]), years.begins(nth)
    part = course.moves[nth]
    before = part[begins - first]
    moves = first + np.searchsorted(part, before + when * (part[-1] - before), side="right")
    evenly = begins + 1 + np.floor(when * (first + len(part) - 1 - begins)).astype(np.int64)
    comes = np.where(here, evenly, np.minimum(moves, first + len(part) - 1))
    return _people(course, who, commune, ranks, np.where(here, year, year - age), comes, ~here)


def _arrival_ages(territory: Territory, uniform: Floats) -> Ints:
    """Ages of newcomers: the bands of `arrive`, single years as they fall within a band."""
    shares = array_of(territory.demography.arrive)[band_of_age()] * territory.year_shares
    return np.minimum(np.searchsorted(np.cumsum(shares), uniform, side="right"), OLDEST)


def state_from(ages: Floats, uniform: Floats, people: People, years: Years) -> Ints:
    """(n,) first day of a state that begins at the exact age at which the curve ``ages`` exceeds the person's
    ``uniform``, on day 0 or as they come at the earliest; NEVER if not in the years played.
    """
    day = years.day_at(people.birth_year - years.first + age_at(ages[None, :], 0, uniform))
    since: Ints = np.maximum(day, people.comes)
    return since


def band_in(people: People, year: Ints | int) -> Ints:
    """(n,) band of age in a year; those not born yet count as newborn."""
    age = np.clip(year - people.birth_year, 0, OLDEST)
    bands: Ints = band_of_age()[age].astype(np.int64)
    return bands


def move_in(people: People, shares: Floats, where: SeenAt, years: Years) -> People:
    """Who is seen there from some age on (``shares``: commune, exact age) moves: one row ends, and they go on
    in another, below all.

    Entering an EHPAD is a move. A row says once and for all where its person is seen; so who comes to be
    elsewhere goes on that day as a new resident of the same age, health and end, whose rank is the old one
    and MOVED: it does not depend on who else comes.
    """
    exact = age_at(shares, people.commune, people.attributes[3])
    day = years.day_at(people.birth_year - years.first + exact)
    already = day <= people.comes
    later = ~already & (day < people.goes) & (day < years.played)
    order = np.flatnonzero(later)[np.argsort(people.commune[later], kind="stable")]
    goes_on = people.goes_on.copy()
    goes_on[order] = len(goes_on) + np.arange(len(order))
    seen_at = np.where(already, np.uint8(where), people.housebound)
    stay = people._replace(goes=np.where(later, day, people.goes), goes_on=goes_on, housebound=seen_at)
    come = those(people, order)._replace(
        comes=day[order],
        elsewhere=np.zeros(len(order), dtype=np.bool_),
        housebound=np.full(len(order), where, dtype=np.uint8),
    )
    return joined([stay, come._replace(rank=come.rank + np.uint32(MOVED))])
