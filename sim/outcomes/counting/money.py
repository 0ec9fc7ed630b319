"""What care costs whom, by month and the patient's cell, and what measures cost.

A contact is priced by its outcome. Nobody's bill is known one by one, so two things are reckoned for
groups: visits without a médecin traitant are the group's visits to any GP times its share without one,
as far as there are visits to another doctor (at a coarser grain, the share of the cell); and people with
an ALD are reimbursed as for their illness. A call is priced where it answers the need (advice, or a slot
of the SAS).
"""

from typing import NamedTuple

import numpy as np

from sim.outcomes.counting.source import ALL, Array, CatchmentSource, Count, in_each
from sim.scenario.costs import Costs
from sim.world.records import N_GROUPS, Records
from sim.world.vocabulary import N_OUTCOMES, Outcome


class Bills(NamedTuple):
    """Costs of contacts, ``[month, cell]`` €."""

    insurance: Array
    patients: Array


def by_insurance() -> Count:
    """What the health insurance pays for contacts."""
    return in_each(lambda source: {ALL: source.once(bills).insurance})


def by_patients() -> Count:
    """What patients pay for contacts, before complementary insurance."""
    return in_each(lambda source: {ALL: source.once(bills).patients})


def by_measures() -> Count:
    """Nothing for contacts: what measures cost comes on top (``Indicator.paid_by``)."""
    return in_each(lambda source: {ALL: np.zeros(source.records.visitors.shape[:2])})


def bills(source: CatchmentSource) -> Bills:
    """Who pays for the contacts of residents and visitors."""
    records, costs = source.records, source.costs
    price = prices(costs)
    insured = _insured(costs)
    residents = records.groups * price
    paid = (residents * insured).sum(axis=(-2, -1)) - _lost_without_mt(records, costs)
    visitors = records.visitors * price
    paid = paid + (visitors * insured[0]).sum(axis=-1)
    total = residents.sum(axis=(-2, -1)) + visitors.sum(axis=-1)
    return Bills(paid, total - paid)


def prices(costs: Costs) -> Array:
    """``[outcome]`` € of a need that ended so."""
    unit = costs.unit_costs
    price = np.zeros(N_OUTCOMES)
    price[[Outcome.SEEN_OWN, Outcome.SEEN_OTHER]] = unit.consultation
    price[Outcome.SEEN_SAS] = unit.consultation + unit.call
    price[Outcome.SEEN_TEAM] = unit.delegate
    price[Outcome.TELECONSULTED] = unit.teleconsultation
    price[Outcome.SEEN_CMSI] = unit.cmsi
    price[Outcome.SEEN_SOS] = unit.sos
    price[Outcome.SEEN_MMG] = unit.mmg
    price[Outcome.SEEN_FRONT] = unit.front
    price[Outcome.SEEN_ED] = unit.ed
    price[Outcome.OUTSIDE] = unit.outside
    price[Outcome.ADVISED] = unit.call
    return price


def _insured(costs: Costs) -> Array:
    """``[group, outcome]`` share paid by the insurance, of somebody with a médecin traitant."""
    share = np.full((N_GROUPS, N_OUTCOMES), costs.reimbursed.usual)
    share[1::2] = costs.reimbursed.ald
    share[:, Outcome.SEEN_ED] = np.maximum(share[:, Outcome.SEEN_ED], costs.reimbursed.ed)
    share[:, Outcome.ADVISED] = costs.reimbursed.call
    return share


def _lost_without_mt(records: Records, costs: Costs) -> Array:
    """``[month, cell]`` € that the insurance does not pay because patients have no médecin traitant."""
    people, without = records.people[..., ::2], records.adults_without_mt[..., ::2]
    share = np.divide(without, people, out=np.zeros(people.shape), where=people > 0)
    own, other = records.groups[:, :, ::2, Outcome.SEEN_OWN], records.groups[:, :, ::2, Outcome.SEEN_OTHER]
    visits = np.minimum(other, share * (own + other))
    loss = costs.unit_costs.consultation * (costs.reimbursed.usual - costs.reimbursed.without_mt)
    return np.asarray(loss * visits.sum(axis=-1))
