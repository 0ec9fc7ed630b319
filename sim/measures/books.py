"""What an employer of doctors pays and receives, closed month by month (docs/model.md, section 17)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from sim.changes.payments import Account, Pay
from sim.measures.holding import Post
from sim.measures.protocol import Clock, Process, Supply, Worked
from sim.scenario.contracts import ContractTerms

_MONTHS: Final = 12


class Month(NamedTuple):
    """Euros of one month of an employer."""

    costs: float
    receipts: float

    @property
    def deficit(self) -> float:
        """What somebody has to pay; a surplus is negative."""
        return self.costs - self.receipts


def fees(supply: Supply, terms: ContractTerms, worked: Worked) -> float:
    """What comes in for the visits of a month, if it is the employer's."""
    return worked.visits * supply.fee * terms.collected if terms.fees == "employer" else 0.0


def month_before(today: date) -> tuple[date, int]:
    """The last day of the month before this first of a month, and how many days it had."""
    last = today - timedelta(days=1)
    return last, last.day


def settle(
    supply: Supply, today: date, employer: str, month: Month, payers: Mapping[str, float], commune: str
) -> None:
    """Closes the books of the month before today: ``payers`` share what is missing, or are paid back."""
    last, _ = month_before(today)
    supply.ask(Account(employer, month.costs, month.receipts, commune, last))
    for payer, share in payers.items():
        supply.ask(Pay(f"deficit of {employer}", payer, month.deficit * share, commune, last))


def employ(
    clock: Clock, supply: Supply, post: Post, commune: str, *, yearly: float, payer: str | None
) -> Process:
    """The books of one post, until the month after that in which the doctor left: ``yearly`` euros and what
    comes in. Nothing where nobody pays: a doctor who works for themselves.
    """
    terms = post.terms
    if payer is None or (yearly == 0.0 and terms.fees == "doctor"):
        return
    while True:
        yield clock.next_month()
        worked = supply.worked(post.doctor)
        if worked.days == 0:
            return
        part = worked.days / month_before(clock.today)[1]
        month = Month(part * yearly / _MONTHS, fees(supply, terms, worked))
        settle(supply, clock.today, post.doctor, month, {payer: 1.0}, commune)
