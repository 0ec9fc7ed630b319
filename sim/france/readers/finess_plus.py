"""The register of establishments (FINESS+) since July 2026: one JSON of 715 MB, read one legal body after the
other.

Establishments (`ege`) stand in the legal bodies (`pmej`) that hold them. Of their addresses the geographic
one counts (usage 03), wherever it stands in the list. Of its two pairs of coordinates one is in degrees and
one in metres, which one changes from record to record, and so may the order within a pair: the pair that lies
in the commune's département is taken. A quarter has none.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.france.boxes import lies_in
from sim.france.codes import commune_code, department
from sim.france.facts import COLUMNS, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import NO_CODE, lost
from sim.france.objects import first, objects
from sim.france.projections import not_located, to_degrees
from sim.france.readers.finess_old import OTHER, SORTS
from sim.schema.languages import Worded

GEOGRAPHIC: Final = "03"  # of an address: where people are received
PAIRS: Final = (("directionLatitude", "directionLongitude"), ("coordonneeY", "coordonneeX"))
CLOSED: Final[Worded] = {"en": "closed or inactive", "fr": "fermé ou inactif"}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by the first keys of the file."""
    if file.layout != "json":
        return False
    return '"pmej"' in file.head or ('"schemaVersion"' in file.head and '"generatedAt"' in file.head)


def establishments(file: OpenFile) -> Iterator[dict[str, Any]]:
    """The establishments of all legal bodies, one after the other, as they are written."""
    for _, body in objects(file, "pmej.item", "legal body"):
        yield from body.get("ege") or ()


def read(file: OpenFile) -> Reading:
    """Establishments, a line each, with their places in degrees. Raises SourceError."""
    rows: list[dict[str, object]] = []
    closed: list[str] = []
    other: list[str] = []
    nowhere: list[str] = []
    for ege in establishments(file):
        about = ege.get("informationsGeneralesEGE") or {}
        category = str(ege.get("categorieentiteGeographiqueExercice") or "")
        name = str(about.get("nomEgeLong") or about.get("nomEgeCourt") or "").strip()
        place = address(ege)
        code = commune_code(str(place.get("cogCommune") or ""))
        if ege.get("etatObjet") != "A" or about.get("dateFermeture"):
            closed.append(name)
        elif category not in SORTS:
            other.append(category)
        elif not code:
            nowhere.append(name)
        else:
            lat, lon = point(place.get("coordonneesGeographique") or {}, department(code))
            rows.append({"sort": SORTS[category], "name": name, "code": code, "lat": lat, "lon": lon})
    table = pd.DataFrame(rows, columns=["sort", "name", "code", "lat", "lon"])
    table["number"], table["places"] = 1.0, np.nan
    return Reading(
        READER.id,
        READER.shape,
        file.name,
        str(first(file, "generatedAt"))[:10] if '"generatedAt"' in file.head else "",
        len(rows) + len(closed) + len(other) + len(nowhere),
        len(rows),
        table[list(COLUMNS["facilities"])],
        lost(CLOSED, closed) + lost(OTHER, other) + lost(NO_CODE, nowhere),
        lacking=not_located(table),
    )


def address(ege: dict[str, Any]) -> dict[str, Any]:
    """The geographic address of an establishment; {} where it has none."""
    found = (place for place in ege.get("adresse") or () if place.get("usageAdresse") == GEOGRAPHIC)
    return next(found, {})


def point(said: dict[str, Any], dep: str) -> tuple[float, float]:
    """Latitude and longitude, whichever pair holds them in whichever order: what lies in the département; NaN
    where nothing does.
    """
    pairs = [(number(said.get(a)), number(said.get(b))) for a, b in PAIRS]
    ordered = [pair for a, b in pairs for pair in ((a, b), (b, a))]
    for lat, lon in ordered:
        if lies_in(dep, lat, lon):
            return lat, lon
    for north, east in ordered:
        lat, lon = to_degrees(east, north, dep)
        if lies_in(dep, lat, lon):
            return lat, lon
    return float("nan"), float("nan")


def number(cell: object) -> float:
    """A coordinate as it is written; NaN where it is none (the fields hold all sorts of things)."""
    try:
        return float(str(cell).replace(",", "."))
    except ValueError:
        return float("nan")


READER: Final = Reader(
    id="finess_plus",
    shape="facilities",
    gives=("name", "code", "lat", "lon", "number"),
    title={
        "en": "Register of health and care establishments (FINESS+), since July 2026",
        "fr": "Répertoire des établissements sanitaires et médico-sociaux (FINESS+), depuis juillet 2026",
    },
    published={
        "en": "finess-structures-journalier-….json.gz, “FINESS – Structures” on data.gouv.fr",
        "fr": "finess-structures-journalier-….json.gz, « FINESS – Structures » sur data.gouv.fr",
    },
    recognises=recognises,
    read=read,
)
