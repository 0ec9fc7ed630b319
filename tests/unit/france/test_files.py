"""Files as they are downloaded: opened whatever their wrapping; what is damaged is told in one message."""

import gzip
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from sim.france.errors import SourceError
from sim.france.files import OpenFile, opened
from sim.france.queries import count, query, sheet

TEXT = 'CODGEO;LIBGEO;P22_POP\n33284;"Mios; le bourg";12043,5\n2A004;Ajaccio;73822\n'


def read(folder: Path) -> pd.DataFrame:
    """The one table of a folder, by the names of its header."""
    with opened(folder) as found:
        (file,) = found.files
        return query(file, {"code": "codgeo", "name": "LIBGEO", "people": "P22_POP"}, numbers=("people",))


def refused(folder: Path) -> str:
    """What is said of a folder's one file, which is damaged."""
    with pytest.raises(SourceError) as said, opened(folder) as found:
        for file in found.files:
            count(file)
            query(file, file.columns, numbers=[name for name in file.columns if name.startswith("P22")])
    return str(said.value)


def zipped(path: Path, **members: str | bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_csv", ".csv"), text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", TEXT.encode()),
        ("bom.CSV", TEXT.encode("utf-8-sig")),
        ("wide letters.csv", TEXT.encode("utf-16")),
        ("packed.csv.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("windows.csv", TEXT.replace("\n", "\r\n").encode()),
        ("of [2024] *?.csv", TEXT.encode()),
        ("comma.txt", b'codgeo,LIBGEO ,P22_POP\n33284,"Mios; le bourg","12 043,5"\n2A004,Ajaccio,73822\n'),
        ("bar.txt", b"CODGEO|LIBGEO|P22_POP\n33284|Mios; le bourg|12043.5\n2A004|Ajaccio|73822\n"),
        ("tab.txt", b"CODGEO\tLIBGEO\tP22_POP\n33284\tMios; le bourg\t12043.5\n2A004\tAjaccio\t73822\n"),
    ],
)
def test_a_table_reads_the_same_whatever_its_wrapping(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    table = read(tmp_path)
    assert table["code"].tolist() == ["33284", "2A004"]
    assert table["name"].tolist() == ["Mios; le bourg", "Ajaccio"]
    assert table["people"].tolist() == [12043.5, 73822.0]


def test_bytes_that_are_not_utf8_are_latin_1(tmp_path: Path) -> None:
    text = "CODGEO;LIBGEO;P22_POP\n97415;Saint-Paul de la Réunion;1\n59183;Œuf-en-Ternois;2\n"
    (tmp_path / "old.txt").write_bytes(text.encode("cp1252"))
    assert read(tmp_path)["name"].tolist() == ["Saint-Paul de la Réunion", "Œuf-en-Ternois"]


def test_members_of_an_archive_are_named_after_it_and_gone_at_the_end(tmp_path: Path) -> None:
    zipped(tmp_path / "ensemble.zip", a_csv=TEXT, b_csv=TEXT, **{"lisez-moi.pdf": b"%PDF"})
    with opened(tmp_path) as found:
        assert [file.name for file in found.files] == ["ensemble.zip/a.csv", "ensemble.zip/b.csv"]
        assert found.others == ("ensemble.zip/lisez-moi.pdf",)
        unpacked = [file.path for file in found.files]
        assert all(path.exists() for path in unpacked)
    assert not any(path.exists() for path in unpacked)
    assert [path.name for path in tmp_path.iterdir()] == ["ensemble.zip"]


def test_a_sheet_is_read_from_its_header_wherever_that_stands(tmp_path: Path) -> None:
    header = ["Code commune INSEE ", "APL aux médecins (2)"]
    lines = [["APL", ""], ["", ""], header, ["", "par habitant"], [1004, "4,5"]]
    pd.DataFrame(lines).to_excel(tmp_path / "apl.xlsx", header=False, index=False, sheet_name="APL 2023")
    with opened(tmp_path) as found:
        (file,) = found.files
        assert (file.layout, file.sheets) == ("sheets", ("APL 2023",))
        columns = {"code": "Code commune", "apl": "APL aux médecins"}
        table = sheet(file, "APL 2023", columns, numbers=("apl",), skip=1)
        assert table.to_dict("list") == {"code": ["1004"], "apl": [4.5]}
        assert table.index.tolist() == [5]


def test_json_shows_its_first_characters(tmp_path: Path) -> None:
    (tmp_path / "communes.geojson").write_text('{"type": "FeatureCollection"}', encoding="utf-8-sig")
    with opened(tmp_path) as found:
        (file,) = found.files
        assert (file.layout, file.head) == ("json", '{"type": "FeatureCollection"}')


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv: the file is empty; download it again"),
        ("blank.csv", b"\n\n", "blank.csv: the file holds nothing but blanks"),
        ("header.csv", b"CODGEO;P22_POP\n", "header.csv: the file holds a header and no line"),
        ("page.csv", b"<!DOCTYPE html><p>404", "page.csv: this is a web page or XML"),
        ("binary.csv", b"CODGEO;P22_POP\n\0\1\2\n", "binary.csv: the file is no text (it holds a byte 0)"),
        ("cut.csv", "CODGEO;NOM\n1;Mâ".encode()[:-1], "cut.csv: the file ends inside a letter"),
        ("short.csv", b"CODGEO;P22_POP;N\n1;2;3\n4;5\n", "short.csv, line 3, column P22_POP: the line ends"),
        ("long.csv", b"CODGEO;P22_POP\n1;2\n4;5;6\n", "long.csv, line 3, column P22_POP: the line ends"),
        ("word.csv", b"CODGEO;P22_POP\n1;2\n4;many\n", "word.csv, line 3, column P22_POP: “many” is no"),
        ("foreign.zip", b"no archive", "foreign.zip: the zip archive is damaged"),
        ("foreign.gz", b"no archive", "foreign.gz: the gz archive is damaged"),
        ("cut.csv.gz", gzip.compress(TEXT.encode(), mtime=0)[:-12], "cut.csv.gz: the gz archive is damaged"),
        ("foreign.xlsx", b"no workbook", "foreign.xlsx: the workbook is damaged"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_in_one_message(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    message = refused(tmp_path)
    assert message.startswith(said)
    assert "again" in message


def test_a_half_downloaded_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ensemble.zip"
    zipped(path, a_csv=TEXT)
    path.write_bytes(path.read_bytes()[:-30])
    assert refused(tmp_path).startswith("ensemble.zip: the zip archive is damaged or half downloaded")


def test_a_missing_column_is_told_with_what_may_be_meant() -> None:
    file = OpenFile("ages.csv", Path("nowhere"), "table", ("CODGEO", "P22_POP"), ";")
    with pytest.raises(
        SourceError, match=r"ages.csv, line 1: the column P22_POPP is missing \(did you mean P22_POP"
    ):
        query(file, ("P22_POPP",))


def test_a_text_in_a_sheet_where_a_number_should_be_is_told(tmp_path: Path) -> None:
    pd.DataFrame([["code", "apl"], ["01004", "much"]]).to_excel(
        tmp_path / "apl.xlsx", header=False, index=False, sheet_name="APL"
    )
    with opened(tmp_path) as found, pytest.raises(SourceError) as said:
        sheet(found.files[0], "APL", ("code", "apl"), numbers=("apl",))
    assert str(said.value).startswith("apl.xlsx, sheet APL, line 2, column apl: “much” is no number")
