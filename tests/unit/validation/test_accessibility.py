"""The APL of all communes: by hand, and the same as that of docs/apl.md."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.apl import read_country
from sim.building.build import read_facts
from sim.france.facts import AGES
from sim.validation.accessibility import apl_of_communes, yardstick
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
