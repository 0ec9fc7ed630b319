"""The rows of conf/published.csv: the one door to them.

A row's role says what may be done with it: ``calibration`` rows may be fitted to, ``held_back`` ones are
compared with and never fitted to, ``input`` ones are read by the model, ``context`` ones have no range.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import pandas as pd

from sim.scenario.sources import data_root
from sim.schema.languages import Worded

FILE: Final = "published.csv"
Role = Literal["calibration", "held_back", "input", "context"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)


@dataclass(frozen=True)
class Published:
    """One figure. ``low`` and ``high``: between what bounds a simulated one is credible; NaN without."""

    id: str
    figure: Worded
    source: str
    unit: str
    year: str
    territory: str  # france, a territory of ours, or the country a study was made in
    published: float
    low: float
    high: float
    role: Role

    def holds(self, value: float) -> bool:
        """Whether a value lies within the bounds."""
        return self.low <= value <= self.high


def published_rows(*roles: Role, file: Path | None = None) -> tuple[Published, ...]:
    """The rows of these roles, in the order of the file. Raises ValueError for a role that there is not."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"roles are {', '.join(ROLES)}; not {', '.join(map(str, unknown)) or 'none'}")
    return tuple(row for row in _read(file or data_root() / "conf" / FILE) if row.role in roles)


@cache
def _read(file: Path) -> tuple[Published, ...]:
    table = pd.read_csv(file, dtype={"year": str})
    texts = {"figure", "figure_fr"}
    return tuple(
        Published(
            figure={"en": row["figure"], "fr": row["figure_fr"]},
            **{str(key): value for key, value in row.items() if key not in texts},
        )
        for row in table.to_dict("records")
    )
