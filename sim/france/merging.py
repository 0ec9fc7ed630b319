"""Tables of one file, on the communes of today."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.france.codes import PARENTS, department
from sim.france.facts import AGES, Loss, Reading
from sim.france.today import Today
from sim.schema.languages import Worded

MOST_EXAMPLES: Final = 5
# What is 0 where a file that says so has no line, in the départements that it tells of.
COUNTED: Final = (
    *("gps", "emergency_departments", "health_centres", "msp"),
    *("pharmacies", "nurses", "physiotherapists"),
)
# Of communes that became one: these are added up, the means weighted, all else is that of the commune that
# gave its code.
ADDED: Final = frozenset(
    (
        *("area_km2", "population", "population_before", *AGES, "births", "deaths", "dwellings"),
        *("second_homes", *COUNTED, "gps_60_up", "gps_before", "ehpad_places", "apl_population"),
        *("adults", "adults_without_mt", "adults_no_visit", "people_with_ald", "people_insured"),
    )
)
MEANS: Final = ("apl", "apl_65", "ed_minutes", "lat", "lon")
# Columns of communes that the establishments of a register are counted in, by sort.
COUNTS: Final = {
    "ed": "emergency_departments",
    "health_centre": "health_centres",
    "msp": "msp",
    "pharmacy": "pharmacies",
}
RETIRING: Final = 60  # years: those of `gps_60_up`

NO_COMMUNE: Final[Worded] = {"en": "no commune of today", "fr": "aucune commune d’aujourd’hui"}
TWICE: Final[Worded] = {
    "en": "arrondissements of a commune that stands there as a whole",
    "fr": "arrondissements d’une commune qui y figure en entier",
}
DOUBLE: Final[Worded] = {
    "en": "communes that have a line already",
    "fr": "communes qui ont déjà une ligne",
}


class Merged(NamedTuple):
    """A file's table on the communes of today (of communes: by code), and the lines that it lost there."""

    reading: Reading
    table: pd.DataFrame
    losses: tuple[Loss, ...]
    unplaced: tuple[str, ...] = ()

    @property
    def lost(self) -> int:
        """Lines that stand nowhere."""
        return sum(loss.lines for loss in self.losses)


def loss_of(why: Worded, lost: Sequence[str]) -> tuple[Loss, ...]:
    """Lines that were lost for one reason, with the first few; () where none was."""
    return (Loss(why, len(lost), tuple(lost[:MOST_EXAMPLES])),) if lost else ()


def merged_communes(reading: Reading, today: Today) -> Merged:
    """One line a commune of today: those that became one are joined, arrondissements too."""
    table = reading.table
    was = table["code"].astype(str)
    doubled = was.duplicated()
    whole = set(was)
    inside = pd.Series([PARENTS.get(code) in whole for code in was], index=was.index, dtype=bool)
    now = today.codes(was)
    nowhere = (now == "") & ~doubled & ~inside
    losses = (
        *loss_of(DOUBLE, list(was[doubled])),
        *loss_of(TWICE, list(was[inside & ~doubled])),
        *loss_of(NO_COMMUNE, list(was[nowhere])),
    )
    kept = ~doubled & ~inside & ~nowhere
    joined = _as_one(table[kept].drop(columns="code"), was[kept], now[kept])
    return Merged(reading, _with_zeros(joined, today) if reading.none_is_zero else joined, losses)


def _as_one(table: pd.DataFrame, was: pd.Series, now: pd.Series) -> pd.DataFrame:
    """One line for each code of `now`."""
    table = table.set_axis(pd.Index(now, name="code"))
    several = now.duplicated(keep=False).to_numpy()
    if not several.any():
        return table
    parts = table[several]
    own = pd.Series((was == now).to_numpy()[several], index=parts.index)
    by = parts.groupby(level=0, sort=False)
    first = parts[own.to_numpy()]
    made = first[~first.index.duplicated()].reindex(by.size().index)
    made = made.where(made.notna(), by.first())
    for column in parts.columns:
        if column in ADDED:
            made[column] = by[column].sum(min_count=1)
        elif column in MEANS and not (column in ("lat", "lon") and own.any()):
            made[column] = _mean(parts, column)
    return pd.concat([table[~several], made])


