"""All that the files say, joined: a line a commune of today, each fact from the file that knows it best.

A later file wins over an earlier one, and a file of an office over the wide table of the same year; where the
better file has no value, the next one gives it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.france.codes import department
from sim.france.facts import COLUMNS, Reader, Reading, Shape
from sim.france.joined import Facts, SourceReport, Total
from sim.france.merging import (
    COUNTS,
    Merged,
    counted,
    merged_communes,
    merged_pairs,
    merged_places,
    merged_postcodes,
)
from sim.france.postal import settled
from sim.france.today import Today, today_of, year_of
from sim.schema.languages import Worded

WIDE: Final = "wide"  # the id of the reader of the table that was gathered from others
TEXTS: Final = (
    "name",
    "dep",
    "region",
    "epci",
    "epci_name",
    "zoning",
)  # columns of communes that are no numbers
KNOWN: Final = ("gps", "gps_60_up")  # columns that files of départements tell, too
SINCE: Final = 3  # years between two counts of people, at least, that tell how a commune grows


def join(readings: Sequence[Reading], readers: Iterable[Reader] = ()) -> Facts:
    """Joins what files say. `readers`: those that made the readings, for their titles."""
    readings = _settled(readings)
    best_first = sorted(readings, key=_worth, reverse=True)
    of_shape = {shape: [each for each in best_first if each.shape == shape] for shape in COLUMNS}
    bases = [each for each in of_shape["communes"] if "population" in each.table]
    today = today_of(bases or of_shape["communes"], of_shape["moves"])
    merged = {
        id(reading): merge(reading, today)
        for shape, merge in (
            ("communes", merged_communes),
            ("facilities", merged_places),
            ("doctors", merged_places),
            ("pairs", merged_pairs),
            ("postcodes", merged_postcodes),
        )
        for reading in of_shape[shape]  # type: ignore[index]
    }
    said = _said(best_first, merged, today)
    communes, origin = _communes(said, today)
    facilities, of_sort = _facilities([merged[id(each)] for each in of_shape["facilities"]], communes)
    doctors = _by_department([merged[id(each)] for each in of_shape["doctors"]], "doctors")
    departments = _departments(of_shape["departments"])
    origin |= {
        shape: of_shape[shape][0]
        for shape in ("doctors", "pairs", "departments", "postcodes")
        if of_shape[shape]
    }
    origin |= of_sort
    pairs, postcodes = (
        [merged[id(each)].table for each in of_shape[shape]] for shape in ("pairs", "postcodes")
    )
    titles = {reader.id: reader.title for reader in readers}
    return Facts(
        communes=communes,
        facilities=facilities,
        doctors=doctors,
        pairs=_stacked(pairs, "pairs").drop_duplicates(["a", "b"], ignore_index=True),
        departments=departments,
        postcodes=_stacked(postcodes, "postcodes").drop_duplicates(ignore_index=True),
        origin=origin,
        sources=tuple(
            _report(
                each,
                merged.get(id(each)),
                said,
                origin,
                departments,
                communes.index,
                titles.get(each.reader, each.reader),
            )
            for each in readings
        ),
    )


def _settled(readings: Sequence[Reading]) -> list[Reading]:
    """The same, with codes where a register of doctors gives addresses."""
    names = _names(readings)
    postcodes = _stacked([each.table for each in readings if each.shape == "postcodes"], "postcodes")
    return [settled(each, names, postcodes) if each.shape == "doctors" else each for each in readings]


def _names(readings: Iterable[Reading]) -> pd.DataFrame:
    """The name of each commune, of whatever day, by code."""
    of_communes = (each.table for each in readings if each.shape == "communes")
    named = [table[["code", "name"]] for table in of_communes if "name" in table]
    return (
        pd.concat([pd.DataFrame({"code": [], "name": []}, dtype=str), *named])
        .drop_duplicates("code")
        .set_index("code")
    )


def _worth(reading: Reading, column: str = "") -> tuple[int, bool, str, int]:
    """Of two readings that give the same fact, the higher wins; each by the vintage of that column."""
    vintage = reading.vintage_of(column)
    return year_of(vintage) or 0, reading.reader != WIDE, vintage, reading.used


def _said(readings: Sequence[Reading], merged: Mapping[int, Merged], today: Today) -> list[Merged]:
    """What each file says of communes, the best first; registers by what they come to there."""
    said = []
    for reading in readings:
        if reading.shape == "communes":
            said.append(merged[id(reading)])
        elif reading.shape in ("facilities", "doctors"):
            said.append(merged[id(reading)]._replace(table=counted(merged[id(reading)], today)))
    return said


def _communes(said: Sequence[Merged], today: Today) -> tuple[pd.DataFrame, dict[str, Reading | str]]:
    """One line a commune of today, and which reading gave each column."""
    index = pd.Index(sorted(today.known), name="code", dtype=object)
    origin: dict[str, Reading | str] = {}
    columns: dict[str, pd.Series] = {}
    tables = [(each.table.reindex(index), each.reading) for each in said]
    for column in COLUMNS["communes"][1:]:
        text = column in TEXTS
        made = pd.Series("" if text else np.nan, index=index, dtype=object if text else np.float64)
        for table, reading in _best_first(tables, column):
            if column in table:
                given = table[column]
                fresh = (made == "") & given.notna() & (given != "") if text else made.isna() & given.notna()
                if fresh.any():
                    origin.setdefault(column, reading)
                    made = made.where(~fresh, given)
        columns[column] = made
    _of_one_age(columns, origin, said)
    _grown(columns, origin, said)
    communes = pd.DataFrame(columns, index=index)
    unknown = communes["dep"] == ""
    communes.loc[unknown, "dep"] = [department(code) for code in index[unknown]]
    return communes, origin


def _best_first(
    tables: Sequence[tuple[pd.DataFrame, Reading]], column: str
) -> list[tuple[pd.DataFrame, Reading]]:
    """Tables with their readings, by what each is worth in a column."""
    return sorted(tables, key=lambda each: _worth(each[1], column), reverse=True)


def _of_one_age(
    columns: dict[str, pd.Series], origin: Mapping[str, Reading | str], said: Sequence[Merged]
) -> None:
    """Where the older doctors are counted by another file than all doctors, their share is taken from it."""
    theirs = next((each for each in said if each.reading is origin.get("gps_60_up")), None)
    if theirs is None or theirs.reading is origin.get("gps") or "gps" not in theirs.table:
        return
    both = theirs.table.reindex(columns["gps"].index)
    share = (both["gps_60_up"] / both["gps"].replace(0.0, np.nan)).clip(0.0, 1.0)
    columns["gps_60_up"] = (share * columns["gps"]).where(columns["gps"] > 0, columns["gps"])


def _grown(columns: dict[str, pd.Series], origin: dict[str, Reading | str], said: Sequence[Merged]) -> None:
    """The earlier number of residents, and how many years lie between."""
    latest, before = origin.get("population"), origin.get("population_before")
    year = year_of(latest.vintage_of("population")) if isinstance(latest, Reading) else None
    if year is None:
        return
    if isinstance(before, Reading):
        lag = year - (year_of(before.vintage_of("population")) or year)
        columns["population_years"] = columns["population_years"] + lag
        return
    for each in said:
        earlier = year_of(each.reading.vintage_of("population"))
        if "population" in each.table and earlier is not None and year - earlier >= SINCE:
            given = each.table["population"].reindex(columns["population"].index)
            columns["population_before"] = given
            columns["population_years"] = given.where(given.isna(), float(year - earlier))
            origin["population_before"] = origin["population_years"] = each.reading
            return


def _facilities(
    registers: Sequence[Merged], communes: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Reading | str]]:
    """The establishments; of a sort that no register lists in a département, those that communes count."""
    listed = _by_department(registers, "facilities")
    origin: dict[str, Reading | str] = {}
    for sort in listed["sort"].unique():
        origin[str(sort)] = next(each.reading for each in registers if (each.table["sort"] == sort).any())
    parts = [listed]
    for sort, column in {**COUNTS, "ehpad": "ehpad_places"}.items():
        known = set(listed.loc[(listed["sort"] == sort) & (listed["code"] != ""), "code"].map(department))
        some = communes[(communes[column] > 0) & ~communes["dep"].isin(known)]
        number = pd.Series(1.0, index=some.index) if sort == "ehpad" else some[column]
        places = some[column] if sort == "ehpad" else np.nan
        made = {"sort": sort, "name": "", "code": some.index, "lat": some["lat"], "lon": some["lon"]}
        parts.append(pd.DataFrame({**made, "number": number, "places": places}))
    return _stacked(parts, "facilities"), origin


def _by_department(registers: Sequence[Merged], shape: Shape) -> pd.DataFrame:
    """The lines of the best register; of the next, those of départements that it does not tell of."""
    told: set[str] = set()
    parts = []
    for each in registers:
        of = each.table["code"].map(department)
        parts.append(each.table[~of.isin(told)])
        told |= set(of) - {""}
    return _stacked(parts, shape)


def _stacked(tables: Sequence[pd.DataFrame], shape: Shape) -> pd.DataFrame:
    """The lines of tables under one another, with the columns of their shape."""
    columns = list(COLUMNS[shape])
    some = [table.reindex(columns=columns) for table in tables if len(table)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=columns)


def _departments(readings: Sequence[Reading]) -> pd.DataFrame:
    made = pd.DataFrame(columns=list(COLUMNS["departments"])).set_index("dep")
    for reading in readings:
        made = made.combine_first(reading.table.drop_duplicates("dep").set_index("dep"))
    return made.reindex(columns=list(COLUMNS["departments"][1:])).rename_axis("dep").reset_index()


def _report(
    reading: Reading,
    merged: Merged | None,
    said: Sequence[Merged],
    origin: Mapping[str, Reading | str],
    departments: pd.DataFrame,
    index: pd.Index,
    title: Worded,
) -> SourceReport:
    """What became of one file; `index`: the communes of today."""
    table = next((each.table for each in said if each.reading is reading), pd.DataFrame())
    has = [column for column in table.columns if table[column].notna().any()]
    absent = table[has].reindex(index).isna()
    others = {column: origin[column] for column in has if origin.get(column, reading) is not reading}
    lost = () if merged is None else merged.losses
    return SourceReport(
        file=reading.file,
        reader=reading.reader,
        title=title,
        shape=reading.shape,
        vintage=reading.years,
        lines=reading.lines,
        used=reading.used - sum(loss.lines for loss in lost),
        losses=(*reading.losses, *lost),
        lacking=reading.lacking,
        assumed=reading.assumed,
        gives=tuple(column for column in has if column not in others),
        passed_over={
            column: other.file if isinstance(other, Reading) else other for column, other in others.items()
        },
        without={column: tuple(index[absent[column].to_numpy()]) for column in has},
        unplaced=() if merged is None else merged.unplaced,
        totals=_totals(table, departments),
    )


def _totals(table: pd.DataFrame, departments: pd.DataFrame) -> tuple[Total, ...]:
    """Beside those that files of départements give."""
    found = []
    for column in KNOWN:
        if column in table:
            sums = table[column].groupby(table.index.map(department)).sum()
            known = departments.set_index("dep")[column].dropna()
            both = sums.index.intersection(known.index)
            found += [
                Total(str(dep), column, float(ours), float(theirs))
                for dep, ours, theirs in zip(both, sums[both], known[both], strict=True)
            ]
    return tuple(found)
