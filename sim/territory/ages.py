"""Age bands by commune, from a file in the columns of INSEE's base-cc-evol-struct-pop."""

import re
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from sim.schema.types import Number, between
from sim.territory.bands import BANDS, N_BANDS
from sim.territory.errors import TerritoryError
from sim.territory.table import Table, read_table

People = Annotated[Number, between(0, 10_000_000)]  # in one band of one commune; far more than in any


def read_age_shares(
    path: Path, codes: tuple[str, ...], names: tuple[str, ...], census: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(n, 7) share of each band among the residents of each commune of `codes`; each line sums to 1.

    Only shares are taken, so the file may be of another year than the populations. Lines of other
    communes are ignored, so the national file can be given as it is. Where nobody was counted, shares are
    equal.
    """
    table = read_table(path)
    columns = _band_columns(table)
    rows = table.by("CODGEO")
    shares = np.empty((len(codes), N_BANDS), dtype=np.float64)
    for i, (code, name) in enumerate(zip(codes, names, strict=True)):
        row = rows.get((code,))
        if row is None:
            raise TerritoryError(f"{table.file}: no line for {code} ({name}) in the column CODGEO; add it")
        shares[i] = [row.number(column, People) for column in columns] if census[i] else 1.0
        if shares[i].sum() <= 0:
            raise row.error(columns[0], f"the seven bands of {code} ({name}) sum to 0")
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _band_columns(table: Table) -> list[str]:
    """The seven columns, of the latest year in the file (INSEE's holds three: P22_, P16_, P11_)."""
    matches = (re.fullmatch(r"P(\d\d)_POP0014", column) for column in table.columns)
    years = [match.group(1) for match in matches if match]
    prefix = f"P{max(years, default='22')}_"
    columns = [prefix + band.insee for band in BANDS]
    table.require(["CODGEO", *columns])
    return columns
