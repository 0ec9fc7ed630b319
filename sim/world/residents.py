"""The residents' table: people with their illness, habits and médecin traitant, then the streams."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.scenario.needs import Needs
from sim.territory import Territory
from sim.vocabulary.structure import SeenAt, Sort
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.by_age import curve
from sim.world.intensity import chronic_share, stream_group
from sim.world.people import People, band_in, state_from
from sim.world.tables import NEVER, RESIDENT, Table, table, take
from sim.world.years import Years

FRAILTY_BITS: Final = 16  # of a word, that choose the frailty

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]
YEARS_TO_CAR: Final = 3  # after that of day 0: the middle of seven, as we play by default
STREAMS: Final = (Sort.VISITOR, Sort.EMERGENCY, Sort.CALLER)


@cache
def frailties(shape: float) -> Matrix:
    """(65536,) quantiles of a gamma distribution of mean exactly 1; not to be written to."""
    steps = 2**FRAILTY_BITS
    values: Matrix = gammaincinv(shape, (np.arange(steps) + 0.5) / steps)
    mean_one: Matrix = values / values.mean()
    mean_one.setflags(write=False)
    return mean_one


def resident_rows(
    territory: Territory,
    needs: Needs,
    here: Ints,
    people: People,
    years: Years,
    habits: NDArray[np.uint64],
    frailty: Matrix,
) -> Table:
    """RESIDENT rows of people, without médecin traitant.

    ``habits``: their (4, n) words of HABITS; ``frailty``: the table of ``frailties``. A row says once whether
    there is a car: as at the age of the fourth civil year, or of that in which they come.
    """
    rows = table(RESIDENT, len(people.commune))
    rows["is_a"] = Sort.RESIDENT
    take(rows, people, "commune", "key", "rank", "birth_year", "housebound", "goes_on")
    rows["frailty"] = frailty[habits[0] >> np.uint64(32 - FRAILTY_BITS)]
    rows["from_day"] = people.comes
    rows["until_day"] = people.goes
    morbidity = people.attributes[1]
    chronic = curve(chronic_share(needs, territory), territory.year_shares, 1.0)
    ald = curve(territory.ald_share, territory.year_shares, 1.0)
    rows["ald_from"] = state_from(ald, morbidity, people, years)
    rows["chronic_from"] = np.minimum(state_from(chronic, morbidity, people, years), rows["ald_from"])
    band = band_in(people, years.first + np.maximum(YEARS_TO_CAR, years.year_of(people.comes)))
    rows["no_car"] = people.attributes[2] < territory.no_car_here[here][people.commune, band]
    rows["no_car"][people.housebound != SeenAt.PRACTICE] = 0  # doctors come, an ambulance takes them
    rows["mt"] = -1
    return rows


def stream_rows(keys: NDArray[np.uint32], year: int) -> Table:
    """RESIDENT rows of the streams, commune by commune: visitors, emergencies, other calls."""
    rows = table(RESIDENT, len(keys) * len(STREAMS))
    for i, row in enumerate(rows):
        commune, stream = divmod(i, len(STREAMS))
        row["is_a"] = STREAMS[stream]
        row["commune"] = commune
        row["key"] = keys[commune]
        row["birth_year"] = year  # nobody's
        row["frailty"] = 1.0
        row["until_day"] = row["chronic_from"] = row["ald_from"] = NEVER
        row["mt"] = row["goes_on"] = -1
        row["group"] = stream_group(commune, stream)
    return rows


def recurring_from(
    needs: Needs, people: People, years: Years, within: Matrix, streams: int, vocabulary: Vocabulary
) -> Ints:
    """``[resident, recurring kind]`` first day on which each has the kind, NEVER if none (so streams).

    ``within``: the part of each single age in its band.
    """
    kinds = vocabulary.recurring_kinds
    since = np.full((len(people.commune) + streams, len(kinds)), NEVER, dtype=np.int64)
    for place, kind in enumerate(kinds):
        share = np.array(needs.recurring[kind.id].share.values)
        ages = curve(share, within, 1.0)
        since[: len(people.commune), place] = state_from(ages, people.recurring[place], people, years)
    return since
