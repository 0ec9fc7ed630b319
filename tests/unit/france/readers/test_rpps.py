"""The registers of doctors: who counts, where, and for how much."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.france.errors import SourceError
from sim.france.readers.ameli import READER as AMELI
from sim.france.readers.rpps import READER
from tests.france_files import rpps
from tests.unit.france.readers.reading import lost, read_by

DOCTORS = pd.DataFrame(
    [
        ("810000000001", "33284", "CABINET DE MIOS", False),
        ("810000000002", "33284", "CABINET DE MIOS", False),
        ("810000000002", "33009", "CABINET D'ARCACHON", False),  # at two places: a half at each
        ("810000000003", "2A004", "CENTRE DE SANTÉ", True),
        ("810000000004", "97411", "MSP", False),
        ("810000000005", "01001", "CABINET", False),
        ("810000000006", "75108", "CABINET", False),
    ],
    columns=["doctor", "code", "site", "salaried"],
)


@pytest.mark.parametrize("capital", [False, True])
def test_general_practitioners_by_commune(tmp_path: Path, capital: bool) -> None:
    """Each doctor is one, shared between their places, whatever else the register says of them."""
    reading = read_by(READER, rpps.rpps(tmp_path, DOCTORS, capital))
    assert reading.table.groupby("code")["share"].sum().to_dict() == {
        "33284": 1.5,
        "33009": 0.5,
        "2A004": 1,
        "97411": 1,
        "01001": 1,
        "75108": 1,
    }
    assert reading.table["share"].sum() == DOCTORS["doctor"].nunique()
    assert reading.table.loc[reading.table["salaried"] == 1, "code"].tolist() == ["2A004"]
    assert set(reading.table["site"]) == set(DOCTORS["site"])
    assert reading.vintage == "2026-09-23"
    assert lost(reading) == {
        "another profession or another specialty": 14,
        "neither liberal nor salaried (locums, volunteers, retired)": 6,
        "a hospital, an out-of-hours service or another place that is not primary care": 12,
        "teleconsultation": 6,
        "no address": 6,
        "a place of the doctor that already has a line": 6,
    }


def test_an_address_stands_for_a_code_that_is_missing(tmp_path: Path) -> None:
    path = rpps.rpps(tmp_path, DOCTORS)
    line = rpps.line("810000000007", "", site="CABINET NEUF", postcode="33380", city="MIOS")
    path.write_text(path.read_text("utf-8") + line + "\n", encoding="utf-8")
    table = read_by(READER, path).table
    assert table.loc[table["doctor"] == "810000000007", "code"].tolist() == ["33380 MIOS"]


def test_half_downloaded(tmp_path: Path) -> None:
    path = rpps.rpps(tmp_path, DOCTORS)
    text = path.read_text("utf-8")
    path.write_text(text[: text.rindex("CHU DE")], encoding="utf-8")
    with pytest.raises(
        SourceError, match=r"202609230000.txt, line \d+, column .*: the line ends after 2\d cells"
    ):
        read_by(READER, path)


def test_only_the_header(tmp_path: Path) -> None:
    path = rpps.rpps(tmp_path, DOCTORS.head(0))
    with pytest.raises(SourceError, match=r"202609230000.txt: the file holds a header and no line"):
        read_by(READER, path)


def test_directory_of_the_assurance_maladie(tmp_path: Path) -> None:
    """Three codes of specialty; a doctor of two cities is a half in each; nobody's name stays."""
    doctors = pd.DataFrame(
        [
            ("DUPONT", "33380", "MIOS", ""),
            ("DURAND", "33380", "MIOS", ""),
            ("DURAND", "33120", "ARCACHON CEDEX", ""),
            ("MARTIN", "20000", "AJACCIO", "particular"),
        ],
        columns=["family", "postcode", "city", "mode"],
    )
    reading = read_by(AMELI, rpps.ameli(tmp_path, doctors))
    shares = reading.table.groupby("code")["share"].sum().to_dict()
    assert shares == {"33380 MIOS": 1.5, "33120 ARCACHON CEDEX": 0.5, "20000 AJACCIO": 1}
    assert reading.table.set_index("code").loc["20000 AJACCIO", "mode"] == "particular"
    assert not reading.table["doctor"].str.contains("DUPONT").any()
    assert reading.vintage == "2026-01-05"
    assert lost(reading) == {
        "another profession or specialty": 4,
        "no postcode or no city": 1,
        "an address of the doctor that already has a line": 4,
    }


LARGE = 800 * 1024**2  # bytes, as the register has them
MEASURED = r"""
import re, sys
from pathlib import Path
from sim.france.files import opened
from sim.france.readers.rpps import READER
with opened(Path(sys.argv[1])) as folder:
    reading = READER.read(folder.files[0])
# Not getrusage: a process begins there with the highest value of the one that started it.
peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
print(reading.lines, reading.table["share"].sum(), int(peak[1]) // 1024)
"""


@pytest.mark.heavy
def test_the_register_of_its_real_size_takes_less_than_500_mb_of_memory(tmp_path: Path) -> None:
    """A file of 800 MB, in a process of its own."""
    path = rpps.rpps(tmp_path, DOCTORS)
    header, *lines = path.read_text("utf-8-sig").splitlines()
    others = [line for line in lines if "|60|" in line] * 30  # most of the register are no GPs
    block = "\n".join(lines + others) + "\n"
    block = block.replace("|CABINET|", "|CABINET MEDICAL DU DOCTEUR " + "RUE DE LA REPUBLIQUE " * 5 + "|")
    blocks = LARGE // len(block.encode()) + 1
    with path.open("w", encoding="utf-8") as text:
        text.write(header + "\n")
        for number in range(blocks):
            text.write(block.replace("|8100", f"|{number + 10000}"))
    assert path.stat().st_size >= LARGE
    measured = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(measured[0]) == blocks * (len(lines) + len(others))
    assert float(measured[1]) == pytest.approx(blocks * DOCTORS["doctor"].nunique())
    assert int(measured[2]) < 500, measured
