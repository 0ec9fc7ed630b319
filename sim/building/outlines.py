"""The outlines of a territory's communes, where a file of the folder draws them: they travel with the
territory.
"""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from sim.france.files import opened
from sim.france.joined import SourceReport
from sim.france.readers import contours

FILE: Final = "contours.geojson"


def outlines(data: Path | None, sources: Sequence[SourceReport], codes: Collection[str]) -> dict[str, str]:
    """The text of contours.geojson by its name, one commune a line; {} where no file draws any of them."""
    named = next((each.file for each in sources if each.reader == contours.READER.id), None)
    if data is None or named is None:
        return {}
    with opened(lying(data, named)) as folder:
        file = next(file for file in folder.files if contours.READER.recognises(file))
        features = contours.polygons(file, codes)["features"]
    if not features:
        return {}
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in features)
    return {FILE: f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'}


def lying(data: Path, name: str) -> Path:
    """The file of a folder that is told by a name: itself, packed, or the archive that holds it."""
    if data.is_file():
        return data
    place = data / name
    while place != data:
        for path in (place, place.with_name(place.name + ".gz")):
            if path.is_file():
                return path
        place = place.parent
    return data