def _mean(parts: pd.DataFrame, column: str) -> pd.Series:
    """Weighted by the people whom it was counted for, where the file says so."""
    people = next((name for name in ("apl_population", "population") if name in parts.columns), None)
    weight = parts[people].fillna(0.0) if people else pd.Series(1.0, index=parts.index)
    weight = weight.where(parts[column].notna(), 0.0)
    sums = (parts[column].fillna(0.0) * weight).groupby(level=0).sum()
    return sums / weight.groupby(level=0).sum().replace(0.0, np.nan)


def _with_zeros(table: pd.DataFrame, today: Today) -> pd.DataFrame:
    """With the communes that a file of counts does not list, since they have none."""
    columns = [column for column in COUNTED if column in table.columns]
    covered = {department(code) for code in table.index}
    absent = sorted(code for code in today.known.difference(table.index) if department(code) in covered)
    if not columns or not absent:
        return table
    return pd.concat([table, pd.DataFrame(0.0, index=pd.Index(absent, name="code"), columns=columns)])


def merged_places(reading: Reading, today: Today) -> Merged:
    """Facilities or doctors: each line with the code of today, "" where it has none."""
    table = reading.table.copy()
    was = table["code"].astype(str)
    table["code"] = today.codes(was)
    lost = table["code"] == ""
    named = table.loc[lost, "name" if reading.shape == "facilities" else "doctor"].astype(str)
    unplaced = tuple(f"{name} ({code or '?'})" for name, code in zip(named, was[lost], strict=True))
    return Merged(reading, table, (), unplaced)


def merged_pairs(reading: Reading, today: Today) -> Merged:
    """Minutes between communes of today; of several that became one, the first."""
    table = reading.table.assign(a=today.codes(reading.table["a"]), b=today.codes(reading.table["b"]))
    lost = (table["a"] == "") | (table["b"] == "")
    named = [f"{a} {b}" for a, b in reading.table.loc[lost, ["a", "b"]].itertuples(index=False)]
    return Merged(reading, table[~lost].drop_duplicates(["a", "b"]), loss_of(NO_COMMUNE, named))


def merged_postcodes(reading: Reading, today: Today) -> Merged:
    """Postcodes of the communes of today."""
    was = reading.table["code"]
    table = reading.table.assign(code=today.codes(was))
    lost = table["code"] == ""
    return Merged(reading, table[~lost].drop_duplicates(), loss_of(NO_COMMUNE, list(was[lost])))


def counted(merged: Merged, today: Today) -> pd.DataFrame:
    """What the lines of a register come to in each commune, with the columns of communes."""
    table = merged.table[merged.table["code"] != ""]
    made: dict[str, pd.Series] = {}
    if merged.reading.shape == "doctors":
        liberal = table[~table["salaried"].astype(bool)] if "salaried" in table else table
        share = liberal["share"].fillna(1.0) if "share" in liberal else pd.Series(1.0, index=liberal.index)
        made["gps"] = share.groupby(liberal["code"]).sum()
        if "age" in liberal and liberal["age"].notna().any():
            made["gps_60_up"] = share[liberal["age"] >= RETIRING].groupby(liberal["code"]).sum()
    else:
        number = table["number"].fillna(1.0) if "number" in table else pd.Series(1.0, index=table.index)
        for sort, column in COUNTS.items():
            if (table["sort"] == sort).any():
                made[column] = number[table["sort"] == sort].groupby(table["code"]).sum()
        homes = table[table["sort"] == "ehpad"]
        if "places" in homes and homes["places"].notna().any():
            made["ehpad_places"] = homes["places"].groupby(homes["code"]).sum(min_count=1)
    covered = {department(code) for code in table["code"]}
    here = sorted(code for code in today.known if department(code) in covered)
    return pd.DataFrame(made, index=pd.Index(here, name="code")).fillna(0.0)
