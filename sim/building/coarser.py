"""A coarser grain: an intercommunalité in place of its communes, for territories as large as a region.

What a line says of its people is the sum of its communes. What is lost: distances within it (a trip there has
the length that its area gives, ``Roads.minutes_within``), and who goes from one of its villages to another.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from sim.building.facilities import POINTS
from sim.france.facts import AGES
from sim.france.joined import Facts

LEAD: Final = ("dep", "region", "epci", "epci_name", "lat", "lon", "zoning")  # as its most populous commune
# What names of intercommunalités begin with; what follows tells them apart.
KIND: Final = re.compile(
    r"(Communauté (de communes|d['’ ]agglomération|urbaine)|Métropole) (du |des |de la |de l['’]|de |d['’])?"
)
MEANS: Final = {  # by whose number: of what is no number of people or things
    "population_years": "population",
    "ed_minutes": "population",
    "density": "population",
    "apl": "apl_population",
    "apl_65": "apl_population",
}
KNOWN_PARTS: Final = ("population", "area_km2", *AGES)  # summed even where a part is not known


def by_epci(facts: Facts) -> Facts:
    """Facts whose communes are intercommunalités, each under the code of its most populous commune, where it
    lies, and under its own name, without what its kind is called. One that reaches into another region is a
    line in each, so that regions keep their people. A commune of no intercommunalité stays as it is.

    A sum of which a part is not known is not known, but for residents, ages and area. Doctors and services
    stand in the line of their commune; points of the map (EHPAD, pharmacies …) are only counted: a line
    has no streets. Minutes of travel are those between the most populous communes.
    """
    lead = leads(facts.communes)
    return replace(
        facts,
        communes=_communes(facts.communes, lead),
        facilities=_facilities(facts, lead),
        doctors=_doctors(facts.doctors, lead),
        postcodes=_moved(facts.postcodes, lead).drop_duplicates(ignore_index=True),
    )


def leads(communes: pd.DataFrame) -> pd.Series:
    """Of each commune, by code, the code of its line: the most populous (of those whose place is known)."""
    epci = communes["epci"].where(communes["epci"] != "", communes.index.to_series())
    group = epci + " " + communes["region"]
    people = communes["population"].fillna(-1.0).where(communes["lat"].notna(), -2.0)
    first = people.groupby(group).idxmax()
    return group.map(first)


def _communes(communes: pd.DataFrame, lead: pd.Series) -> pd.DataFrame:
    groups = communes.groupby(lead.to_numpy())
    made = communes.loc[sorted(lead.unique())].copy()
    names = made["epci_name"].map(lambda name: KIND.sub("", name, count=1) if KIND.match(name) else name)
    made["name"] = names.where(names != "", made["name"])
    for column in communes.columns.difference(["name", *LEAD]):
        if column in MEANS:
            made[column] = _mean(communes, lead, column)
        else:
            known = groups[column].sum(min_count=1)
            whole = (groups[column].count() == groups.size()) | (column in KNOWN_PARTS)
            made[column] = known.where(whole)
    made["density"] = made["density"].round()  # a class
    return made


def _mean(communes: pd.DataFrame, lead: pd.Series, column: str) -> pd.Series:
    """Weighted, over the communes where it is known; where those have no people, each counts as much."""
    weight = communes[MEANS[column]].fillna(communes["population"]).fillna(0.0) + 1e-9
    weight = weight.where(communes[column].notna())
    by = lead.to_numpy()
    return (communes[column] * weight).groupby(by).sum(min_count=1) / weight.groupby(by).sum(min_count=1)


def _facilities(facts: Facts, lead: pd.Series) -> pd.DataFrame:
    """Those where people are seen, each in its line, at its own place."""
    places = facts.facilities[~facts.facilities["sort"].isin(POINTS)].copy()
    hall = facts.communes[["lat", "lon"]].reindex(places["code"]).to_numpy()
    known = (places["lat"].notna() & places["lon"].notna()).to_numpy()
    for axis, name in enumerate(("lat", "lon")):
        places[name] = np.where(known, places[name], hall[:, axis]).astype(np.float64)
    return _moved(places, lead)


def _doctors(doctors: pd.DataFrame, lead: pd.Series) -> pd.DataFrame:
    """Each once a line: a doctor of two sites in one is whole there."""
    if doctors.empty:
        return doctors
    others: Mapping[str, str] = {name: "first" for name in doctors.columns if name not in ("doctor", "code")}
    moved = _moved(doctors, lead).groupby(["doctor", "code"], sort=False, as_index=False)
    return moved.agg({**others, "share": "sum"})[list(doctors.columns)]


def _moved(table: pd.DataFrame, lead: pd.Series) -> pd.DataFrame:
    """With the code of its line in place of a commune's; one that is no commune's stays."""
    return table.assign(code=[lead.get(code, code) for code in table["code"]])
