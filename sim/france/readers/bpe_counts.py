"""Counts of establishments by commune: INSEE's permanent base (BPE) as Melodi publishes it.

A commune without a line of a type has none of it. GPs are the liberal ones, doctors of walk-in centres among
them.
"""

from typing import Final

import pandas as pd

from sim.france.codes import commune_codes
from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import NO_CODE, others
from sim.france.queries import column_of, count, number_sql, run, table_sql, text_sql
from sim.schema.languages import Worded

# Types, those of today first; of a column, the first that the file knows is taken.
TYPES: Final = {
    "gps": ("D265", "D201"),
    "emergency_departments": ("D106",),
    "health_centres": ("D108",),
    "msp": ("D113",),
    "pharmacies": ("D307", "D301"),
    "nurses": ("D281", "D232"),
    "physiotherapists": ("D279", "D233"),
}
ALL_TYPES: Final = tuple(code for codes in TYPES.values() for code in codes)
HEADER: Final = ("GEO", "GEO_OBJECT", "FACILITY_TYPE", "TIME_PERIOD", "OBS_VALUE")
LOST: Final[dict[str, Worded]] = {
    "level": {
        "en": "not of a commune (arrondissements, départements, other areas)",
        "fr": "autre qu’une commune (arrondissements, départements, autres zonages)",
    },
    "type": {"en": "another type of establishment", "fr": "autre type d’équipement"},
    "measure": {"en": "another measure than a number", "fr": "autre mesure qu’un nombre"},
    "year": {"en": "of an earlier year", "fr": "d’une année antérieure"},
    "code": NO_CODE,
}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by its columns."""
    return file.layout == "table" and file.has(*HEADER)


def read(file: OpenFile) -> Reading:
    """Establishments of communes, counted, of the latest year. Raises SourceError."""
    count(file)
    counted = run(file, sql(file), numbers=[column_of(file, "OBS_VALUE")])
    of_communes = counted[counted["why"] == ""].copy()
    year = max(of_communes["year"], default="")
    of_communes["code"] = commune_codes(of_communes["geo"])
    late = of_communes["year"] == year
    known = of_communes["code"] != ""
    lost = {why: int(counted.loc[counted["why"] == why, "lines"].sum()) for why in ("level", "measure")}
    lost["year"] = int(of_communes.loc[~late, "lines"].sum())
    lost["code"] = int(of_communes.loc[late & ~known, "lines"].sum())
    kept = of_communes[late & known]
    used = kept[kept["type"] != ""]
    lost["type"] = int(kept.loc[kept["type"] == "", "lines"].sum())
    return Reading(
        READER.id,
        READER.shape,
        file.name,
        year,
        int(counted["lines"].sum()),
        int(used["lines"].sum()),
        by_commune(kept),
        tuple(loss for why, lines in lost.items() for loss in others(lines, LOST[why])),
        none_is_zero=True,
    )


def sql(file: OpenFile) -> str:
    """Sums by commune, year and type ("": another), and how many lines were of no commune."""
    geo, level, kind, year, value = (column_of(file, name) for name in HEADER)
    measure = f"{text_sql('BPE_MEASURE')} <> 'FACILITIES'" if file.has("BPE_MEASURE") else "false"
    types = ", ".join(f"'{code}'" for code in ALL_TYPES)
    return f"""
        WITH lines AS (
            SELECT
                CASE WHEN {text_sql(level)} <> 'COM' THEN 'level' WHEN {measure} THEN 'measure' ELSE '' END
                    AS why,
                {text_sql(geo)} AS geo, left({text_sql(year)}, 4) AS year, "{value}",
                CASE WHEN {text_sql(kind)} IN ({types}) THEN {text_sql(kind)} ELSE '' END AS type
            FROM {table_sql(file)})
        SELECT why,
            CASE WHEN why = '' THEN geo ELSE '' END AS geo,
            CASE WHEN why = '' THEN year ELSE '' END AS year,
            CASE WHEN why = '' THEN type ELSE '' END AS type, count(*) AS lines,
            sum(CASE WHEN why = '' AND type <> '' THEN {number_sql(value)} END) AS value
        FROM lines GROUP BY ALL ORDER BY ALL"""


def by_commune(kept: pd.DataFrame) -> pd.DataFrame:
    """One line a commune that has any establishment, one column a type; none: 0."""
    wide = kept.pivot_table("value", "code", "type", aggfunc="sum", fill_value=0.0)
    table = pd.DataFrame(index=pd.Index(sorted(kept["code"].unique()), name="code", dtype=str))
    for column, types in TYPES.items():
        known = [code for code in types if code in wide.columns]
        table[column] = wide[known[0]].reindex(table.index).fillna(0.0) if known else 0.0
    return table.astype("float64").reset_index()


READER: Final = Reader(
    id="bpe_counts",
    shape="communes",
    gives=tuple(TYPES),
    title={
        "en": "Establishments by commune (BPE), INSEE",
        "fr": "Équipements par commune (base permanente des équipements), Insee",
    },
    published={
        "en": "DS_BPE_CSV_FR.zip (DS_BPE_2025_data.csv), “Base permanente des équipements” on insee.fr",
        "fr": "DS_BPE_CSV_FR.zip (DS_BPE_2025_data.csv), « Base permanente des équipements » sur insee.fr",
    },
    recognises=recognises,
    read=read,
)
