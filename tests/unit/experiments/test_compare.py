"""Comparisons of run folders made up from shared draws."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.changes.change import Change, SupplyEvent
from sim.changes.counters_and_lines import CloseCounter, ReopenCounter
from sim.changes.dated_settings import ChangeSettings, EndSettings
from sim.changes.doctors_and_sites import CloseList, Depart, Install, OpenSite
from sim.changes.payments import Pay
from sim.changes.sessions import ComeBack, EndStandIn, GoAway, StandIn
from sim.experiments import ExperimentError, compare, compare_pairs
from sim.experiments.compare import COLUMNS, of_other_code
from sim.experiments.windows import of_all, own_measures, windows
from sim.outcomes.errors import StoreError
from sim.outcomes.periods.months import Period, parse_period
from sim.outcomes.periods.period import over
from sim.outcomes.storage import store
from tests.runs import manifest, played, write_run

SETTLES = {"measures": {"settle": {"install": {"doctors": 1}}}}


def made(folder: Path, name: str, shift: int = 0, numbers=(0, 1, 2), **changes) -> Path:
    place = folder / "runs" / name
    usual = {"scenario": name.split("-", maxsplit=1)[0], "hash": name, "replications": 3}
    runs = (played(number, shift=shift) for number in numbers)
    write_run(place, manifest(name, **usual | changes), runs, SETTLES if shift else None)
    return place


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outputs")
    return [made(folder, "as_is-1"), made(folder, "three-2", shift=9)]


@pytest.fixture(scope="module")
def table(folders):
    return compare(folders)


def one(table, indicator, commune="33284", period="last", group="all"):
    rows = table[
        (table["indicator"] == indicator)
        & (table["commune"] == commune)
        & (table["group"] == group)
        & table["period"].str.startswith(period)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_columns_are_those_promised(table):
    assert tuple(table.columns) == COLUMNS
    assert set(table["run_id"]) == {"three-2"} and set(table["baseline_run_id"]) == {"as_is-1"}


def test_the_windows_are_the_last_year_and_the_first_after_the_opening(table):
    assert list(dict.fromkeys(table["period"])) == [
        "last 12 months, 2026-01..2026-12",
        "first 12 months after the last arrival, 2025-10..2026-09",
    ]


@pytest.mark.parametrize(
    "change",
    [
        ReopenCounter("cmsi_33284"),
        StandIn("holidays", "mios_2", date(2026, 3, 1), activity=1.0),
    ],
)
def test_what_brings_nothing_new_is_no_opening_to_wait_for(folders, tmp_path, change):
    """A counter after its yearly closing, a locum for some weeks: after the doctor has come."""
    assert after(folders, tmp_path, change) == ["arrival, 2025-10..2026-09"]


def after(folders, tmp_path, *more: Change, day=date(2026, 3, 1), own=("settle", "summer"), replications=1):
    """What is followed where a doctor settles on 1 October 2025, and on the day measures `summer` change
    something more (in so many replications of two).
    """
    summer = [SupplyEvent(day, "summer", change, "", "33284") for change in more]
    runs = [played(number, shift=9) for number in (0, 1)]
    runs = [
        replace(run, events=[*run.events, *summer] if number < replications else run.events)
        for number, run in enumerate(runs)
    ]
    config = {"measures": {name: {"some_measure": {}} for name in own}}
    write_run(tmp_path / "more", manifest("more"), runs, config)
    found = windows(store.read_run(tmp_path / "more"), store.read_run(folders[0]), None)
    return [name.partition(" after the last ")[2] for name in found if name.startswith("first")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Install("settle_2", "33284", "", 1985, "liberal", "outside", date(2026, 3, 1)), "arrival, 2026-03"),
        (OpenSite("halimi", "33284", 4), "opening, 2026-03"),
        (Depart("mios_2"), "departure, 2026-03"),
        (CloseCounter("cmsi"), "closing, 2026-03"),
        (Depart("settle_1"), "arrival, 2025-10"),  # a contract that ends
        (CloseList("mios_2"), "arrival, 2025-10"),
        (EndSettings("summer", {}, {}), "arrival, 2025-10"),
        (EndStandIn("holidays", "mios_2"), "arrival, 2025-10"),
    ],
)
def test_the_window_follows_what_comes_or_leaves_by_the_scenario(folders, tmp_path, change, said):
    """The last of it that the scenario brings about, but for what becomes of what it has brought itself."""
    assert [name[: len(said)] for name in after(folders, tmp_path, change)] == [said]


def test_what_other_measures_do_is_not_followed(folders, tmp_path):
    """A doctor comes in both by the turnover of the territory, sooner in one of them; another by a market."""
    comes = Install("mios_4.2", "33284", "", 1985, "liberal", "outside", date(2026, 3, 1))
    assert after(folders, tmp_path, comes, own=("settle",)) == ["arrival, 2025-10..2026-09"]


def test_what_seldom_happens_is_not_followed(folders, tmp_path):
    """A doctor who leaves in fewer than half of the replications; half of them is enough."""
    comes = Install("settle_1.2", "33284", "", 1985, "liberal", "outside", date(2026, 3, 1))
    assert after(folders, tmp_path, comes, replications=0) == ["arrival, 2025-10..2026-09"]
    assert after(folders, tmp_path / "half", comes, replications=1) == ["arrival, 2026-03..2026-12"]


def test_a_scenario_that_opens_nothing_is_followed_from_its_last_change(folders, tmp_path):
    change = ChangeSettings("summer", {"needs": {}}, {}, date(2026, 3, 2), date(2026, 6, 1))
    found = after(folders, tmp_path, change, day=date(2026, 3, 2), own=("summer",))
    assert found == ["change, 2026-04..2026-12"]
    assert after(folders, tmp_path / "none", own=()) == []


def test_of_a_doctor_who_is_away_the_months_of_the_absence_are_shown(folders, tmp_path):
    """Not those after their return, in which all is as before."""
    away, back = GoAway("mios_2", date(2026, 8, 31)), ComeBack("mios_2")
    assert after(folders, tmp_path, away, own=("summer",)) == ["change, 2026-03..2026-12"]
    assert after(folders, tmp_path / "back", back, EndStandIn("locum", "mios_2"), own=("summer",)) == []


def test_turnover_and_market_are_no_changes_to_wait_for():
    ours = {"measures": {"m": {"market": {}}, "t": {"turnover": {"x": 1}}, "s": {"install": {"doctors": 2}}}}
    theirs = {"measures": {"t": {"turnover": {"x": 2}}, "s": {"install": {"doctors": 2}}}}
    assert own_measures(ours, theirs) == set()
    assert own_measures(ours, {}) == {"s"}


def test_windows_that_say_nearly_the_same_are_one():
    """Of arrivals that are drawn in each run of a sweep the latest; not the last months beside the same."""

    def named(first: str, last: str, what: str = "arrival") -> dict[str, Period]:
        return {
            "last 12 months, 2026-01..2026-12": parse_period("2026"),
            f"first months after the last {what}, {first}..{last}": parse_period(f"{first}..{last}"),
        }

    early, late, other = named("2025-03", "2026-02"), named("2025-04", "2026-03"), named("2025-09", "2026-08")
    assert of_all([early, late, other]) == [late, late, other]
    close = named("2025-04", "2026-03", "closing")
    assert of_all([early, close]) == [early, close]
    nearly = named("2026-02", "2026-12")
    only = {name: period for name, period in nearly.items() if name.startswith("first")}
    assert of_all([nearly, dict([next(iter(nearly.items()))])]) == [only, only]
    assert of_all([nearly, early]) == [nearly, early]
    nothing = {"last 12 months, 2026-01..2026-12": parse_period("2026")}
    assert of_all([nothing, nothing]) == [nothing, nothing]


def test_a_scenario_that_opens_nothing_is_compared_over_the_months_of_one_that_does(folders, tmp_path):
    """A sweep of a settlement and of departures alone: one page shows both, over the same months."""
    write_run(tmp_path / "departures", manifest("departures"), [played(0, shift=0)])
    for order in ([folders[1], tmp_path / "departures"], [tmp_path / "departures", folders[1]]):
        found = compare(order, folders[0]).groupby("run_id")["period"].unique()
        assert len(found) == 2
        assert sorted(found.iloc[0]) == sorted(found.iloc[1])
        assert len(found.iloc[0]) == 2


def test_a_known_difference_is_found_exactly(table):
    needs = one(table, "needs")
    assert (needs["difference"], needs["low"], needs["high"]) == (9 * 6 * 12,) * 3  # kinds, months
    assert one(table, "needs", "33009")["difference"] == 0
    assert one(table, "needs", "*")["difference"] == 9 * 6 * 12


def test_intervals_are_those_of_the_paired_t_test(folders, table):
    period = parse_period("2026")
    before, after = (
        over(store.read_run(folder), period).of("delay_mean", commune="33284") for folder in folders
    )
    expected = stats.ttest_rel(after, before).confidence_interval(0.95)
    found = one(table, "delay_mean")
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high))
    assert found["replications"] == 3


def test_costs_are_cumulated_from_the_start(table):
    assert one(table, "cost_commune")["difference"] == 280_000
    assert one(table, "cost_commune", period="first")["difference"] == 280_000
    insurance = one(table, "cost_insurance")
    shorter = one(table, "cost_insurance", period="first")
    assert insurance["baseline_mean"] == pytest.approx(shorter["baseline_mean"] * 24 / 21, rel=0.1)


def test_what_a_payer_pays_is_cumulated_from_the_start_too(folders, tmp_path):
    """Paid once, before the months that are shown: it stands in all that end later, as a commune's does."""
    aid = Pay("aid", "region", 9_000.0, "33284")
    after(folders, tmp_path, aid, day=date(2025, 2, 1), replications=2)
    found = compare([folders[0], tmp_path / "more"])
    periods = found["period"].unique()
    assert len(periods) >= 2
    for period in periods:
        for group in ("all", "payer:region"):
            assert one(found, "cost_others", period=period, group=group)["difference"] == 9_000, period


