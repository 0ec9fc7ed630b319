"""What the files that tests write say: the table of all communes, or the extract of it."""

from pathlib import Path

import pandas as pd

from sim.france.files import opened
from sim.france.readers import wide
from tests.france import EXTRACT


def facts(*epcis: str, folder: Path = EXTRACT) -> pd.DataFrame:
    """The communes of a table (of some intercommunalités), by code."""
    with opened(folder) as found:
        table = next(wide.READER.read(file).table for file in found.files if wide.READER.recognises(file))
    table = table[table["epci"].isin(epcis)] if epcis else table
    return table.set_index("code")
