"""All sample files in one folder: each is known by one reader, and they say what they were made from."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.france.detect import detect
from sim.france.files import opened
from sim.france.join import join
from sim.france.readers import READERS
from tests.france_files import apl, bpe, cnam, contours, finess, postcodes, rpps, zoning
from tests.france_files.few import few

FACILITIES = pd.DataFrame(
    [("msp", "MSP", "33284", 44.6047, -0.9359), ("pharmacy", "PHARMACIE", "97411", -20.8789, 55.4481)],
    columns=["sort", "name", "code", "lat", "lon"],
)
DEPARTMENTS = pd.DataFrame(
    [("33", 1500, 400, 1100, 1600)], columns=["dep", "gps", "gps_60_up", "patients_mt", "patients_seen"]
)
DOCTORS = pd.DataFrame(
    [("810000000001", "33284", "CABINET", False)], columns=["doctor", "code", "site", "salaried"]
)
NAMES = pd.DataFrame(
    [("DUPONT", "33120", "ARCACHON CEDEX", "")], columns=["family", "postcode", "city", "mode"]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file of each layout that this folder's readers know."""
    facts = few()
    bpe.counts(tmp_path, facts)
    bpe.located(tmp_path, FACILITIES)
    apl.apl(tmp_path, facts)
    contours.contours(tmp_path, facts)
    zoning.zoning(tmp_path, facts)
    zoning.travel(tmp_path, pd.DataFrame([("33284", "33009", 31.5)], columns=["a", "b", "minutes"]))
    postcodes.postcodes(tmp_path, few().reset_index().assign(postcode="33120"))
    rpps.rpps(tmp_path, DOCTORS)
    rpps.ameli(tmp_path, NAMES)
    finess.finess(tmp_path, FACILITIES)
    finess.finess_plus(tmp_path, FACILITIES)
    cnam.patients(tmp_path, DEPARTMENTS, "patients_mt")
    cnam.patients(tmp_path, DEPARTMENTS, "patients_seen")
    cnam.numbers(tmp_path, DEPARTMENTS)
    (tmp_path / "notes.csv").write_text("when;what\n2026;nothing\n")
    return tmp_path


def test_each_file_has_one_reader(folder: Path) -> None:
    """None is recognised by two, so that their order does not matter."""
    with opened(folder) as found:
        for file in found.files:
            known = [reader.id for reader in READERS if reader.recognises(file)]
            assert len(known) == (0 if file.name == "notes.csv" else 1), (file.name, known)


def test_together_they_say_what_they_were_made_from(folder: Path) -> None:
    """Addresses without codes are settled by the names that another file gives."""
    with opened(folder) as found:
        detected = detect(found, READERS)
        facts = join(detected.readings(), READERS)
    assert detected.unknown == ("notes.csv",)
    expected = few()
    for column in ("zoning", "nurses", "apl", "apl_65", "apl_population"):
        pd.testing.assert_series_equal(
            facts.communes.loc[expected.index, column],
            expected[column],
            check_dtype=False,
            check_names=False,
            check_index_type=False,
        )
    assert (
        facts.departments.set_index("dep").loc["33"].to_dict()
        == DEPARTMENTS.set_index("dep").loc["33"].to_dict()
    )
    assert {source.reader for source in facts.sources} >= {
        "ameli",
        "rpps",
        "finess_plus",
        "finess_old",
        "travel",
    }
    ameli = next(source for source in facts.sources if source.reader == "ameli")
    assert ameli.used == 1
    assert not ameli.unplaced


def test_what_is_downloaded_has_a_reader() -> None:
    """The list of sources names readers that there are."""
    listed = yaml.safe_load(
        (Path(__file__).parents[3] / "conf" / "france" / "sources.yaml").read_text("utf-8")
    )
    assert {source["reader"] for source in listed.values()} <= {reader.id for reader in READERS}


def test_readers_say_in_both_languages_what_they_read() -> None:
    for reader in READERS:
        for said in (reader.title, reader.published):
            assert isinstance(said, dict)
            assert set(said) == {"en", "fr"}
    assert len({reader.id for reader in READERS}) == len(READERS)
