"""Files for spreadsheets hold the comparison to the last digit, as the readers of each language expect it."""

import csv
import io

import pytest
from openpyxl import load_workbook

from sim.reports.export import write_csv, write_workbook
from sim.reports.reading.names import nice_period
from sim.reports.reading.runs import ReportError
from sim.reports.words import words
from sim.scenario.ledger import read_ledger
from sim.scenario.sources import find_sources
from tests.unit.reports.conftest import Pair


@pytest.mark.parametrize(("lang", "between", "decimal"), [("en", ",", "."), ("fr", ";", ",")])
def test_csv_holds_every_row_exactly(pair: Pair, tmp_path, lang, between, decimal):
    file = write_csv(pair.comparison, pair.folders, tmp_path / "x.csv", lang)
    text = file.read_bytes().decode("utf-8-sig")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")  # without it, Excel takes é for two letters
    rows = list(csv.DictReader(io.StringIO(text), delimiter=between))
    assert len(rows) == len(pair.comparison)
    for row, expected in zip(rows, pair.comparison.itertuples(), strict=True):
        assert float(row["difference"].replace(decimal, ".")) == pytest.approx(expected.difference, rel=1e-15)
        assert (row["run_id"], row["commune"]) == (expected.run_id, expected.commune)
        said = words(lang)
        in_words = (nice_period(expected.period, said), said.unit(expected.unit))
        told = (expected.period, expected.unit) if lang == "en" else in_words
        assert (row["period"], row["unit"]) == told
    assert {row["place"] for row in rows} >= {"Mios", "Biganos"}
    assert list(tmp_path.iterdir()) == [file]


def test_a_workbook_holds_what_is_needed_to_read_it(pair: Pair, tmp_path):
    ledger = read_ledger(find_sources().conf)
    labelled = pair.comparison.assign(label="=1+1")
    book = load_workbook(write_workbook(labelled, pair.folders, tmp_path / "x.xlsx", ledger))
    assert book.sheetnames == ["differences", "levels", "assumptions", "units", "sources"]
    head, *rows = book["differences"].iter_rows()
    names = [cell.value for cell in head]
    assert len(rows) == len(labelled)
    assert rows[0][names.index("difference")].value == pytest.approx(
        labelled["difference"].iloc[0], rel=1e-15
    )
    label = rows[0][names.index("label")]
    assert (label.value, label.data_type) == ("=1+1", "s")  # what a user wrote is no formula
    _, *levels = book["levels"].iter_rows(values_only=True)
    assert {row[0] for row in levels} == {folder.name for folder in pair.folders}
    assert len(levels) == len(set(levels))
    _, *assumed = book["assumptions"].iter_rows(values_only=True)
    said = {row[0]: row for row in assumed}
    retire = [row[1:6] for row in assumed if row[0] == "measures.*.retire.notice"]
    assert retire == [("180", "days", 30, 365, "assumed")]
    assert "measures.settle.install.probability" in said  # every number of a measure is there
    assert not [key for key in said if key.startswith("needs.mix")]  # a number that no run has is not
    found = {row[0] for row in book["units"].iter_rows(min_row=2, values_only=True)}
    assert found == set(labelled["indicator"])
    sources = list(book["sources"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in sources] == [folder.name for folder in pair.folders]


def test_a_file_that_cannot_be_written_is_told(pair: Pair, tmp_path):
    with pytest.raises(ReportError, match="cannot be written"):
        write_csv(pair.comparison, pair.folders, tmp_path)
