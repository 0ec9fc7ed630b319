"""Indicators against counts made by hand, and against the same sums made another way."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.changes.change import SupplyEvent
from sim.changes.payments import Account, Pay
from sim.france.apl import apl_of
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.doctor_counts import as_billed, heads_of, yearly_activity
from sim.outcomes.counting.source import ALL
from sim.outcomes.periods.by_month import by_stretch
from sim.outcomes.periods.by_rule import gini, quantile
from sim.outcomes.storage.replication_result import CatchmentResult
from sim.scenario.costs import Costs
from sim.scenario.dated import DatedCosts
from sim.world.records import BEGAN, HELD, SECONDS, VISITS
from sim.world.tables import AGENDA, DOCTOR, table
from tests.runs import costs, indicators, played
from tests.shipped import SHIPPED, Kind, Outcome

PROMISED = """
    gps gp_fte gps_per_10000 apl panel weekly_hours overloaded arrivals departures retention_3y
    retention_5y displaced without_mt delay_mean delay_median delay_p90 within_48h third_next_available
    refused renounced travel_minutes reassign_months counter_wait_minutes consultations ed_visits
    ed_avoidable cmsi_visits sos_visits calls calls_advised calls_abandoned teleconsultations
    on_screen booth_visits out_of_territory avoidable_hospitalisations inequality cost_commune
    cost_insurance cost_patients cost_per_gp cost_per_answer cost_per_ed_visit
