"""Values over periods are made of counts, never of averages of averages."""

from datetime import date

import numpy as np
import pytest

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.errors import StoreError
from sim.outcomes.periods.drift import change, slope
from sim.outcomes.periods.months import Period, last_months, parse_period, within
from sim.outcomes.periods.period import over, over_each
from sim.outcomes.published.made import Context
from sim.outcomes.published.rows import published_rows
from sim.outcomes.published.shown import shown
from sim.outcomes.published.verdicts import line
from sim.outcomes.published.year import year_of
from sim.outcomes.storage import store
from sim.world.records import VISITS
from tests.runs import FIRST, manifest, played, write_run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "mios-1"
    config = {"costs": {"emergencies": {"ccmu12": 0.5}}}
    write_run(folder, manifest(replications=2), (played(0), played(1)), config)
    return store.read_run(folder)


YEARLY = {name for name, each in CATALOGUE.items() if each.yearly or each.rule is Rule.YEARLY}
YEAR = parse_period("2025-04..2026-03")
INSIDE = slice(15, 27)  # its months, from January 2024


def records(replication, catchment=0):
    return played(replication).catchments[catchment].records


def test_a_ratio_is_a_ratio_of_sums(run):
    found = over(run, YEAR)
    for replication in (0, 1):
        r = records(replication)
        without = r.adults_without_mt[INSIDE, 0].sum() / r.adults[INSIDE, 0].sum()
        assert found.of("without_mt", commune="33284")[replication] == pytest.approx(100 * without, rel=1e-12)
        waits = r.waits[INSIDE, 1].sum(axis=(0, 1))
        mean = (waits * np.arange(91)).sum() / waits.sum()
        assert found.of("delay_mean", commune="33009")[replication] == pytest.approx(mean, rel=1e-12)


def test_ratios_of_groups_are_made_too(run):
    r = records(0)
    ald = r.adults_without_mt[INSIDE, 0, 1::2].sum() / r.adults[INSIDE, 0, 1::2].sum()
    assert over(run, YEAR).of("without_mt", "ald:yes", "33284")[0] == pytest.approx(100 * ald, rel=1e-12)


def test_the_whole_territory_is_weighed_by_people_not_by_communes(run):
    parts = [records(0, catchment) for catchment in (0, 1)]
    without = sum(r.adults_without_mt[INSIDE].sum() for r in parts) / sum(
        r.adults[INSIDE].sum() for r in parts
    )
    assert over(run, YEAR).of("without_mt")[0] == pytest.approx(100 * without, rel=1e-12)


def test_quantiles_come_from_all_days_of_the_period(run):
    waits = sum(records(1, catchment).waits[INSIDE].sum(axis=(0, 1, 2)) for catchment in (0, 1))
    days = np.repeat(np.arange(91), waits)
    found = over(run, YEAR)
    assert found.of("delay_p90")[1] == np.quantile(days, 0.9, method="inverted_cdf")
    renewals = sum(records(1, catchment).waits[INSIDE, :, 3].sum(axis=(0, 1)) for catchment in (0, 1))
    median = np.quantile(np.repeat(np.arange(91), renewals), 0.5, method="inverted_cdf")
    assert found.of("delay_median", "kind:renewal")[1] == median


def test_flows_are_summed_and_stocks_averaged(run):
    r, found = records(0), over(run, YEAR)
    assert found.of("needs", commune="33284")[0] == r.outcomes[INSIDE, 0].sum()
    assert found.of("residents", commune="33284")[0] == pytest.approx(r.people[INSIDE, 0].sum() / 12)
    assert found.of("consultations_per_resident", commune="33284")[0] == pytest.approx(
        12
        * found.of("resident_consultations", commune="33284")[0]
        / (12 * found.of("residents", commune="33284")[0])
    )


def test_a_civil_year_counts_only_when_it_is_whole(run):
    assert np.isnan(over(run, YEAR).of("any_contact")).all()
    contacts = sum(records(0, catchment).contacts[1] for catchment in (0, 1))
    share = 100 * contacts[:, 1].sum() / contacts[:, 0].sum()
    assert over(run, parse_period("2024-06..2026-02")).of("any_contact")[0] == pytest.approx(share)


def test_one_month_is_what_is_stored(run):
    stored = run.table("indicators").to_pandas()
    month = stored[(stored["month"] == date(2025, 5, 1)) & (stored["group"] == "all")]
    found = over(run, parse_period("2025-05"))
    assert len(month) > 300
    for row in month.itertuples():
        if row.indicator not in YEARLY:
            value = found.of(row.indicator, "all", row.commune)[row.replication]
            assert value == pytest.approx(row.value, rel=1e-12), row


