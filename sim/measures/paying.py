"""What measures cost while what they brought goes on."""

from collections.abc import Callable

from sim.changes.payments import Pay
from sim.measures.field_types import Cost
from sim.measures.protocol import Clock, Process, Supply


def pay(
    clock: Clock,
    supply: Supply,
    cost: Cost | None,
    once: str,
    monthly: str,
    commune: str,
    goes_on: Callable[[str], bool],
    name: str,
    *,
    resumes: bool = False,
) -> Process:
    """``once`` and ``monthly`` say what is paid for: today, and month by month while ``name`` goes on.

    A month that has begun is paid. What ``resumes`` after a closing is paid again from the next month on.
    """
    if cost is None:
        return
    since = clock.today
    if cost.once:
        supply.ask(Pay(once, cost.payer, cost.once, commune))
    while cost.yearly and (goes_on(name) or resumes):
        if goes_on(name):
            supply.ask(Pay(monthly, cost.payer, cost.in_month(since, clock.today), commune))
        yield clock.next_month()
