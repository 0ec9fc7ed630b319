"""Doctors one by one from a file: what a line says, and what is refused with its line and column."""

import pytest

from sim.territory import TerritoryError, load_territory
from sim.territory.doctor_list import ListedDoctor
from tests.territories import START, small

HEADER = "commune;number;age;sessions;site;mode;source\n"


@pytest.fixture
def read(tmp_path):
    """What a territory of three communes with a GP each knows of them, by these lines."""
    made = small(3, 300, 2, folder=tmp_path)

    def of(lines: str, header: str = HEADER):
        (tmp_path / "doctors.csv").write_text(header + lines + "\n", encoding="utf-8")
        return load_territory({**made.settings, "gps": "doctors.csv"}, tmp_path, START).doctor_list

    return of


def test_a_line_says_what_is_known_and_no_line_says_nothing(read):
    assert read("90001;1;67;8.5;house;;RPPS 2024\n90003;1;;;;particular;") == {
        0: {1: ListedDoctor((67, 67), 8.5, None, "house", "RPPS 2024")},
        2: {1: ListedDoctor(None, None, True, "", "")},
    }


@pytest.mark.parametrize(
    ("cell", "ages"),
    [("57", (57, 57)), ("60+", (60, 100)), ("<60", (20, 59)), ("55-59", (55, 59)), ("55 – 59", (55, 59))],
)
def test_ages(read, cell, ages):
    assert read(f"90002;1;{cell};;;mt;")[1][1].ages == ages


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("90009;1;;;;;", "line 2, column commune: 90009 is no commune of this territory; did you mean"),
        ("90001;2;;;;;", "column number: 2: C1 has 1 doctors (column gps of communes.csv); take the line"),
        ("90001;1;;;;;\n90001;1;;;;;", "line 3, column number: 90001 has a doctor 1 already"),
        ("90001;0;;;;;", "column number: 0 must be more than 0"),
        ("90001;one;;;;;", "column number: “one” is not a whole number"),
        ("90001;1;old;;;;", "column age: “old” is no age; write 57, 60+, <60, 55-59, or nothing"),
        ("90001;1;59-55;;;;", "column age: “59-55”: a doctor is 20 to 100, the lower age first"),
        ("90001;1;12;;;;", "column age: “12”: a doctor is 20 to 100"),
        ("90001;1;;15;;;", "column sessions: 15 must lie between 0.1 and 14"),
        ("90001;1;;8,5;;;", "column sessions: “8,5” is not a number; write 8.5"),
        ("90001;1;;;;MEP;", "column mode: “MEP” is no mode; write mt, particular, or nothing (not known)"),
    ],
)
def test_what_is_refused(read, lines, says):
    with pytest.raises(TerritoryError) as error:
        read(lines)
    assert says in str(error.value) and str(error.value).startswith("doctors.csv")


def test_its_columns(read):
    with pytest.raises(TerritoryError, match="the column mode is missing"):
        read("90001;1;;;;", HEADER.replace("mode;", ""))