def test_several_periods_at_once_are_each_as_alone(run):
    periods = [YEAR, parse_period("2025"), parse_period("2024-02")]
    for together, period in zip(over_each(run, periods), periods, strict=True):
        np.testing.assert_equal(together.values, over(run, period).values)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 1)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 1)),
        ("2025-10..2026-09", date(2025, 10, 1), date(2026, 9, 1)),
        ("2025..2027", date(2025, 1, 1), date(2027, 12, 1)),
    ],
)
def test_periods_are_read_and_written(text, first, last):
    assert parse_period(text) == Period(first, last)
    assert parse_period(str(parse_period(text))) == Period(first, last)


@pytest.mark.parametrize("text", ["26", "2026-13", "2026-01-01", "last year", "2026..2025", ""])
def test_periods_that_are_none(text):
    with pytest.raises(StoreError, match="period"):
        parse_period(text)


def test_periods_outside_the_run(run):
    with pytest.raises(StoreError, match=r"the run reports 2024-01\.\.2026-12"):
        within(parse_period("2027"), FIRST, date(2026, 12, 31))


def test_months_of_the_warm_up_are_not_reported():
    said = r"the run reports 2025-01\.\.2026-12, what comes before 2025-01 is warm-up"
    with pytest.raises(StoreError, match=said):
        within(parse_period("2024-12..2025-02"), date(2025, 1, 1), date(2026, 12, 31))


def test_the_last_months_are_whole():
    assert str(last_months(date(2030, 12, 31), 12)) == "2030-01..2030-12"
    assert str(last_months(date(2030, 6, 20), 12)) == "2029-06..2030-05"


# --- published against simulated ------------------------------------------------------------------------


def said(run, *ids):
    """What the run says of 2025 of calibration rows, by id."""
    year = year_of([run.folder], 2025)
    rows = [row for row in published_rows("calibration") if shown(row).on in ("france", "mios")]
    return {row.id: line(row, Context(year), "mios") for row in rows if not ids or row.id in ids}


def test_a_figure_of_a_service_that_is_not_there_is_not_shown(run):
    found = said(run)
    assert {id for id, each in found.items() if each.verdict == "not shown"} >= {
        "ed_arcachon_year",
        "cmsi_mios_year",
    }
    assert found["without_mt"].verdict != "not shown"


def test_consultations_per_head_are_visits_over_gps(run):
    visits = [
        sum(records(replication, catchment).at_agendas[12:24, :-1, VISITS].sum() for catchment in (0, 1))
        for replication in (0, 1)
    ]
    heads = 3  # in 2025 one each: those who left did so in 2024, and the last agenda is outside
    assert said(run, "acts_mean")["acts_mean"].simulated == pytest.approx(np.mean(visits) / heads)


def test_verdicts_follow_the_bounds(run):
    judged = {"inside": 0, "outside": 0}
    for each in said(run).values():
        if each.verdict != "not shown":
            assert (each.row.low <= each.simulated <= each.row.high) == (each.verdict == "inside")
            judged[each.verdict] += 1
    assert min(judged.values()) > 0


# --- drift ----------------------------------------------------------------------------------------------


def series(run, trend_percent, season=0.2):
    months = np.arange(36)
    yearly = np.where(months < 12, months / 12, 1.0)  # the trend ends with the warm-up
    growth = (1 + trend_percent / 100) ** yearly
    return np.array([growth * (1 + season * np.sin(2 * np.pi * months / 12))])


def test_the_slope_is_that_of_the_warm_up_alone(run):
    months = [date(2024 + m // 12, m % 12 + 1, 1) for m in range(36)]
    for trend in (-5.0, 0.0, 8.0):
        assert slope(series(run, trend), months, run, flow=False)[0] == pytest.approx(trend, abs=1e-6)


def test_a_season_is_no_change(run):
    months = [date(2024 + m // 12, m % 12 + 1, 1) for m in range(36)]
    assert change(series(run, 0.0), months, run)[0] == pytest.approx(0, abs=1e-9)
    assert change(series(run, 10.0), months, run)[0] > 3


def test_what_cannot_be_told_is_not(run):
    months = [date(2024 + m // 12, m % 12 + 1, 1) for m in range(20)]
    assert np.isnan(slope(np.ones((1, 20)), months, run, flow=False)).all()
    assert np.isnan(change(np.ones((1, 20)), months, run)).all()
