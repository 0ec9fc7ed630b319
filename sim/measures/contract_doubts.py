"""What a plan asks of a contract that the contract does not give (sim.measures.foresight)."""

from collections.abc import Iterator, Mapping
from typing import Final

from sim.measures.doubt import Days, Doubt
from sim.measures.install import Installation
from sim.measures.offer_posts import PostOffer
from sim.measures.plan import Plan
from sim.measures.retire import Retirement
from sim.measures.run_centre import Centre
from sim.measures.turnover import Turnover
from sim.scenario.contracts import USUAL, ContractTerms
from sim.schema.languages import Message

_THE_USUAL: Final = Installation.model_fields["contract"].default


def contract_doubts(
    plans: Mapping[str, Plan], days: Days, contracts: Mapping[str, ContractTerms]
) -> Iterator[Doubt]:
    """Contracts that say nothing, do not exist yet, or ask for nothing of what a plan says."""
    for name, plan in plans.items():
        written = _contract_of(plan)
        if written is None:
            continue
        key, contract = written
        terms = contracts.get(contract, USUAL)
        if terms == USUAL and contract != _THE_USUAL:
            yield Doubt(name, key, Message("contract", {"contract": contract}))
        for at, message, values in _of(plan, terms, days):
            yield Doubt(name, at or key, Message(message, {"contract": contract, **values}))


def _contract_of(plan: Plan) -> tuple[str, str] | None:
    """The key and the contract of a plan that takes somebody on; None for others."""
    if isinstance(plan, Installation | Turnover | Centre | PostOffer):
        return "contract", plan.contract
    if isinstance(plan, Retirement) and plan.goes_on is not None and plan.goes_on.contract is not None:
        return "goes_on.contract", plan.goes_on.contract
    return None


def _of(plan: Plan, terms: ContractTerms, days: Days) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Key ("": that of the contract), message and what it names."""
    begins = plan.begins()
    if terms.since is not None and begins is not None and days.of(begins[1]) < terms.since:
        yield "", "contract_since", {"since": terms.since, "day": days.of(begins[1])}
    if isinstance(plan, Installation) and plan.supervised_by is not None and terms.supervision is None:
        yield "supervised_by", "no_supervision", {}
    if isinstance(plan, Centre) and terms.fees != "employer":
        yield "", "own_fees", {}
    if isinstance(plan, Turnover) and terms.employed:
        yield "", "no_books", {}
