"""What readers share when they make a table of communes."""

import re
from collections.abc import Sequence

import pandas as pd

from sim.france.codes import PARENTS, commune_codes
from sim.france.facts import Loss
from sim.schema.languages import Worded

MOST_EXAMPLES = 5
NO_CODE: Worded = {
    "en": "no code of a commune",
    "fr": "pas de code de commune",
}
TWICE: Worded = {
    "en": "a commune that already has a line (the first one is kept)",
    "fr": "commune déjà lue (la première ligne est gardée)",
}
ARRONDISSEMENT: Worded = {
    "en": "an arrondissement that is counted with its commune, which has a line of its own",
    "fr": "arrondissement déjà compté avec sa commune, qui a sa propre ligne",
}
OTHERS: Worded = {
    "en": "other territories, years or measures than those needed",
    "fr": "autres territoires, années ou mesures que ceux dont on a besoin",
}


def placed(table: pd.DataFrame, column: str = "code") -> tuple[pd.DataFrame, tuple[Loss, ...]]:
    """The lines whose code is one of a commune, the code in its five characters; and what is lost."""
    codes = commune_codes(table[column])
    kept = table.assign(**{column: codes})[codes != ""]
    return kept.reset_index(drop=True), lost(NO_CODE, table.loc[codes == "", column].tolist())


def one_a_commune(
    table: pd.DataFrame, by: Sequence[str] = ("code",)
) -> tuple[pd.DataFrame, tuple[Loss, ...]]:
    """``placed``, and the first line of each commune (or `by`); no arrondissement whose commune has one."""
    table, losses = placed(table)
    again = table.duplicated(list(by))
    inside = ~again & table["code"].map(PARENTS).isin(table["code"])
    losses += lost(TWICE, table.loc[again, "code"].tolist())
    losses += lost(ARRONDISSEMENT, table.loc[inside, "code"].tolist())
    return table[~again & ~inside].reset_index(drop=True), losses


def lost(why: Worded, cells: Sequence[str]) -> tuple[Loss, ...]:
    """A loss of so many lines, told by what stands in them; none where there are none."""
    return (Loss(why, len(cells), tuple(dict.fromkeys(cells))[:MOST_EXAMPLES]),) if cells else ()


def others(lines: int, why: Worded = OTHERS) -> tuple[Loss, ...]:
    """A loss of so many lines that nobody asked for."""
    return (Loss(why, lines),) if lines else ()


def year_in(text: str) -> str:
    """The last year that is written in a name such as TD_POP1B_2021.csv; "" where there is none."""
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    return years[-1] if years else ""


def day_in(text: str) -> str:
    """The day that is written in a name (…_202609230000.txt, liste-ps-20260105-…), as 2026-09-23; "" where
    none is.
    """
    found = re.search(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:\d{4})?(?!\d)", text)
    return "-".join(found.groups()) if found else ""
