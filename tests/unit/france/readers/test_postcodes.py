"""La Poste's base of postcodes: in all its headers it says the same; and what it is for."""

from pathlib import Path

import pandas as pd
import pytest

from sim.building.build import Order, plan_of
from sim.building.errors import BuildingError
from sim.building.select import Asked
from sim.france.errors import SourceError
from sim.france.facts import Reading
from sim.france.files import opened
from sim.france.join import join
from sim.france.postal import settled
from sim.france.readers.postcodes import READER
from tests.france_files.few import few
from tests.france_files.postcodes import HEADERS, postcodes
from tests.unit.france.readers.reading import lost, read_by

COMMUNES = pd.DataFrame(
    [
        ("01001", "L'Abergement-Clémenciat", "01400"),
        ("33284", "Mios", "33380"),
        ("33051", "Biganos", "33380"),
        ("2A004", "Ajaccio", "20000"),
        ("2A004", "Ajaccio", "20090"),
        ("75108", "Paris 08", "75008"),
        ("97411", "Saint-Denis", "97400"),
    ],
    columns=["code", "name", "postcode"],
)
POSTCODES = COMMUNES[["code", "postcode"]]


@pytest.mark.parametrize("year", HEADERS)
def test_every_header_says_the_same(tmp_path: Path, year: int) -> None:
    """Latin-1, UTF-8 with and without a BOM, commas, a # before the first name, lost zeros."""
    reading = read_by(READER, postcodes(tmp_path, COMMUNES, year))
    told = reading.table[reading.table["code"] != "99138"]
    pd.testing.assert_frame_equal(told.reset_index(drop=True), POSTCODES, check_dtype=False)
    assert lost(reading) == {"another place in a commune and postcode that have a line": 1}


def damaged(path: Path, old: str, new: str) -> Path:
    text = path.read_text("cp1252")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="cp1252")
    return path


def test_a_line_that_is_cut_off_is_named(tmp_path: Path) -> None:
    path = damaged(postcodes(tmp_path, COMMUNES), "33284;MIOS;33380;MIOS;", "33284;MIOS")
    said = r"019HexaSmal\.csv, line 4, column Nom_de_la_commune: the line ends after 2 cells"
    with pytest.raises(SourceError, match=said):
        read_by(READER, path)


def test_a_header_without_lines_is_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "019HexaSmal.csv"
    path.write_text(HEADERS[2023][0] + "\n", encoding="cp1252")
    with pytest.raises(SourceError, match=r"019HexaSmal\.csv: the file holds a header and no line"):
        read_by(READER, path)


def test_another_table_of_postcodes_is_not_taken_for_it(tmp_path: Path) -> None:
    path = damaged(postcodes(tmp_path, COMMUNES), "Code_commune_INSEE", "Code")
    with opened(path) as folder:
        assert not any(READER.recognises(file) for file in folder.files)


def test_a_line_without_a_postcode_is_told(tmp_path: Path) -> None:
    path = damaged(postcodes(tmp_path, COMMUNES), "20090", "CEDEX")
    assert lost(read_by(READER, path))["no postcode of five digits"] == 1


def test_facts_keep_those_of_the_communes_of_today(tmp_path: Path) -> None:
    """An arrondissement's is its commune's; what is in no file of communes is told."""
    known = Reading("cog", "communes", "v_commune.csv", "2025", 6, 6, few().reset_index())
    reading = read_by(READER, postcodes(tmp_path, COMMUNES))
    facts = join([known, reading])
    told = set(facts.postcodes.itertuples(index=False, name=None))
    assert {("75056", "75008"), ("33284", "33380"), ("2A004", "20090")} <= told
    assert "99138" not in set(facts.postcodes["code"])
    (source,) = [each for each in facts.sources if each.reader == READER.id]
    assert source.lines == source.used + sum(loss.lines for loss in source.losses)
    assert any("99138" in loss.examples for loss in source.losses)


def test_an_address_is_placed_within_its_postcode() -> None:
    """Two communes of one name in a département are told apart; a hamlet is its postcode's commune, where
    this has one; a CEDEX, which the base does not list, is looked for in the département as before.
    """
    communes = pd.DataFrame(
        {"name": ["Mios", "Biganos", "Saint-Martin", "Saint-Martin", "Ajaccio"]},
        index=["33284", "33051", "32389", "32390", "2A004"],
    )
    posted = pd.DataFrame(
        [("32389", "32300"), ("32390", "32110"), ("33284", "33380"), ("33051", "33380"), ("2A004", "20090")],
        columns=["code", "postcode"],
    )
    said = ["32300 SAINT MARTIN", "33380 MIOS", "33386 MIOS CEDEX", "20090 MEZZAVIA", "33380 LACANAU DE MIOS"]
    table = pd.DataFrame({"doctor": [str(number) for number in range(5)], "code": said})
    reading = settled(Reading("ameli", "doctors", "liste-ps.csv", "", 5, 5, table), communes, posted)
    assert reading.table["code"].tolist() == ["32389", "33284", "33284", "2A004"]
    assert [loss.examples for loss in reading.losses] == [("33380 LACANAU DE MIOS",)]  # one of two


def test_doctors_typed_by_postcode_are_answered_with_its_communes(tmp_path: Path) -> None:
    """--gps 33380=4, as --communes and --around."""
    table = few().reset_index().assign(population=1000.0)
    known = Reading("cog", "communes", "v_commune.csv", "2025", 6, 6, table)
    facts = join([known, read_by(READER, postcodes(tmp_path, COMMUNES))])
    order = Order("mios", Asked(communes=["33284"]), None, tmp_path, gps={"33380": "4"})
    with pytest.raises(BuildingError, match=r"--gps 33380: this is the postcode of Mios \(33284\);"):
        plan_of(order, facts)
