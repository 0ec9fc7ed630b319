"""The permanent base of establishments gives the counts and the places its samples were made from."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.france.errors import SourceError
from sim.france.readers.bpe_counts import READER, TYPES
from sim.france.readers.bpe_located import READER as LOCATED
from tests.france_files import bpe
from tests.france_files.few import few
from tests.unit.france.readers.reading import lost, read_by, same


@pytest.mark.parametrize(("year", "types"), [("2024", bpe.TYPES), ("2022", bpe.TYPES_UNTIL_2023)])
def test_counts(tmp_path: Path, year: str, types: dict[str, str]) -> None:
    """Of the latest year only, none where there is no line, whichever codes the year has for the types."""
    reading = read_by(READER, bpe.counts(tmp_path, few(), year, types))
    same(reading.table, few()[list(TYPES)])
    assert reading.vintage == year
    assert reading.none_is_zero
    assert lost(reading) == {
        "not of a commune (arrondissements, départements, other areas)": 3,
        "another type of establishment": 6,
        "of an earlier year": reading.used,
    }


def test_a_count_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = bpe.counts(tmp_path, few())
    path.write_text(
        path.read_text("utf-8").replace('"D265";"FACILITIES";2024;2', '"D265";"FACILITIES";2024;two')
    )
    line = 1 + next(n for n, text in enumerate(path.read_text().splitlines()) if "two" in text)
    with pytest.raises(
        SourceError, match=rf"DS_BPE_2025_data.csv, line {line}, column OBS_VALUE: “two” is no number"
    ):
        read_by(READER, path)


def test_half_downloaded(tmp_path: Path) -> None:
    path = bpe.counts(tmp_path, few())
    text = path.read_text("utf-8")
    path.write_text(text[: len(text) // 2].rpartition(";")[0])
    with pytest.raises(SourceError, match=r"line \d+, column \w+: the line ends after .*half downloaded"):
        read_by(READER, path)


def test_located(tmp_path: Path) -> None:
    """In Lambert 93 and in the projection of La Réunion; what is not located keeps its commune and is
    counted.
    """
    facilities = pd.DataFrame(
        [
            ("pharmacy", "", "75101", np.nan, np.nan),
            ("ed", "CH D'ARCACHON", "33529", 44.62, -1.13),
            ("msp", "MSP DE MIOS", "33284", 44.6047, -0.9359),
            ("health_centre", "CENTRE DE SANTÉ", "97411", -20.8789, 55.4481),
            ("pharmacy", "PHARMACIE DU COURS", "2A004", 41.9257, 8.7363),
        ],
        columns=["sort", "name", "code", "lat", "lon"],
    )
    reading = read_by(LOCATED, bpe.located(tmp_path, facilities))
    same(reading.table, facilities.set_index("code"))
    assert (reading.table["number"] == 1).all()
    assert reading.vintage == "2024"
    assert lost(reading) == {"another type of establishment": 5}
    assert [(loss.lines, loss.examples) for loss in reading.lacking] == [(1, ("pharmacy (75101)",))]


def test_coordinates_that_are_no_number_are_named(tmp_path: Path) -> None:
    facilities = pd.DataFrame(
        [("ed", "CH", "33529", 44.62, -1.13)], columns=["sort", "name", "code", "lat", "lon"]
    )
    path = bpe.located(tmp_path, facilities)
    path.write_text(path.read_text("utf-8").replace(";2154;", ";2154;", 1).replace(";_Z;3", ";_Z;x3", 1))
    with pytest.raises(SourceError, match=r"BPE24.csv, line 2, column LAMBERT_X: “x3.*” is no number"):
        read_by(LOCATED, path)
