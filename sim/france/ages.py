"""The seven bands of ages that we use, from single years or from other bands."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from sim.france.facts import AGES
from sim.schema.languages import Worded

FIRST_YEARS: Final = (0, 15, 30, 45, 60, 75, 90)  # of the bands AGES

# The census of 2023 (Melodi) has other bands: what of each goes where. One that lies across a limit is cut.
OTHER_BANDS: Final = ("Y_LT15", "Y15T24", "Y25T39", "Y40T54", "Y55T64", "Y65T79", "Y_GE80")
_CUTS: Final = {
    "Y25T39": ((25, 30, 40), "age_15_29", "age_30_44"),
    "Y40T54": ((40, 45, 55), "age_30_44", "age_45_59"),
    "Y55T64": ((55, 60, 65), "age_45_59", "age_60_74"),
    "Y65T79": ((65, 75, 80), "age_60_74", "age_75_89"),
    "Y_GE80": ((80, 90, 101), "age_75_89", "age_90_up"),
}
_WHOLE: Final = {"Y_LT15": "age_0_14", "Y15T24": "age_15_29"}

# Of the people of a band, those below the limit in it: assumed where no file gives single years.
# Rounded from the pyramid of France at the beginning of 2023.
YOUNGER: Final[Mapping[str, float]] = {
    "Y25T39": 0.31,
    "Y40T54": 0.33,
    "Y55T64": 0.51,
    "Y65T79": 0.73,
    "Y_GE80": 0.77,
}
ASSUMED: Final[Worded] = {
    "en": "bands of ages across 30, 45, 60, 75 and 90 years are cut by the national pyramid of 2023; INSEE's "
    "file TD_POP1B (people by single year of age) in the same folder would give each département's own",
    "fr": "les tranches d’âge à cheval sur 30, 45, 60, 75 et 90 ans sont coupées selon la pyramide nationale "
    "de 2023 ; le fichier TD_POP1B de l’Insee (population par année d’âge), dans le même dossier, donnerait "
    "celle de chaque département",
}


def split_bands(people: pd.DataFrame, younger: pd.DataFrame | None = None) -> pd.DataFrame:
    """People in the seven bands ``AGES``, from the bands ``OTHER_BANDS`` of the census of 2023.

    people   a line a place, columns OTHER_BANDS
    younger  of the people of a band, those below the limit in it: for each line of `people`, a column
             for each of YOUNGER; NaN and None: as in France (assumed)
    """
    assumed = pd.DataFrame(dict(YOUNGER), index=people.index)
    shares = assumed if younger is None else younger.reindex(people.index).fillna(assumed)
    ages = pd.DataFrame(0.0, index=people.index, columns=list(AGES))
    for band, whole in _WHOLE.items():
        ages[whole] += people[band]
    for band, (_years, below, above) in _CUTS.items():
        ages[below] += people[band] * shares[band]
        ages[above] += people[band] * (1.0 - shares[band])
    return ages


def younger_shares(years: pd.DataFrame) -> pd.DataFrame:
    """What ``split_bands`` needs, from people by single year: a line a place, columns 0 … 100."""
    shares = pd.DataFrame(index=years.index)
    for band, ((first, limit, end), _below, _above) in _CUTS.items():
        all_ages = years[[year for year in range(first, end) if year in years]].sum(axis=1)
        below = years[[year for year in range(first, limit) if year in years]].sum(axis=1)
        shares[band] = below / all_ages.replace(0.0, float("nan"))
    return shares
