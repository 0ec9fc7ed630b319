"""Age bands by commune, from a file in the columns of INSEE's base-cc-evol-struct-pop."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.territory.bands import BANDS, N_BANDS
from sim.territory.errors import TerritoryError
from sim.territory.table import Row, Table, read_table

MOST_PEOPLE = 10_000_000  # in one band of one commune; far more than in any


def read_age_shares(path: Path, codes: tuple[str, ...], names: tuple[str, ...]) -> NDArray[np.float64]:
    """(n, 7) share of each band among the residents of each commune of `codes`; each line sums to 1.

    Only shares are taken, so the file may be of another year than the populations. Lines of other
    communes are ignored, so the national file can be given as it is.
    """
    table = read_table(path)
    columns = _band_columns(table)
    rows = _rows_by_code(table, codes)
    shares = np.empty((len(codes), N_BANDS), dtype=np.float64)
    for i, (code, name) in enumerate(zip(codes, names, strict=True)):
        if code not in rows:
            raise TerritoryError(f"{table.file}: no line for {code} ({name}) in the column CODGEO; add it")
        shares[i] = [rows[code].number(column, 0, MOST_PEOPLE) for column in columns]
        if shares[i].sum() <= 0:
            raise rows[code].error(columns[0], f"the seven bands of {code} ({name}) sum to 0")
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


def _rows_by_code(table: Table, codes: tuple[str, ...]) -> dict[str, Row]:
    wanted = set(codes)
    rows: dict[str, Row] = {}
    for row in table.rows:
        code = row.cells["CODGEO"]
        if code in rows:
            raise row.error(
                "CODGEO", f"{code} already stands in line {rows[code].line}; keep one line per commune"
            )
        if code in wanted:
            rows[code] = row
    return rows
