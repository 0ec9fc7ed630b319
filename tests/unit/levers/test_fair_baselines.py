"""What levers are compared with differs from them in what they are about alone."""

import pytest

from sim.levers.choose import Ask, Chooser
from sim.scenario.dated import settings_in_time
from sim.scenario.fair_baseline import AS_IS


@pytest.fixture(scope="module")
def levers(tmp_path_factory):
    return {each.name: each for each in Chooser(Ask(tmp_path_factory.mktemp("outputs"))).levers()}


def own(lever):
    """The measures of a lever that its baseline has not, or has otherwise; and those that it lacks."""
    with_it, without = lever.job.resolved["measures"], lever.baseline.resolved["measures"]
    return {name for name in with_it | without if with_it.get(name) != without.get(name)}


@pytest.mark.parametrize(
    ("name", "twin", "about"),
    [
        ("biscarrosse_centre_all_year", "biscarrosse_summer_centre", {"caps", "summer"}),
        ("mios_summer_ed_gate", "mios_summer_ed_closure", {"arcachon_gate"}),
        ("mios_sas_gps_not_called", "mios_sas_many_effecteurs", {"not_called"}),
    ],
)
def test_a_lever_with_a_twin_is_what_it_adds_to_it(levers, name, twin, about):
    assert levers[name].baseline.scenario == twin
    assert own(levers[name]) == about


def test_the_same_doctors_leave_on_the_same_days_with_and_without_notice(levers):
    lever = levers["mios_four_leave_year_notice"]
    with_it, without = lever.job.resolved["measures"], lever.baseline.resolved["measures"]
    leave = {"retirement_2025", "retirement_2027", "retirement_2028", "last_one"}
    assert own(lever) == leave
    for name in leave:
        one, other = with_it[name]["retire"], without[name]["retire"]
        assert (one["notice"], other["notice"]) == (365, 30)
        assert one == other | {"notice": 365}


def test_all_others_lack_nothing_that_their_territory_does(levers):
    """But the SAS without doctors, of which the line is another measure."""
    for name, lever in levers.items():
        if lever.baseline.scenario.endswith(AS_IS) and name != "mios_sas_no_effecteurs":
            assert set(lever.baseline.resolved["measures"]) <= set(lever.job.resolved["measures"]), name


def test_no_lever_changes_before_its_first_day_what_people_try_anyway(levers):
    """Steps of the pathway hold from the first day on; what a lever changes of them is dated."""
    for name, lever in levers.items():
        assert lever.job.resolved["pathway"]["steps"] == lever.baseline.resolved["pathway"]["steps"], name


def test_teleconsultation_lessens_the_ambulances_of_homes(levers):
    lever = levers["mios_ehpad_teleconsultation"]
    *_, (day, _, later) = settings_in_time(lever.job.settings)
    before = lever.job.settings.pathway.steps["acute_urgent"]
    after = later.pathway.steps["acute_urgent"]
    (changed,) = [number for number, step in enumerate(before) if step != after[number]]
    assert (before[changed].action, before[changed].lives, day) == ("ed", "ehpad", lever.first)
    assert after[changed].uptake == pytest.approx(0.17)
