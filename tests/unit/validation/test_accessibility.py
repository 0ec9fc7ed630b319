"""The APL of all communes: by hand, and the same as that of docs/apl.md."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.pages.apl import read_country
from sim.building.build import read_facts
from sim.france.facts import AGES
from sim.validation.accessibility import apl_of_communes, communes_under, mean, yardstick
from tests.france import EXTRACT


def commune(**more):
    return {
        **dict.fromkeys(AGES, 0.0),
        "lat": 45.0,
        "lon": 0.0,
        "area_km2": 10.0,
        "population": 1000.0,
    } | more


def test_one_commune_by_hand():
    """Two GPs, of whom 12.3 % are in a particular mode of practice, 5,400 consultations each, for 1,000
    residents of 30 to 44, who need 0.713 of the mean; and one far away, of whom nobody knows the place.
    """
    here = commune(age_30_44=1.0, gps=2.0)
    found = apl_of_communes(pd.DataFrame([here, commune(lat=np.nan, gps=9.0)], index=["a", "b"]))
    assert found["a"] == pytest.approx(2 * 5400 * (1 - 0.123) / 713)
    assert np.isnan(found["b"])


def test_it_is_that_of_the_page():
    extract = read_country(EXTRACT / "communes.csv.gz")
    there = pd.Series(extract.ours, index=extract.table["code"])
    found = apl_of_communes(read_facts(EXTRACT)[0].communes)
    both = there.index.intersection(found.dropna().index)
    assert len(both) > 100
    np.testing.assert_allclose(found[both], there[both], rtol=1e-9)
    assert yardstick().consultations(np.array([1.0])) == pytest.approx(4735.8)


def test_tenths_and_communes_by_hand():
    """Twenty communes far apart, alike but for their GPs, 0 to 19: a tenth of the residents are two."""
    lines = [commune(lat=42.0 + 0.4 * n, age_30_44=1.0, gps=float(n), dep="33") for n in range(20)]
    table = pd.DataFrame([{**line, "gps_60_up": line["gps"]} for line in lines])
    each = 5400 * (1 - 0.123) / 713  # of a GP
    assert mean(table) == pytest.approx(9.5 * each)
    assert mean(table, "worst") == pytest.approx(0.5 * each)
    assert mean(table, "best") == pytest.approx(18.5 * each)
    assert mean(table, to_65=True) == pytest.approx(9.5 * each * (1 - yardstick().over_65))
    assert 0.2 < yardstick().over_65 < 0.8
    assert communes_under(table, "33", 2.1 * each) == 3 and communes_under(table, "24", 9.0) == 0
