"""What care costs whom, by month and the patient's cell, and what measures cost.

A contact is priced by its outcome. Nobody's bill is known one by one, so two things are reckoned for
groups: visits without a médecin traitant are the group's visits to any GP times its share without one,
as far as there are visits to another doctor (at a coarser grain, the share of the cell); and people with
an ALD are reimbursed as for their illness. A call is priced where it answers the need (advice, or a slot
of the SAS), and reimbursed as calls are, whatever else the need costs. Of each contact with a GP adults pay
a participation that nobody reimburses.
"""

from typing import Final, NamedTuple

import numpy as np

from sim.outcomes.counting.source import ALL, Array, ByGroup, CatchmentSource, in_each
from sim.scenario.costs import Costs
from sim.vocabulary.structure import AgendaSort, Case
from sim.vocabulary.vocabulary import Vocabulary, ids
from sim.world.records import N_GROUPS

CHILDREN: Final = 2  # groups of the first band, with an ALD and without
PAYER: Final = "payer:"  # groups begin so that hold what one payer pays


class Bills(NamedTuple):
    """Costs of contacts, ``[month, cell]`` €."""

    insurance: Array
    patients: Array


@in_each
def by_insurance(source: CatchmentSource) -> ByGroup:
    """What the health insurance pays for contacts."""
    return {ALL: source.once(bills).insurance}


@in_each
def by_patients(source: CatchmentSource) -> ByGroup:
    """What patients pay for contacts, before complementary insurance."""
    return {ALL: source.once(bills).patients}


@in_each
def by_measures(source: CatchmentSource) -> ByGroup:
    """Nothing for contacts: what measures cost comes on top (``Vocabulary.cost_of``)."""
    return {ALL: np.zeros(source.records.visitors.shape[:2])}


@in_each
def by_payer(source: CatchmentSource) -> ByGroup:
    """The same, and apart for each who pays for measures: the group ``payer:NAME``."""
    nothing = np.zeros(source.records.visitors.shape[:2])
    payers = ids(source.vocabulary.payers)
    return {ALL: nothing, **{f"{PAYER}{payer}": nothing.copy() for payer in payers}}


def bills(source: CatchmentSource) -> Bills:
    """Who pays for the contacts of residents and visitors."""
    records, vocabulary = source.records, source.vocabulary
    price = source.by_month(lambda costs: prices(costs, vocabulary))[:, None]
    insured = source.by_month(lambda costs: _insured(costs, vocabulary))[:, None]
    residents = records.groups * price[:, :, None]
    paid = (residents * insured).sum(axis=(-2, -1)) - _lost_without_mt(source)
    visitors = records.visitors * price
    paid = paid + (visitors * insured[:, :, 0]).sum(axis=-1) - _participation(source)
    total = residents.sum(axis=(-2, -1)) + visitors.sum(axis=-1)
    return Bills(paid, total - paid)


def prices(costs: Costs, vocabulary: Vocabulary) -> Array:
    """``[outcome]`` € of a need that ended so."""
    unit = costs.unit_costs
    return np.array([float(sum(unit[key] for key in outcome.price)) for outcome in vocabulary.outcomes])


def _insured(costs: Costs, vocabulary: Vocabulary) -> Array:
    """``[group, outcome]`` share paid by the insurance, of somebody with a médecin traitant."""
    shares, unit = costs.reimbursed, costs.unit_costs
    usual = np.full(N_GROUPS, shares["usual"])
    usual[1::2] = shares["ald"]
    own = {key: shares[one.reimbursed] for one in vocabulary.outcomes if one.reimbursed for key in one.price}
    share = np.zeros((N_GROUPS, len(vocabulary.outcomes)))
    for number, outcome in enumerate(vocabulary.outcomes):
        most = usual if outcome.at_least is None else np.maximum(usual, shares[outcome.at_least])
        price = sum(unit[key] for key in outcome.price)
        if price > 0:
            share[:, number] = sum(unit[key] * own.get(key, most) for key in outcome.price) / price
    return share


def _participation(source: CatchmentSource) -> Array:
    """``[month, cell]`` € of contacts with a GP that patients pay and nobody reimburses, but of children."""
    records = source.records
    contact = np.array([outcome.contact for outcome in source.vocabulary.outcomes], dtype=np.float64)
    adults = (records.groups[:, :, CHILDREN:] @ contact).sum(axis=-1) + records.visitors @ contact
    each = source.by_month(lambda costs: costs.participation)
    return np.asarray(each[:, None] * adults)


def _lost_without_mt(source: CatchmentSource) -> Array:
    """``[month, cell]`` € that the insurance does not pay because patients have no médecin traitant."""
    records, vocabulary = source.records, source.vocabulary
    people, without = records.people[..., ::2], records.adults_without_mt[..., ::2]
    share = np.divide(without, people, out=np.zeros(people.shape), where=people > 0)
    visit = vocabulary.visit_outcomes[AgendaSort.GP]
    own, other = records.groups[:, :, ::2, visit[Case.OWN]], records.groups[:, :, ::2, visit[Case.UNKNOWN]]
    visits = np.minimum(other, share * (own + other))
    price = source.by_month(lambda costs: prices(costs, vocabulary)[visit[Case.UNKNOWN]])
    less = source.by_month(lambda costs: costs.reimbursed["usual"] - costs.reimbursed["without_mt"])
    return np.asarray((price * less)[:, None] * visits.sum(axis=-1))