def test_cost_per_answer_is_added_cost_over_added_answers(table):
    found = one(table, "cost_per_answer")
    cost = one(table, "cost_commune")["difference"] + one(table, "cost_insurance")["difference"]
    assert found["difference"] == pytest.approx(cost / (9 * 6 * 24))
    assert np.isnan(found["baseline_mean"])


def test_no_cost_per_gp_where_none_was_retained(table):
    assert table[table["indicator"] == "cost_per_gp"].empty


def test_parts_of_ratios_are_not_shown(table):
    assert not {"adults", "appointment_days", "gp_weeks"} & set(table["indicator"])


def test_a_period_of_ones_own(folders):
    asked = compare(folders, folders[0], "2026-03..2026-04")
    assert set(asked["period"]) == {"2026-03..2026-04"}
    assert one(asked, "needs", period="2026")["difference"] == 9 * 6 * 2
    with pytest.raises(StoreError, match="choose a period inside it"):
        compare(folders, folders[0], "2031")


def test_only_replications_that_both_have_are_paired(folders, tmp_path):
    fewer = made(tmp_path, "fewer-3", shift=1, numbers=(1,))
    found = one(compare([folders[0], fewer]), "needs")
    assert found["replications"] == 1
    assert np.isnan(found["low"])
    assert found["difference"] == 6 * 12


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 8}, r"seed \(run.seed\), 8 against 7"),
        ({"territory": "elsewhere"}, "territory, elsewhere against mios"),
        ({"end": date(2026, 11, 30)}, r"last day \(run.end\), 2026-11-30 against 2026-12-31"),
        ({"start": date(2025, 2, 1)}, "first day"),
        ({"communes": {"33284": "Mios"}}, "communes; play both with the same"),
    ],
)
def test_runs_that_do_not_share_their_world_are_refused(folders, tmp_path, changes, said):
    other = made(tmp_path, "other-4", numbers=(0,), **changes)
    with pytest.raises(ExperimentError, match=said):
        compare([folders[0], other])


