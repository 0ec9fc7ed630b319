"""Official files that say of each commune what the table of all communes says: the same territory is built.

The files are made from the table, in their layouts and with their traps (tests/france_files). What no file
that is read can say, or says with fewer digits, is listed here with the reason; all else is equal.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from sim.cli import main
from tests.france import EXTRACT
from tests.france_files import whole
from tests.france_files.facts import facts

FILES: Final = {"communes.csv": ("code",), "ages.csv": ("CODGEO",), "doctors.csv": ("commune", "number")}
Cells = dict[Any, dict[str, Any]]  # of a file: by line and column

CNAM: Final = "CNAM's figures of communes are in the table alone: data.ameli.fr publishes départements"
SOURCE: Final = "says who said it"
GPS_THEN: Final = ("communes.csv", "gps_2018")
UNSAID: Final = {  # by file and column: why it may differ, and does
    ("communes.csv", "shore"): "the class of a commune by its second homes: no file that is read tells them",
    ("communes.csv", "no_car"): "follows INSEE's density grid: no file that is read tells it",
    GPS_THEN: "GPs of earlier years: of the files that are read the table alone has them",
    ("communes.csv", "ehpad"): "places in homes: FINESS lists homes without them",
    ("services.yaml", "places"): "the same",
    ("services.yaml", "source"): SOURCE,
    ("doctors.csv", "age"): "GPs of 60 and over: files tell those of a département",
    ("doctors.csv", "source"): SOURCE,
    ("observed.csv", "source"): SOURCE,
    ("observed.csv", "adults"): CNAM,
    ("observed.csv", "adults_without_mt"): CNAM,
    ("observed.csv", "adults_no_visit"): CNAM,
    ("observed.csv", "people_insured"): CNAM,
    ("observed.csv", "people_with_ald"): CNAM,
}
OF_REGISTERS: Final = {("doctors.csv", "site"): "the register of doctors names their sites"}
ROUNDED: Final = {  # by column: how far apart, and why
    "lat": (2e-5, "metres of a projection, to the decimetre; entries have five decimals"),
    "lon": (2e-5, "the same"),
    "area_km2": (1.5e-2, "of a square on a globe, measured on the ellipsoid: a part of it"),
}


EYRE, REUNION = "243301405", "249740093"  # Val de l'Eyre; the east of La Réunion


@pytest.mark.parametrize(("epci", "layouts"), [(EYRE, "counted"), (EYRE, "listed"), (REUNION, "listed")])
def test_official_files_give_the_same_territory(of_table, tmp_path, epci, layouts):
    compare(of_table(epci, EXTRACT), epci, official(tmp_path, EXTRACT, layouts), layouts)


@pytest.fixture(scope="module")
def of_table(tmp_path_factory):
    """What is built from the table of all communes, once for each intercommunalité."""

    @cache
    def made(epci: str, table: Path) -> dict[str, Cells]:
        return built(tmp_path_factory.mktemp("ours"), epci, table)

    return made


def official(at: Path, table: Path, layouts: str) -> Path:
    """A folder of official files that say what the table does."""
    files = at / "files"
    files.mkdir()
    getattr(whole, layouts)(files, facts(folder=table))
    return files


def compare(ours: dict[str, Cells], epci: str, files: Path, layouts: str) -> None:
    """Builds the same from official files, and compares file by file."""
    theirs = built(files.parent / epci, epci, files)
    silent = {"doctors.csv"} if layouts == "counted" else set()  # files that count say nothing of single GPs
    assert {file for file in ours if not theirs[file]} == silent
    found = {(file, column) for file in set(ours) - silent for column in differing(ours[file], theirs[file])}
    expected = UNSAID | (OF_REGISTERS if layouts == "listed" else {})
    if epci == REUNION:  # where the older BPE counts nobody, so that the table has no GPs of then either
        expected = {each: why for each, why in expected.items() if each != GPS_THEN}
    assert found == {(file, column) for file, column in expected if file not in silent}


def built(config_dir: Path, epci: str, data: Path) -> dict[str, Cells]:
    """The tables of a territory that the command builds, by file."""
    command = ["territory", "build", "same", "--epci", epci, "--data", str(data)]
    assert main([*command, "--config-dir", str(config_dir)]) == 0
    folder = config_dir / "territory/same"
    there = {file: (folder / file).exists() for file in FILES}
    tables = {file: table(folder / file, keys) if there[file] else {} for file, keys in FILES.items()}
    others = {"observed.csv": observed, "services.yaml": services}
    return tables | {file: read(folder / file) for file, read in others.items()}


def table(path: Path, keys: tuple[str, ...]) -> Cells:
    """The lines of a file by what names them."""
    return {tuple(line.pop(key) for key in keys): line for line in lines(path)}


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def observed(path: Path) -> Cells:
    """A line a commune, a column an indicator."""
    made: Cells = {}
    for line in lines(path):
        cells = made.setdefault(line["commune"], {"source": set()})
        cells[line["indicator"]] = (float(line["value"]), line["year"])
        cells["source"].add(line["source"])
    return made


def services(path: Path) -> Cells:
    """The places by name, those of one sort in one commune together: a register lists what others count."""
    made: Cells = {}
    for name, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        cells = made.setdefault(re.sub(r"_\d+$", "", name), entry | {"number": 0})
        cells["number"] += entry.get("number", 1)
    return made


def differing(ours: Cells, theirs: Cells) -> set[str]:
    """The columns in which any line differs; a line that is not there has nothing in any."""
    found = set()
    for line in ours | theirs:
        one, other = ours.get(line, {}), theirs.get(line, {})
        found |= {name for name in one | other if not alike(name, one.get(name, ""), other.get(name, ""))}
    return found


def alike(column: str, one: Any, other: Any) -> bool:
    if column in ROUNDED and one != "" != other:
        apart, _ = ROUNDED[column]
        return abs(float(other) - float(one)) <= apart * (float(one) if column == "area_km2" else 1)
    return bool(one == other)
