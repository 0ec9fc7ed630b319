"""What all files together say of the country, and what became of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.france.facts import Loss, Reading
from sim.schema.languages import Worded


@dataclass(frozen=True)
class Total:
    """What a file comes to in a département, beside what is known of it from another file."""

    dep: str
    column: str
    counted: float
    known: float


@dataclass(frozen=True)
class SourceReport:
    """What became of one file.

    lines, used  lines of data, and those that stand in the facts; losses: the others, by reason
    lacking      of the lines used, those that lack something; assumed: what had to be, to read the file
    gives        columns that it gave; passed_over: columns that a better file gave, and which
    without      communes of today for which it has no value: codes, by column
    unplaced     facilities and doctors whose commune is not known
    totals       beside the known totals of départements
    """

    file: str
    reader: str
    title: Worded
    shape: str
    vintage: str
    lines: int
    used: int
    losses: tuple[Loss, ...] = ()
    lacking: tuple[Loss, ...] = ()
    assumed: tuple[Worded, ...] = ()
    gives: tuple[str, ...] = ()
    passed_over: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of the country.

    communes     by code, the communes of today, with the columns of ``COLUMNS["communes"]`` but the
                 code; NaN or "" where nobody says. Doctors and establishments of registers are counted
                 here, too: a doctor of two sites is a half at each
    facilities   with the columns of ``COLUMNS["facilities"]``; code "": it could not be placed. Of a sort
                 that no register lists, those that communes count: one line a commune, with their number
    doctors      with the columns of ``COLUMNS["doctors"]``
    pairs, departments, postcodes  likewise
    origin       by column of communes, and by shape: the reading that gave it (most of it)
    sources      what became of each file
    """

    communes: pd.DataFrame
    facilities: pd.DataFrame
    doctors: pd.DataFrame
    pairs: pd.DataFrame
    departments: pd.DataFrame
    postcodes: pd.DataFrame
    origin: Mapping[str, Reading | str]
    sources: tuple[SourceReport, ...]

    def known(self, column: str) -> bool:
        """Whether any file gives this column of communes."""
        return column in self.origin
