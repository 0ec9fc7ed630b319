"""What became of supply in one run.

Dated rows, payments, and the agendas and services as they are at the end.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sim.world.tables import Table

if TYPE_CHECKING:
    import pandas as pd


class Change(NamedTuple):
    """One change of supply.

    ``event``: site_opens; arrival, departure (of doctors); list_closed, list_opened, announced, activity,
    slots (of their agendas); team_opens, team_closes; opens, closes, reopens, servers (of counters and
    lines). ``entity`` is the doctor, the site or the service; ``site`` and ``commune`` (INSEE code) are ""
    where there is none.
    """

    date: date
    event: str
    entity: str
    site: str
    commune: str
    detail: str


class Payment(NamedTuple):
    """Euros paid on a day because of a measure."""

    date: date
    payer: str  # commune, insurance, region
    commune: str  # INSEE code of the place it is paid for, "" where there is none
    amount: float
    measure: str
    what: str


class Move(NamedTuple):
    """A doctor who left one agenda for another on one day, by their names."""

    left: str
    began: str


@dataclass(frozen=True, eq=False)
class History:
    """Rows in order of date, then as they were applied.

    Names and tables are by catchment, and by row within it.
    """

    rows: tuple[Change, ...]
    payments: tuple[Payment, ...]
    moves: tuple[Move, ...]
    agenda_names: tuple[tuple[str, ...], ...]
    counter_names: tuple[tuple[str, ...], ...]
    agendas: tuple[Table, ...]  # AGENDA, as they are at the end
    counters: tuple[Table, ...]  # COUNTER

    def to_frame(self) -> "pd.DataFrame":
        """The rows as a table with the columns of ``Change``."""
        import pandas as pd

        frame = pd.DataFrame(list(self.rows), columns=list(Change._fields))
        return frame.astype({"date": "datetime64[ns]"})