"""


@pytest.fixture(scope="module")
def run():
    made = played()
    return made, indicators(made)


def test_every_key_is_in_the_catalogue(run):
    _, found = run
    assert {name for name, _ in found} <= set(CATALOGUE)


def test_everything_the_catalogue_lists_is_there(run):
    _, found = run
    known = {name for name, _ in found}
    assert {line.id for line in CATALOGUE.values() if line.rule is not Rule.COMPARED} == known


def test_every_indicator_promised_is_in_the_catalogue():
    """The stable ids that planners and scripts may rely on; costs per something are made by comparing."""
    assert {name for name in PROMISED.split() if name not in CATALOGUE or not CATALOGUE[name].shown} == set()


def test_needs_answered_and_renounced(run):
    made, found = run
    mios = made.catchments[0].records.outcomes[:, 0]
    others = [
        Outcome.ADVISED,
        Outcome.SEEN_PHARMACY,
        Outcome.SEEN_PHYSIO,
        Outcome.SEEN_MOBILE,
        Outcome.SEEN_NURSE,
    ]
    seen = mios[:, :, : Outcome.OUTSIDE + 1].sum(axis=(1, 2)) + mios[:, :, others].sum(axis=(1, 2))
    assert found["needs", ALL][:, 0].tolist() == mios.sum(axis=(1, 2)).tolist()
    assert found["answered", ALL][:, 0].tolist() == seen.tolist()
    urgent = mios[:, Kind.ACUTE_URGENT, Outcome.RENOUNCED]
    assert found["renounced", "kind:acute_urgent"][:, 0].tolist() == urgent.tolist()


def test_the_whole_territory_is_the_sum_of_flows_and_stocks(run):
    _, found = run
    for (name, _), values in found.items():
        if CATALOGUE[name].rule in (Rule.FLOW, Rule.STOCK) and not np.isnan(values[:, :-1]).any():
            assert values[:, -1] == pytest.approx(values[:, :-1].sum(axis=1), rel=1e-12)


def test_the_share_without_mt_is_of_adults(run):
    made, found = run
    records = made.catchments[1].records
    share = 100 * records.adults_without_mt[:, 0].sum(axis=1) / records.adults[:, 0].sum(axis=1)
    assert found["without_mt", ALL][:, 2] == pytest.approx(share)


def test_emergency_visits_hold_the_exogenous_ones(run):
    made, found = run
    records = made.catchments[0].records
    ends = [Outcome.SEEN_FRONT, Outcome.SEEN_ED]
    care = records.outcomes[:, 0][:, :, ends].sum(axis=(1, 2))
    exogenous = records.exogenous[:, 0][:, :, ends].sum(axis=(1, 2))
    assert found["ed_avoidable", ALL][:, 0].tolist() == care.tolist()
    assert found["ed_visits", ALL][:, 0].tolist() == (care + exogenous).tolist()


def test_visits_at_services_of_one_name_are_added_over_catchments(run):
    made, found = run
    calls = sum(catchment.records.at_counters[:, 2, BEGAN] for catchment in made.catchments)
    assert found["calls", "service:the_15"][:, -1].tolist() == calls.tolist()
    assert np.isnan(found["calls", ALL][:, :-1]).all()


def test_heads_begin_and_end_on_their_day(run):
    _, found = run
    mios = found["gps", ALL][:, 0]
    # One GP until day 300 (27 October 2024), one from day 100 (10 April 2024) on.
    assert mios[:4].tolist() == [1, 1, 1, 1]
    assert mios[4:10].tolist() == [2] * 6
    assert mios[10:].tolist() == [1] * (len(mios) - 10)
    assert np.flatnonzero(found["arrivals", ALL][:, 0]).tolist() == [3]
    assert np.flatnonzero(found["departures", ALL][:, 0]).tolist() == [9]


def test_third_next_available_is_a_mean_over_doctors():
    made = played()
    for catchment in made.catchments:
        catchment.records.third_next[:] = 0
    made.catchments[0].records.third_next[0] = [[2, 9], [1, 0]]  # Mios: two doctors, 9 days; Arcachon: today
    values = indicators(made)["third_next_available", ALL]
    assert values[0, [0, 1, 3]].tolist() == [4.5, 0.0, 3.0]
    assert np.isnan(values[0, 2]), "no doctor of Ajaccio has a session to book"


def test_months_until_a_new_medecin_traitant_and_who_still_waits():
    made = played()
    for catchment in made.catchments:
        for name in ("released", "reassigned", "people_released", "people_released_without_mt"):
            getattr(catchment.records, name)[:] = 0
    records = made.catchments[0].records
    records.reassigned[2, 0, 6], records.reassigned[2, 0, 7] = (2, 61), (1, 30)  # aged 45 to 59; with an ALD
    records.released[0, 0, 6], records.people_released[2, 0, 6] = 8, 8
    records.people_released_without_mt[2, 0, 6] = 2
    found = indicators(made)
    assert found["released", ALL][0].tolist() == [8, 0, 0, 8]
    assert found["reassign_months", ALL][2, 0] == pytest.approx(91 / 3 / (365.25 / 12))
    assert found["not_reassigned", ALL][2, 0] == 25
    assert np.isnan(found["reassign_months", ALL][1]).all(), "nobody registered again: undefined, not 0"
    assert found["reassigned", "ald:yes"][2, 0] == 1
    assert found["reassigned_days", "ald:no"][2, 0] == 61


def test_full_time_equivalents_and_hours_of_one_month(run):
    made, found = run
    records = made.catchments[1].records.at_agendas
    visits, seconds = records[0, [0, 1]][:, VISITS], records[0, [0, 1]][:, SECONDS]
    assert found["gp_fte", ALL][0, 2] == pytest.approx(visits.sum() * 365.25 / 31 / 5400)
    hours = seconds.sum() / 3600 + records[0, [0, 1]][:, HELD].sum() * 6 / 60
    assert found["weekly_hours", ALL][0, 2] == pytest.approx(hours / (31 / 7) + 5.5 + 4)


def test_contacts_stand_in_january_of_whole_years(run):
    made, found = run
    contacts = sum(catchment.records.contacts for catchment in made.catchments)
    share = found["any_contact", ALL][:, -1]
    assert np.flatnonzero(~np.isnan(share)).tolist() == [0, 12, 24]
    assert share[12] == pytest.approx(100 * contacts[1, :, 1].sum() / contacts[1, :, 0].sum())


def test_a_measure_is_paid_for_by_its_commune():
    made = played(shift=5)
    cost = indicators(made)["cost_commune", ALL]
    assert cost[21].tolist() == [280_000, 0, 0, 280_000]
    assert cost.sum() == 560_000


def test_books_of_an_employer_count_in_their_month_however_late_they_are_closed():
    """The town pays in March what was missing in February, and is paid back a surplus."""
    made = played(shift=5)
    before = indicators(made)
    first, february = date(2025, 3, 1), date(2025, 2, 28)
    closed = [
        Account("centre", 9000.0, 6500.0, "33284", february),
        Pay("deficit of centre", "commune", 2000.0, "33284", february),
        Pay("deficit of centre", "region", 500.0, "33284", february),
        Pay("deficit of centre", "commune", -300.0, "", date(2025, 3, 31)),
    ]
    more = [SupplyEvent(first, "centre", change, "", change.commune) for change in closed]
    found = indicators(replace(made, events=[*made.events, *more]))
    months = {month: n for n, month in enumerate(made.months)}
    feb, march = months[date(2025, 2, 1)], months[date(2025, 3, 1)]

    def added(name, group=ALL):
        change = found[name, group] - before[name, group]
        return {n: row.tolist() for n, row in enumerate(change) if row.any()}

    assert added("cost_commune") == {feb: [2000, 0, 0, 2000], march: [0, 0, 0, -300]}
    assert added("cost_others") == {feb: [500, 0, 0, 500]}
    assert added("employer_receipts") == {feb: [6500, 0, 0, 6500]}
    assert added("employer_deficit") == {feb: [2500, 0, 0, 2500]}
    assert {change for change in added("cost_insurance")} == set()
    assert added("paid_for_measures") == {feb: [2500, 0, 0, 2500], march: [0, 0, 0, -300]}
    assert added("paid_for_measures", "payer:commune") == added("cost_commune")
    assert added("paid_for_measures", "payer:region") == added("cost_others")
    assert added("paid_for_measures", "payer:doctor") == {}


def test_insurance_and_patients_pay_the_whole_price(run):
    made, found = run
    from sim.outcomes.counting.money import prices

    price = prices(costs(), SHIPPED)
    records = made.catchments[1].records
    whole = (records.groups[:, 0] * price).sum(axis=(1, 2)) + (records.visitors[:, 0] * price).sum(axis=1)
    paid = found["cost_insurance", ALL][:, 2] + found["cost_patients", ALL][:, 2]
    assert paid == pytest.approx(whole)


def test_nobody_without_a_doctor_costs_the_insurance_its_usual_share():
    made = played()
    for catchment in made.catchments:
        catchment.records.adults_without_mt[:] = 0
        catchment.records.groups[:] = 0
        catchment.records.visitors[:] = 0
        catchment.records.groups[:, :, 0, Outcome.SEEN_OTHER] = 10
    without = indicators(made)["cost_insurance", ALL]  # of children, who pay no participation
    assert without[0].tolist() == pytest.approx([210, 210, 210, 630])
    for catchment in made.catchments:
        catchment.records.adults_without_mt[:] = catchment.records.people
    assert indicators(made)["cost_insurance", ALL][0, 0] == pytest.approx(90)


@pytest.mark.parametrize(
    ("outcome", "group", "paid"),
    [
        (Outcome.SEEN_OWN, 0, 21),  # a child: 70 % of 30
        (Outcome.SEEN_OWN, 1, 30),  # … with an ALD
        (Outcome.SEEN_OWN, 2, 19),  # of an adult 2 are kept back
        (Outcome.SEEN_OWN, 13, 28),
        (Outcome.SEEN_SAS, 0, 41),  # the call of 20 is paid whole
        (Outcome.SEEN_SAS, 2, 39),
        (Outcome.ADVISED, 2, 20),
        (Outcome.TELECONSULTED, 2, 15.5),
        (Outcome.SEEN_ED, 2, 140.8),  # 88 % of 160, and no contact with a GP
        (Outcome.SEEN_ED, 3, 160),
        (Outcome.SEEN_PHARMACY, 2, 8.4),
        (Outcome.SEEN_NURSE, 2, 48),  # 70 % of 40, and the call
    ],
)
def test_what_the_insurance_pays_of_one_contact(outcome, group, paid):
    """With a médecin traitant, by the tariffs of 2025; patients pay the rest."""
    made = played()
    for catchment in made.catchments:
        catchment.records.adults_without_mt[:] = 0
        catchment.records.groups[:] = 0
        catchment.records.visitors[:] = 0
        catchment.records.groups[0, 0, group, outcome] = 1
    from sim.outcomes.counting.money import prices

    found = indicators(made)
    insurance, patients = (found[name, ALL][0, 0] for name in ("cost_insurance", "cost_patients"))
    assert insurance == pytest.approx(paid)
    assert insurance + patients == pytest.approx(prices(costs(), SHIPPED)[outcome])


def dearer() -> Costs:
    """Twice as much, of which a quarter of the usual share is reimbursed."""
    page = costs().model_dump()
    for group in ("unit_costs", "hospitalisations"):
        page[group] = {key: 2 * value for key, value in page[group].items()}
    page["reimbursed"] = {key: value / 4 for key, value in page["reimbursed"].items()}
    for key in ("between_visits", "administrative", "other"):
        page["hours"][key] *= 2
    return Costs.model_validate(page)


@pytest.mark.parametrize("at_once", [1, 5, 36])
def test_each_month_is_reckoned_by_the_costs_of_its_first_day(run, at_once):
    """From 2 March 2024 (so from April) until 1 June, however many months are read at once."""
    made, usual = run
    changed = DatedCosts(costs(), ((date(2024, 3, 2), dearer()), (date(2024, 6, 1), costs())))
    ((_, always),) = by_stretch(made, dearer(), 36)
    parts = [part for _, part in by_stretch(made, changed, at_once)]
    for name in ("cost_insurance", "cost_patients", "avoidable_hospitalisations", "weekly_hours"):
        found = np.concatenate([part[name, ALL] for part in parts])
        expected = usual[name, ALL].copy()
        expected[3:5] = always[name, ALL][3:5]
        assert not np.array_equal(expected, usual[name, ALL])
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    paid = sum(always[name, ALL][3] for name in ("cost_insurance", "cost_patients"))
    before = sum(usual[name, ALL][3] for name in ("cost_insurance", "cost_patients"))
    assert paid == pytest.approx(2 * before), "whoever pays it"


def test_quantiles_are_the_fewest_days_that_reach_the_share():
    counts = np.zeros((2, 91), dtype=np.int64)
    counts[0, [0, 3, 10]] = [5, 4, 1]
    assert quantile(counts, 0.5)[0] == 0
    assert quantile(counts, 0.9)[0] == 3
    assert quantile(counts, 0.91)[0] == 10
    assert np.isnan(quantile(counts, 0.5)[1])


def test_quantiles_agree_with_numpy():
    rng = np.random.default_rng(3)
    days = rng.geometric(0.1, 1000) % 91
    counts = np.bincount(days, minlength=91)
    for share in (0.25, 0.5, 0.9):
        assert quantile(counts, share) == np.quantile(days, share, method="inverted_cdf")


def test_gini_of_equal_and_of_one_sided_values():
    assert gini(np.array([3.0, 3.0]), np.array([1.0, 9.0])) == 0
    assert gini(np.array([0.0, 0.0, 0.0, 1.0]), np.ones(4)) == pytest.approx(0.75)
    assert np.isnan(gini(np.zeros(2), np.ones(2)))


def test_gini_weighs_communes_as_if_their_residents_stood_alone():
    values, weights = np.array([1.0, 4.0, 2.0]), np.array([3.0, 1.0, 2.0])
    each = np.repeat(values, weights.astype(int))
    assert gini(values, weights) == pytest.approx(gini(each, np.ones(len(each))))


def test_apl_of_one_commune_is_consultations_per_resident():
    assert apl_of(np.array([[6000.0]]), np.array([[2000.0]]), np.ones((1, 1)))[0, 0] == 3


def test_apl_shares_supply_among_those_within_reach():
    weights = np.array([[1.0, 0.5], [0.5, 1.0]])
    apl = apl_of(np.array([[4000.0, 0.0]]), np.array([[1000.0, 2000.0]]), weights)
    assert apl[0].tolist() == [2.0, 1.0]  # 4000 / (1000 + 0.5 · 2000), and half of that
    assert (apl[0] * [1000, 2000]).sum() == 4000  # nothing is lost where weights are symmetric


def test_activity_is_that_of_the_last_twelve_months_and_capped():
    visits = np.full((24, 1), 100.0)
    visits[12:] = 1000.0
    in_service = np.full((24, 1), 30)
    rate = yearly_activity(visits, in_service, 6000, heads_of(table(AGENDA, 1), table(DOCTOR, 1), SHIPPED))
    assert rate[0, 0] == pytest.approx(100 / 30 * 365.25)
    assert rate[11, 0] == pytest.approx(100 / 30 * 365.25)
    assert rate[12, 0] == pytest.approx((11 * 100 + 1000) / 360 * 365.25)
    assert rate[23, 0] == 6000


def test_the_activity_of_a_doctor_is_capped_over_both_places():
    agendas = table(AGENDA, 3)
    agendas["doctor"] = (0, 1, 0)
    visits, in_service = np.tile([600.0, 400.0, 200.0], (12, 1)), np.full((12, 3), 30)
    rate = yearly_activity(visits, in_service, 6000, heads_of(agendas, table(DOCTOR, 2), SHIPPED))
    assert rate[11].tolist() == pytest.approx([4500, 400 / 30 * 365.25, 1500])


def test_what_a_locum_does_is_activity_of_the_doctor_who_bills_it():
    """The doctor is away in the second half of the year: to residents nothing changes, nor afterwards."""
    agendas = table(AGENDA, 3)
    agendas["doctor"], agendas["panel"], agendas["locum"] = (0, 1, 2), (0, 1, 0), (0, 0, 1)
    visits = np.tile([400.0, 300.0, 0.0], (24, 1))
    visits[6:12] = [0.0, 300.0, 400.0]
    billed = as_billed(visits, agendas)
    assert billed.tolist() == [[400.0, 300.0, 0.0]] * 24
    assert visits[6, 2] == 400.0, "what was held stays"
    agendas["panel"][2] = -1  # nobody's
    assert np.array_equal(as_billed(visits, agendas), visits)


def test_tables_and_names_that_do_not_fit_are_refused():
    catchment = played().catchments[0]
    with pytest.raises(ValueError, match="agendas, 1 names"):
        CatchmentResult(**{**vars(catchment), "agenda_names": ("one",)})
