"""Figures by département, zoning, travel times, and addresses in place of codes."""

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from sim.france.errors import SourceError
from sim.france.facts import Reading
from sim.france.postal import address, bare, settled
from sim.france.readers import cnam as readers
from sim.france.readers.travel import READER as TRAVEL
from sim.france.readers.zoning import READER as ZONING
from tests.france_files import cnam, zoning
from tests.france_files.few import few
from tests.unit.france.readers.reading import lost, read_by, same

DEPARTMENTS = pd.DataFrame(
    [
        ("01", 400, 120, 1102, 1630),
        ("2A", 150, 60, 950, 1420),
        ("974", 900, 200, 1010, 1502),
        ("FR", 51000, 15000, 1003, 1560),
    ],
    columns=["dep", "gps", "gps_60_up", "patients_mt", "patients_seen"],
)
PAIRS = pd.DataFrame(
    [("33284", "33009", 31.5), ("33009", "33284", 32.0), ("01001", "33284", 480.0)],
    columns=["a", "b", "minutes"],
)


def departments(reading: Reading, columns: list[str]) -> None:
    """The reading gives the figures of DEPARTMENTS."""
    pd.testing.assert_frame_equal(
        reading.table.set_index("dep")[columns].sort_index(),
        DEPARTMENTS.set_index("dep")[columns].sort_index().astype("float64"),
        check_names=False,
    )
    assert reading.vintage == "2024"


@pytest.mark.parametrize(
    ("name", "reader"),
    [("patients_mt", readers.PATIENTS_MT), ("patients_seen", readers.PATIENTS_SEEN)],
)
def test_patients_of_a_gp(tmp_path: Path, name: str, reader: readers.Reader) -> None:
    """Of the latest year, by département and of France; neither regions nor what is secret."""
    reading = read_by(reader, cnam.patients(tmp_path, DEPARTMENTS, name))
    departments(reading, [name])
    assert lost(reading) == {
        "another profession, sex or age": 4,
        "of an earlier year": 4,
        "the total of a region": 1,
        "the figure is secret (NS)": 1,
    }


def test_numbers_of_gps(tmp_path: Path) -> None:
    """Both sexes together, once; those of 60 and over are added up."""
    reading = read_by(readers.HEADS, cnam.numbers(tmp_path, DEPARTMENTS))
    departments(reading, ["gps", "gps_60_up"])


def test_a_figure_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = cnam.patients(tmp_path, DEPARTMENTS, "patients_mt")
    path.write_text(path.read_text("utf-8").replace(";950;", ";environ 950;"))
    said = r"annuelle.csv, line 5, column nombre_patients_medecin_traitant: “environ 950” is no number"
    with pytest.raises(SourceError, match=said):
        read_by(readers.PATIENTS_MT, path)


@pytest.mark.parametrize("by_territory", [False, True])
def test_zoning(tmp_path: Path, by_territory: bool) -> None:
    """From the communes' own sheet or their territories'."""
    reading = read_by(ZONING, zoning.zoning(tmp_path, few(), by_territory))
    same(reading.table, few()[["zoning"]])
    assert reading.vintage == "2024-12-31"
    assert lost(reading) == {
        "a commune that already has a line (the first one is kept)": 1,
        "no qualification given": 1,
    }


def test_an_unknown_qualification_is_named(tmp_path: Path) -> None:
    path = zoning.zoning(tmp_path, few())
    book = openpyxl.load_workbook(path)
    book["Zonage_communes"]["D4"] = "Zone franche"
    book.save(path)
    with pytest.raises(SourceError, match=r"Zonage_communes, line 4, column Qualification.*: “Zone franche”"):
        read_by(ZONING, path)


def test_travel(tmp_path: Path) -> None:
    """Decimal commas and lost zeros are mended, a pair counts once."""
    reading = read_by(TRAVEL, zoning.travel(tmp_path, PAIRS))
    pd.testing.assert_frame_equal(reading.table, PAIRS)
    assert lost(reading) == {
        "a pair that already has a line (the first one is kept)": 1,
        "no minutes given": 1,
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("31,5", "-3", r"line 2, column minutes: -3 is no time of travel"),
        ("31,5", "une heure", r"line 2, column minutes: “une heure” is no number"),
    ],
)
def test_an_impossible_time_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = zoning.travel(tmp_path, PAIRS)
    path.write_text(path.read_text("utf-8").replace(old, new, 1))
    with pytest.raises(SourceError, match=f"minutes.csv, {said}"):
        read_by(TRAVEL, path)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ST ANDRE DE CUBZAC", "Saint-André-de-Cubzac"),
        ("STE FOY LA GRANDE CEDEX", "Sainte-Foy-la-Grande"),
        ("METZ CEDEX 03", "Metz"),
        ("PARIS 8E ARRONDISSEMENT", "Paris"),
        ("L ABERGEMENT CLEMENCIAT", "L'Abergement-Clémenciat"),
        ("L’ABERGEMENT-CLÉMENCIAT", "L'Abergement-Clémenciat"),
        ("OEUILLY", "Œuilly"),
        ("LA TESTE DE BUCH", "La Teste-de-Buch"),
    ],
)
def test_names_as_the_post_writes_them(written: str, name: str) -> None:
    assert bare(written) == bare(name)


def test_addresses_are_settled_by_name_within_the_departement() -> None:
    """Where one commune of the département has the name; the others are told, by reason."""
    communes = pd.DataFrame(
        {"name": ["Mios", "Ajaccio", "Saint-Denis", "Saint-Denis", "Saint-Martin", "Saint-Martin"]},
        index=["33284", "2A004", "97411", "93066", "32389", "32390"],
    )
    said = [
        address("33380", "MIOS"),
        address("20090", "AJACCIO CEDEX"),
        address("97490", "ST DENIS"),
        address("93200 CEDEX", "SAINT-DENIS"),
        address("32300", "SAINT MARTIN"),
        address("33120", "ARCACHON"),
        "01001",
    ]
    table = pd.DataFrame({"doctor": [str(number) for number in range(7)], "code": said})
    reading = settled(Reading("ameli", "doctors", "liste-ps.csv", "", 7, 7, table), communes)
    assert reading.table["code"].tolist() == ["33284", "2A004", "97411", "93066", "01001"]
    assert reading.used + sum(loss.lines for loss in reading.losses) == 7
    assert {loss.examples for loss in reading.losses} == {("33120 ARCACHON",), ("32300 SAINT MARTIN",)}


def test_nothing_is_settled_where_codes_are_given() -> None:
    table = pd.DataFrame({"doctor": ["1"], "code": ["33284"], "share": [1.0], "age": [np.nan]})
    reading = Reading("rpps", "doctors", "rpps.txt", "", 1, 1, table)
    assert settled(reading, pd.DataFrame({"name": ["Mios"]}, index=["33284"])) is reading
