"""What files say came of a territory, and the contours of its communes: kept beside it, and checked."""

import json

import pytest

from sim.territory import TerritoryError, load_territory
from sim.territory.observed import Observed
from tests.territories import START, small

HEADER = "commune;indicator;value;year;source\n"


@pytest.fixture
def load(tmp_path):
    made = small(2, 200, folder=tmp_path)

    def of(name: str, file: str, text: str | bytes):
        path = tmp_path / file
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_territory({**made.settings, name: file}, tmp_path, START)

    return of


def test_observed_figures_are_kept(load):
    text = HEADER + "90001;apl;3.2;2023;DREES\n*;adults_without_mt;0.118;2024;\n"
    found = load("observed", "observed.csv", text).observed
    assert found == (
        Observed("90001", "apl", 3.2, 2023, "DREES"),
        Observed("*", "adults_without_mt", 0.118, 2024, ""),
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("90009;apl;3;2023;", "line 2, column commune: 90009 is no commune of this territory"),
        ("90001;apl;3,2;2023;", "column value: “3,2” is not a number; write 3.2"),
        ("90001;apl;3;23;", "column year: 23 must lie between 1990 and 2199"),
        ("90001;;3;2023;", "column indicator: the cell is empty"),
        ("90001;apl;3;2023;\n90001;apl;4;2023;", "line 3, column commune: 90001;apl;2023 already stands"),
    ],
)
def test_what_is_refused(load, line, says):
    with pytest.raises(TerritoryError) as error:
        load("observed", "observed.csv", HEADER + line + "\n")
    assert says in str(error.value) and str(error.value).startswith("observed.csv")


def shape(*properties):
    features = [{"type": "Feature", "properties": each, "geometry": None} for each in properties]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_contours_are_a_file_for_the_map(load, tmp_path):
    found = load("contours", "contours.geojson", shape({"code": "90001"}, {"code": "90002"}))
    assert found.contours == tmp_path / "contours.geojson"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is no GeoJSON that can be read"),
        (b"\xff\xfe\x00", "is no GeoJSON that can be read"),
        ("[]", "holds no features"),
        (shape({"code": "90001"}, {"nom": "C2"}), "feature 2 has no property code"),
        (shape({"code": 90001}), "feature 1 has no property code"),
    ],
)
def test_contours_that_are_none(load, text, says):
    with pytest.raises(TerritoryError, match=says):
        load("contours", "contours.geojson", text)


def test_contours_that_are_not_there(tmp_path):
    made = small(2, 200, folder=tmp_path)
    with pytest.raises(TerritoryError, match=r"x\.geojson: there is no such file"):
        load_territory({**made.settings, "contours": "x.geojson"}, tmp_path, START)
