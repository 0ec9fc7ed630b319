"""The run-up of a catchment (``sim.world.run_up``) from what the territory and the scenario say."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.territory import BANDS, Territory
from sim.territory.bands import OLDEST, band_of_age
from sim.territory.settings import array_of
from sim.vocabulary.structure import N_BANDS, Link
from sim.vocabulary.time import DAYS_A_YEAR
from sim.world.doctors import usual_slots
from sim.world.external_agendas import Shared
from sim.world.intensity import chronic_share
from sim.world.links import pull
from sim.world.run_up import Edges, Registered, Rules, run_up
from sim.world.steps import who_looks

LEAST_PART: Final = 1e-3  # of the attraction of the best place: those that attract less are not asked
CHILDREN: Final = 0  # the band in which one is born

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]


class Before(NamedTuple):
    """Places are the communes of the catchment, then its shared agendas, in the order of their rows."""

    edges: Edges
    first_day: Registered

    def registered(self, communes: int) -> Matrix:
        """``[commune, place]`` people with a médecin traitant there."""
        table = np.zeros((communes, len(self.first_day.open)))
        table[self.edges.commune, self.edges.place] = self.first_day.at
        return table


class Supply(NamedTuple):
    """GPs of mean activity, in each commune and in each shared agenda, now and some years before."""

    now: Matrix  # (m,)
    then: Matrix  # (m,)
    since: float  # years between the two; 0: not known, `then` is `now`


def years_before(
    territory: Territory,
    here: Ints,
    ages: Ints,
    travel: NDArray[np.int32],
    shared: Shared,
    supply: Supply,
    doctors: Doctors,
    needs: Needs,
) -> Before:
    """The first day of a catchment; ``ages`` [commune, age]: residents; ``travel`` [commune, commune]."""
    minutes = np.concatenate([travel, shared.travel.T], axis=1)
    plan = doctors.patients
    attraction = pull(minutes, plan.mt_minutes, plan.mt_most_minutes)
    at_ease = doctors.run_up.patients_at_ease
    edges = asked(attraction, (supply.now > 0) | (supply.then > 0))
    first_day = run_up(
        classes(territory, ages),
        edges,
        at_ease * supply.then,
        at_ease * supply.now,
        supply.since,
        rules(territory, doctors, needs),
    )
    return Before(edges, first_day)


def asked(attraction: Matrix, exists: NDArray[np.bool_]) -> Edges:
    """Edges from every commune to the places it may ask; the first places are the communes themselves."""
    weight = np.where(exists, attraction, 0.0)
    best = weight.max(axis=1, keepdims=True, initial=0.0)
    commune, place = np.nonzero((weight > LEAST_PART * best) & (weight > 0))
    return Edges(commune, place, weight[commune, place], commune == place)


def classes(territory: Territory, ages: Ints) -> Matrix:
    """(n, 7, 2) residents by band and ALD."""
    by_band = np.zeros((len(ages), N_BANDS))
    np.add.at(by_band.T, band_of_age(), ages.T)
    ald = territory.ald_share
    return by_band[:, :, None] * np.stack([1.0 - ald, ald], axis=1)


def rules(territory: Territory, doctors: Doctors, needs: Needs) -> Rules:
    """How people come, go and look, and what doctors take, in the years before the first day."""
    plan, patients, people = doctors.run_up, doctors.patients, territory.demography
    up = np.array([territory.year_shares[band.last] if band.last < OLDEST else 0.0 for band in BANDS])
    leave = array_of(people.leave)
    moved = np.ones(N_BANDS)
    moved[CHILDREN] = leave[CHILDREN] / (leave[CHILDREN] + up[CHILDREN])
    days = np.array(patients.search_days.values[: len(Link)])[:, None] * np.array([1.0, patients.search_ald])
    a_year = needs_of(needs, territory)
    seen, refused = (np.tensordot(each.values, a_year, axes=1) for each in (plan.seen, plan.refused))
    looking, others = patients.asks_when_seen.values
    return Rules(
        years=plan.years,
        up=up,
        gone=array_of(people.death) + leave,
        moved=moved,
        looks=who_looks(patients)[: len(Link)],
        begins=patients.look_ald,
        searches=DAYS_A_YEAR / days,
        asks=np.stack([seen * others, seen * looking]),
        refused=refused * patients.looks_when_refused,
        heard=patients.news.heard,
        far=np.array(patients.declared_elsewhere.values),
        leaving=plan.ceasing,
        taken_over=plan.taken_over,
        anyway=np.array(patients.takes_anyway.values),
        stretch=plan.stretch,
    )


def needs_of(needs: Needs, territory: Territory) -> Matrix:
    """(2, 7, 2) returns of chronic illness, then other needs, a year, of people without and with an ALD.

    Those with an ALD have their returns in place of those that others have on average; the mean of each band
    is its weight.
    """
    ald, all_needs = territory.ald_share, needs.per_year * np.array(needs.weights.values)
    a_year = (1.0 - needs.chronic.elsewhere) * DAYS_A_YEAR
    returns = a_year / np.array(needs.chronic.days_without_ald.values)
    of_others = returns * (chronic_share(needs, territory) - ald) / np.maximum(1e-9, 1.0 - ald)
    of_ald = a_year / np.array(needs.chronic.days_with_ald.values)
    arising = all_needs - ald * of_ald - (1.0 - ald) * of_others
    both: Matrix = np.array([[of_others, of_ald], [arising, arising]]).transpose(0, 2, 1)
    return both


def supply_of(
    territory: Territory, here: Ints, heads: Matrix, shared: Shared, doctors: Doctors, year: int
) -> Supply:
    """``heads`` (n,): GPs of mean activity of each commune on the first day, in January of ``year``."""
    spread = np.exp(doctors.patients.panel_spread**2 / 2)
    beyond = shared.mt_weight / (spread * usual_slots(doctors))
    now = np.concatenate([heads, beyond])
    if territory.gps_before is None:
        return Supply(now, now, 0.0)
    counted, before = territory.gps[here].astype(np.float64), territory.gps_before[here]
    each = heads.sum() / max(1.0, counted.sum())
    then = np.where(counted > 0, heads * before / np.maximum(1.0, counted), before * each)
    return Supply(now, np.concatenate([then, beyond]), float(max(0, year - territory.gps_before_year)))