def test_each_run_has_a_baseline_of_its_own(folders, tmp_path):
    """Its differences are those that it has from that baseline alone; a baseline itself has no rows."""
    other = [made(tmp_path, "as_is-5", shift=4), made(tmp_path, "three-6", shift=6)]
    pairs = [(folder, base) for base, run in (folders, other) for folder in (base, run)]
    found = compare_pairs(pairs)
    assert set(zip(found["run_id"], found["baseline_run_id"], strict=True)) == {
        ("three-2", "as_is-1"),
        ("three-6", "as_is-5"),
    }
    for run, alone in (("three-2", compare(folders)), ("three-6", compare(other))):
        mine = found[(found["run_id"] == run) & found["period"].isin(alone["period"])].reset_index(drop=True)
        assert mine.equals(alone)
    with pytest.raises(ExperimentError, match="name another run"):
        compare_pairs([(folders[0], folders[0])])


def test_a_baseline_alone_is_no_comparison(folders):
    with pytest.raises(ExperimentError, match="name another run"):
        compare(folders[:1])


def test_runs_of_another_program_are_told(folders, tmp_path):
    """Earlier runs do not know their code, but the commit it came from."""
    made(tmp_path, "new-1", code="abc", commit="1")
    made(tmp_path, "same-2", code="abc", commit="2")
    made(tmp_path, "changed-3", code="abd", commit="1")
    made(tmp_path, "old-4", code="", commit="1")
    made(tmp_path, "old-5", code="", commit="1")
    runs = {name: tmp_path / "runs" / name for name in ("new-1", "same-2", "changed-3", "old-4", "old-5")}
    assert of_other_code(list(runs.values()), runs["new-1"]) == ["changed-3", "old-4", "old-5"]
    assert of_other_code([runs["old-5"]], runs["old-4"]) == []


def test_a_label_tells_the_scenario_and_what_was_said_beside_it(tmp_path, folders):
    """Beside another scenario the words of a sweep are not enough; a sweep that has words of its own says
    them.
    """
    swept = made(tmp_path, "three-3", label="measures.settle.doctors=2")
    same = made(tmp_path, "three-4")
    assert set(compare([folders[0], swept])["label"]) == {"three, measures.settle.doctors=2"}
    assert set(compare([folders[0], same])["label"]) == {"three"}
    assert set(compare([same, swept])["label"]) == {"measures.settle.doctors=2"}
    asked = compare([same, swept], labels={"three-3": "run.seed=7"})
    assert set(asked["label"]) == {"run.seed=7"}
