"""Establishments one by one, with where they lie: INSEE's permanent base (BPE), 2.8 million lines.

Coordinates are in Lambert 93, beyond the sea in the projection that the column EPSG names; Paris, Lyon and
Marseille stand by arrondissement.
"""

from typing import Final

import numpy as np
import pandas as pd

from sim.france.codes import department
from sim.france.facts import COLUMNS, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import others, placed
from sim.france.projections import degrees, epsg_of, not_located
from sim.france.queries import column_of, count, query, text_sql
from sim.schema.languages import Worded

SORTS: Final = {"D106": "ed", "D108": "health_centre", "D113": "msp", "D307": "pharmacy", "D301": "pharmacy"}
HEADER: Final = ("TYPEQU", "DEPCOM", "LAMBERT_X", "LAMBERT_Y")
UNSAID: Final = ("", "_Z", "_U")
OTHER: Final[Worded] = {"en": "another type of establishment", "fr": "autre type d’équipement"}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by its columns."""
    return file.layout == "table" and file.has(*HEADER)


def read(file: OpenFile) -> Reading:
    """Establishments, a line each, with their places in degrees. Raises SourceError."""
    lines = count(file)
    kind = text_sql(column_of(file, "TYPEQU"))
    types = ", ".join(f"'{code}'" for code in SORTS)
    optional = [name for name in ("EPSG", "NOMRS", "AN") if file.has(name)]
    columns = {"code": "DEPCOM", **{name: name for name in (*HEADER, *optional) if name != "DEPCOM"}}
    found = query(file, columns, where=f"{kind} IN ({types})", numbers=HEADER[2:])
    table, losses = placed(found)
    empty = pd.Series("", index=table.index, dtype=str)
    said = zip(table.get("EPSG", empty), table["code"], strict=True)
    epsg = pd.Series([epsg_of(words, department(code)) for words, code in said], index=table.index, dtype=str)
    table["lat"], table["lon"] = degrees(table["LAMBERT_X"], table["LAMBERT_Y"], epsg)
    table["sort"] = table["TYPEQU"].map(SORTS)
    named = table.get("NOMRS", empty)
    table["name"] = named.where(~named.isin(UNSAID), "")
    table["number"], table["places"] = 1.0, np.nan
    return Reading(
        READER.id,
        READER.shape,
        file.name,
        max(table.get("AN", empty), default=""),
        lines,
        len(table),
        table[list(COLUMNS["facilities"])],
        losses + others(lines - len(found), OTHER),
        lacking=not_located(table),
    )


READER: Final = Reader(
    id="bpe_located",
    shape="facilities",
    gives=("name", "code", "lat", "lon", "number"),
    title={
        "en": "Establishments one by one, with their coordinates (BPE), INSEE",
        "fr": "Équipements géolocalisés (base permanente des équipements), Insee",
    },
    published={
        "en": "BPE24.zip (BPE24.csv), “Base permanente des équipements” on insee.fr",
        "fr": "BPE24.zip (BPE24.csv), « Base permanente des équipements » sur insee.fr",
    },
    recognises=recognises,
    read=read,
)
