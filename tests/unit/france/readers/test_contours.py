"""Outlines give middles and areas, and travel with a territory."""

import gzip
import json
from pathlib import Path

import pytest

from sim.france.errors import SourceError
from sim.france.files import opened
from sim.france.readers.contours import READER, polygons
from tests.france_files.contours import contours, square
from tests.france_files.few import few
from tests.unit.france.readers.reading import lost, read_by, same

FACTS = ["name", "dep", "region", "epci"]


@pytest.mark.parametrize("packed", [True, False])
def test_middles_and_areas(tmp_path: Path, packed: bool) -> None:
    """A hole is taken off, an island is added; the arrondissement of a commune that is there is not counted
    twice.
    """
    reading = read_by(READER, contours(tmp_path, few(), packed))
    same(reading.table, few()[FACTS])
    here = reading.table.set_index("code")
    assert (here["lat"] - few()["lat"]).abs().max() < 1e-6
    assert (here["lon"] - few()["lon"]).abs().max() < 1e-6
    assert (here["area_km2"] / few()["area_km2"] - 1).abs().max() < 0.01  # the square is drawn on a sphere
    assert lost(reading) == {
        "has no outline": 1,
        "an arrondissement that is counted with its commune, which has a line of its own": 1,
    }


def test_arrondissements_stand_for_a_commune_that_is_not_there(tmp_path: Path) -> None:
    path = contours(tmp_path, few(), packed=False)
    everything = json.loads(path.read_text())
    everything["features"] = [
        feature for feature in everything["features"] if feature["properties"]["code"] != "75056"
    ]
    path.write_text(json.dumps(everything))
    assert "75101" in set(read_by(READER, path).table["code"])
    with opened(path) as folder:
        (feature,) = polygons(folder.files[0], {"75056"})["features"]
    assert feature["properties"]["code"] == "75101"


def test_outlines_of_a_territory(tmp_path: Path) -> None:
    """Those asked for, to the metre."""
    with opened(contours(tmp_path, few())) as folder:
        made = polygons(folder.files[0], {"33284", "33009", "75056"})
    assert [feature["properties"]["code"] for feature in made["features"]] == ["33009", "33284", "75056"]
    drawn = made["features"][1]["geometry"]["coordinates"][0]
    row = few().loc["33284"]
    expected = square(row["lat"], row["lon"], row["area_km2"])
    assert drawn == [[round(lon, 5), round(lat, 5)] for lon, lat in expected]


def test_outlines_of_other_areas_are_not_recognised(tmp_path: Path) -> None:
    path = contours(tmp_path, few(), packed=False)
    path.write_text(path.read_text().replace('"code": "01001"', '"code": "01"'))
    with opened(path) as folder:
        assert not READER.recognises(folder.files[0])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"code": "33284"', '"code": "Mios"', r"feature 3, property code: “Mios” is no code of a commune"),
        ('"type": "MultiPolygon"', '"type": "Point"', r"01001, geometry: is no outline"),
        ("[[[[4.8", "[[[[904.8", r"01001, geometry: 904\.8.* is no longitude and latitude"),
    ],
)
def test_damage_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = contours(tmp_path, few(), packed=False)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(SourceError, match=f"communes-100m.geojson, {said}"):
        read_by(READER, path)


def test_half_downloaded(tmp_path: Path) -> None:
    path = contours(tmp_path, few(), packed=False)
    path.write_text(path.read_text()[:1500])
    with pytest.raises(
        SourceError,
        match=r"communes-100m.geojson: the JSON is damaged or half .* breaks off after feature \d",
    ):
        read_by(READER, path)
    packed = contours(tmp_path, few())
    packed.write_bytes(gzip.compress(b"{" * 100)[:-4])
    with pytest.raises(SourceError, match=r"communes-100m.geojson.gz: the gz archive is damaged"):
        read_by(READER, packed)
