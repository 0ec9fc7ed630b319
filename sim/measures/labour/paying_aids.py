"""What an aid to who settles costs."""

from sim.measures.field_types import Cost
from sim.measures.paying import pay
from sim.measures.protocol import Clock, Process, Supply
from sim.scenario.market import Aid


def pay_aid(clock: Clock, supply: Supply, aid: Aid, what: str, commune: str, doctor: str) -> Process:
    """While the doctor practises, for the years of the aid."""
    yearly = (*[aid.yearly] * aid.years, 0.0) if aid.yearly else ()
    # The payer may be a row of the user's own tables; it was checked where it stands.
    cost = Cost.model_construct(payer=aid.payer, once=aid.once, yearly=yearly)
    yield from pay(clock, supply, cost, what, what, commune, supply.practising, doctor)
