"""INSEE's Code officiel géographique: communes that became another."""

from typing import Final

import pandas as pd

from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import others, placed, year_in
from sim.france.queries import count, query

ID: Final = "cog_moves"
COLUMNS: Final = {
    "before": "COM_AV",
    "after": "COM_AP",
    "on": "DATE_EFF",
}


def _read(file: OpenFile) -> Reading:
    lines = count(file)
    moves = query(file, COLUMNS, "\"TYPECOM_AV\" = 'COM' AND \"TYPECOM_AP\" = 'COM'")
    moves, no_before = placed(moves, "before")
    moves, no_after = placed(moves, "after")
    table = _gone(moves)
    losses = no_before + no_after
    rest = others(lines - len(table) - sum(loss.lines for loss in losses))
    vintage = year_in(file.name) or table["on"].str[:4].max()
    return Reading(ID, "moves", file.name, vintage, lines, len(table), table, losses + rest)


def _gone(moves: pd.DataFrame) -> pd.DataFrame:
    """Those whose code was another afterwards: not a commune that stayed, and gave a part to another."""
    stays = moves.loc[moves["before"] == moves["after"], ["before", "on"]].apply(tuple, axis=1)
    keys = moves[["before", "on"]].apply(tuple, axis=1)
    gone = moves[(moves["before"] != moves["after"]) & ~keys.isin(set(stays))]
    return gone.drop_duplicates().reset_index(drop=True)


READER: Final = Reader(
    id=ID,
    shape="moves",
    gives=(),
    title={
        "en": "INSEE, movements of communes (Code officiel géographique)",
        "fr": "Insee, mouvements de communes (Code officiel géographique)",
    },
    published={
        "en": "v_mvt_commune_2026.csv: insee.fr, “Code officiel géographique”",
        "fr": "v_mvt_commune_2026.csv : insee.fr, « Code officiel géographique »",
    },
    recognises=lambda file: file.has("TYPECOM_AV", "TYPECOM_AP", *COLUMNS.values()),
    read=_read,
)
