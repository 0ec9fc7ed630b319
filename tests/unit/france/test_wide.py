"""The table of all communes is recognised by its header and read whole; some of its counts are none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.building.build import read_facts
from sim.france.detect import detect
from sim.france.facts import AGES, COLUMNS, Reading
from sim.france.files import opened
from sim.france.readers import READERS
from sim.france.readers.wide import MISSING, _was_counted
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


def test_who_was_not_counted_had_not_none():
    """Nobody in a whole département, or in a town of many, is no count; nobody in a village is one."""
    table = pd.DataFrame(
        {
            "dep": ["974", "974", "69", "69", "69", "33"],
            "gps_before": [0.0, 0.0, 0.0, 0.0, 3.0, np.nan],
        }
    )
    now = pd.Series([MISSING, 1.0, MISSING, MISSING - 1, 3.0, 2.0])
    assert _was_counted(table, now).tolist() == [False, False, False, True, True, False]


def test_overseas_nothing_is_known_of_2018():
    communes = read_facts(EXTRACT)[0].communes
    overseas = communes["dep"] == "974"
    assert communes.loc[overseas, "gps_before"].isna().all() and communes.loc[overseas, "gps"].sum() > 900
    assert communes.loc[~overseas, "gps_before"].notna().any()
