"""Both registers of establishments give the same of the same establishments."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.france.errors import SourceError
from sim.france.readers.finess_old import READER as OLD
from sim.france.readers.finess_plus import READER as PLUS
from tests.france_files import finess
from tests.unit.france.readers.reading import lost, read_by, same

FACILITIES = pd.DataFrame(
    [
        ("ehpad", "EHPAD LES ÉCUREUILS", "33284", 44.6047, -0.9359),
        ("msp", 'MAISON DE SANTÉ "LA RUCHE"', "33009", 44.6529, -1.1659),
        ("pharmacy", "PHARMACIE DU COURS", "2A004", 41.9257, 8.7363),
        ("health_centre", "CENTRE DE SANTÉ DU PORT", "97407", -20.93, 55.29),
        ("pharmacy", "PHARMACIE DU BOURG", "01001", np.nan, np.nan),
        ("pharmacy", "PHARMACIE DE L'ÎLE", "97411", -20.8789, 55.4481),
        ("ehpad", "RÉSIDENCE DU PARC", "75108", 48.8727, 2.3123),
    ],
    columns=["sort", "name", "code", "lat", "lon"],
)


@pytest.mark.parametrize(("encoding", "old"), [("utf-8", False), ("utf-8-sig", False), ("iso-8859-15", True)])
def test_until_may_2026(tmp_path: Path, encoding: str, old: bool) -> None:
    """Of the mainland in Lambert 93, beyond the sea in the projections there; accents of both encodings."""
    reading = read_by(OLD, finess.finess(tmp_path, FACILITIES, encoding, old))
    same(reading.table, FACILITIES.set_index("code"))
    assert reading.vintage == "2026-05-12"
    assert lost(reading) == {"another category of establishment": 7}
    assert [(loss.lines, loss.examples) for loss in reading.lacking] == [(1, ("PHARMACIE DU BOURG (01001)",))]


@pytest.mark.parametrize("packed", [True, False])
def test_since_july_2026(tmp_path: Path, packed: bool) -> None:
    """Whichever pair holds degrees, in whichever order: the point of the commune's département is found."""
    reading = read_by(PLUS, finess.finess_plus(tmp_path, FACILITIES, packed))
    same(reading.table, FACILITIES.set_index("code"))
    assert reading.vintage == "2026-10-05"
    assert lost(reading) == {"another category of establishment": 7, "closed or inactive": 7}
    assert [loss.lines for loss in reading.lacking] == [1]


def test_coordinates_of_another_place_are_not_taken(tmp_path: Path) -> None:
    """Better no place than one in another département."""
    wrong = FACILITIES.assign(lat=48.0, lon=7.0)
    for reader, made in ((OLD, finess.finess), (PLUS, finess.finess_plus)):
        reading = read_by(reader, made(tmp_path, wrong))
        assert reading.table["lat"].isna().all()
        assert sum(loss.lines for loss in reading.lacking) == 7
        for file in tmp_path.iterdir():
            file.unlink()


def test_a_cut_line_is_named(tmp_path: Path) -> None:
    path = finess.finess(tmp_path, FACILITIES)
    text = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*text[:4], text[4][:60]]))
    with pytest.raises(
        SourceError, match=r"0339.csv, line 5, column 4: the line ends after 4 cells.* has 32"
    ):
        read_by(OLD, path)


def test_another_kind_of_line_is_named(tmp_path: Path) -> None:
    path = finess.finess(tmp_path, FACILITIES)
    path.write_text(path.read_text("utf-8").replace("structureet;2", "structure;2", 1))
    with pytest.raises(SourceError, match=r"line 3, column 1: “structure” is no kind of line"):
        read_by(OLD, path)


def test_metres_that_are_no_number_are_named(tmp_path: Path) -> None:
    path = finess.finess(tmp_path, FACILITIES)
    path.write_text(path.read_text("utf-8").replace("geolocalisation;1", "geolocalisation;1;zone 3;1", 1))
    with pytest.raises(SourceError, match=r"line 16, column X: “zone 3” is no number of metres"):
        read_by(OLD, path)


def test_half_downloaded(tmp_path: Path) -> None:
    path = finess.finess_plus(tmp_path, FACILITIES, packed=False)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2].decode(errors="ignore").encode())
    with pytest.raises(
        SourceError, match=r"20261005.json: the JSON is damaged or half .* after legal body 3"
    ):
        read_by(PLUS, path)
    packed = tmp_path / "finess.json.gz"
    packed.write_bytes(gzip.compress(whole)[:-20])
    with pytest.raises(SourceError, match=r"finess.json.gz: the gz archive is damaged or half downloaded"):
        read_by(PLUS, packed)
