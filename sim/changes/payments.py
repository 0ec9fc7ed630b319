"""What is paid, and the books of employers."""

from dataclasses import dataclass
from datetime import date

from sim.changes.change import CHANGE, Change


@dataclass(frozen=True)
class Pay(Change, order=CHANGE):
    """Euros that somebody pays today (is paid back, where negative), for a place in a commune ("" where there
    is none).
    """

    what: str
    payer: str
    amount: float
    commune: str = ""
    month: date | None = None  # a day of the month in which it counts; None: today's

    @property
    def belongs_to(self) -> date | None:
        """A day of the month before, where it is that month's."""
        return self.month


@dataclass(frozen=True)
class Account(Change, order=CHANGE):
    """The books of an employer of doctors for one month; what is missing is paid apart (``Pay``)."""

    employer: str
    costs: float
    receipts: float
    commune: str
    month: date  # a day of it

    @property
    def belongs_to(self) -> date | None:
        """The month."""
        return self.month
