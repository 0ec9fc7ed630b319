"""The table of all communes: what of its older counts is no count."""

import numpy as np
import pandas as pd

from sim.building.build import read_facts
from sim.france.readers.wide import MISSING, _was_counted
from tests.france import EXTRACT


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
