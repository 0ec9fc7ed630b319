"""The table of all communes is recognised by its header and read whole."""

from pathlib import Path

import pytest

from sim.france.detect import detect
from sim.france.facts import AGES, COLUMNS, Reading
from sim.france.files import opened
from sim.france.readers import READERS
from tests.france import EXTRACT, all_communes


def reading(folder: Path) -> Reading:
    with opened(folder) as found:
        return next(reading for reading in detect(found, READERS).readings() if reading.reader == "wide")


def test_the_extract_says_what_is_published_of_mios() -> None:
    read = reading(EXTRACT)
    mios = read.table.set_index("code").loc["33284"]
    assert (mios["name"], mios["population"], mios["gps"], mios["gps_60_up"]) == ("Mios", 12043, 7, 3)
    assert mios[list(AGES)].sum() == pytest.approx(mios["population"], rel=0.1)  # 2021 and 2023
    assert read.lines == read.used == len(read.table)
    assert set(read.table.columns) <= set(COLUMNS["communes"])


def test_corsica_and_beyond_the_sea_keep_their_codes() -> None:
    table = reading(EXTRACT).table
    assert {"2A", "33", "86", "974"} <= set(table["dep"])
    assert table["code"].str.fullmatch(r"(\d\d|2[AB])\d{3}").all()


@pytest.mark.heavy  # the whole country
def test_all_of_france() -> None:
    read = reading(all_communes())
    assert (read.lines, read.used, read.losses) == (34_969, 34_969, ())
    assert read.table["population"].sum() == pytest.approx(68e6, rel=0.02)


def test_of_each_column_it_is_told_who_says_it_and_of_which_year() -> None:
    read = reading(EXTRACT)
    assert set(read.table.columns) == set(read.given)
    assert [read.vintage_of(column) for column in ("population", "age_0_14", "gps", "apl")] == [
        "2023", "2021", "2024", "2023",
    ]  # fmt: skip
    assert read.publisher_of("gps_60_up") == "Observatoire des fragilités"
    assert read.years == "2015–2026"
