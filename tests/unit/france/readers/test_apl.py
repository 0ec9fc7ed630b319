"""The workbook of the DREES gives the accessibility of its latest year."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sim.france.codes import parents
from sim.france.errors import SourceError
from sim.france.files import opened
from sim.france.readers.apl import READER
from tests.france_files.apl import apl
from tests.france_files.few import few
from tests.unit.france.readers.reading import lost, read_by, same


def test_latest_year_by_commune(tmp_path: Path) -> None:
    reading = read_by(READER, apl(tmp_path, few()))
    assert reading.vintage == "2024"
    by_commune = reading.table.assign(code=parents(reading.table["code"]))
    people = by_commune.groupby("code")["apl_population"].sum()
    means = by_commune.groupby("code")[["apl", "apl_65"]].mean()
    same(pd.concat([means, people], axis=1).reset_index(), few()[["apl", "apl_65", "apl_population"]])
    assert {"75101", "75102"} <= set(reading.table["code"])
    assert lost(reading) == {"no code of a commune": 1, "no accessibility given": 1}


def test_the_workbook_of_another_profession_is_not_recognised(tmp_path: Path) -> None:
    """Its sheets have the same names."""
    path = apl(tmp_path, few())
    book = openpyxl.load_workbook(path)
    for page in book.worksheets[1:]:
        for cell in page[9]:
            cell.value = str(cell.value).replace("médecins généralistes", "sages-femmes")
    book.save(path)
    with opened(path) as folder:
        assert not READER.recognises(folder.files[0])


def test_a_value_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = apl(tmp_path, few())
    book = openpyxl.load_workbook(path)
    book["APL 2024"]["D13"] = "environ 3"
    book.save(path)
    said = (
        r"sheet APL 2024, line 13, column APL aux médecins généralistes de 65 ans: “environ 3” is no number"
    )
    with pytest.raises(SourceError, match=said):
        read_by(READER, path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = apl(tmp_path, few())
    book = openpyxl.load_workbook(path)
    book["APL 2024"]["G9"] = "Population de référence"
    book.save(path)
    with pytest.raises(SourceError, match="sheet APL 2024: the column Population standardisée is missing"):
        read_by(READER, path)


def test_half_downloaded(tmp_path: Path) -> None:
    path = apl(tmp_path, few())
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(SourceError, match=r"généralistes.xlsx: the workbook is damaged or half downloaded"):
        read_by(READER, path)
