"""Settings that hold from a date on: which may, what they come to day by day, and what is refused."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.measures.registry import schemas
from sim.scenario import datable
from sim.scenario.dated import (
    DatedCosts,
    costs_in_time,
    in_force,
    laid_over,
    multiplied,
    overlays,
    settings_in_time,
)
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.origin import leaves
from sim.scenario.plausible import worlds_of
from sim.scenario.settings import Settings
from tests.dated import EXAMPLES, RECURRING, nest

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = "title: A page of mine\nsource: me\nterritory: mios\nrun: {start: 2025-01-01, end: 2027-12-31}\n"
BLOCKS = ("needs", "pathway", "services", "doctors", "costs")


def scenario(tmp_path: Path, measures: Mapping[str, Any], *words: str, page: str = PAGE) -> Settings:
    """The settings of a scenario with these measures `change`."""
    (tmp_path / "scenarios").mkdir(exist_ok=True)
    text = (
        page + "measures:\n" + "".join(f"  {name}: {{change: {plan}}}\n" for name, plan in measures.items())
    )
    (tmp_path / "scenarios/mine.yaml").write_text(text, encoding="utf-8")
    return load(["scenario=mine", *words], tmp_path, schemas()).settings


def on(settings: Settings, day: str) -> Settings:
    """The settings of a day."""
    return laid_over(settings, in_force(overlays(settings), date.fromisoformat(day)))


# --- the list


def test_every_setting_is_one_that_may_be_dated_or_one_of_which_it_is_said_why_not(tmp_path):
    resolved = load(["scenario=mios_as_is"], None, schemas()).resolved
    keys = [".".join(path) for path, _ in leaves({block: resolved[block] for block in BLOCKS})]
    assert len(keys) > 900
    assert [key for key in keys if datable.setting_of(key) is None] == []
    idle = [
        each.keys
        for each in datable.SETTINGS
        if not any(datable.setting_of(key) is each for key in keys) and not each.keys.startswith("needs.rec")
    ]
    assert idle == ["needs.avoided.**", "needs.turns_acute.**"], "what the shipped files leave empty"


def test_what_may_be_dated_has_an_example_and_nothing_else_has():
    assert {each.keys for each in datable.SETTINGS if each.holds} == set(EXAMPLES)
    for each in datable.SETTINGS:
        assert (each.holds is None) == bool(each.why), each.keys


def test_the_page_has_the_list():
    page = (DOCS / "dated.md").read_text(encoding="utf-8")
    assert page.endswith("\n".join(datable.table())), "python -m sim.scenario.datable docs/dated.md"


def test_the_command_writes_the_list_behind_what_stands_there(tmp_path, capsys):
    page = tmp_path / "dated.md"
    page.write_text("# A page\n\n" + next(datable.table()) + "\nold\n", encoding="utf-8")
    assert datable.main([str(page)]) == 0
    assert page.read_text(encoding="utf-8") == "# A page\n\n" + "\n".join(datable.table())
    assert datable.main([str(tmp_path / "none.md")]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("keys", [keys for keys in EXAMPLES if keys != RECURRING])
def test_each_example_is_read_and_changes_its_block(keys, tmp_path):
    for key, value in EXAMPLES[keys]:
        settings = scenario(tmp_path, {"m": f"{{on: 2026-01-01, set: {nest(key, value)}}}"})
        block = key.partition(".")[0]
        assert getattr(on(settings, "2025-12-31"), block) == getattr(settings, block)
        later = on(settings, "2026-01-01")
        assert [each for each in BLOCKS if getattr(later, each) != getattr(settings, each)] == [block]


# --- which of several holds


def test_the_later_start_holds_and_when_it_ends_what_holds_without_it_does_again(tmp_path):
    settings = scenario(
        tmp_path,
        {
            "b": "{on: 2026-01-01, until: 2026-12-01,"
            " set: {needs: {avoided: {certificate: 0.5, renewal: 0.1}}}}",
            "a": "{on: 2026-03-01, until: 2026-06-01, set: {needs: {avoided: {certificate: 0.8}}}}",
            "c": "{on: 2026-02-01, set: {needs: {avoided: {certificate: 0.2}, chronic: {least_days: 9}}}}",
        },
    )
    expected = {
        "2025-12-31": {},
        "2026-01-01": {"certificate": 0.5, "renewal": 0.1},
        "2026-02-01": {"certificate": 0.2, "renewal": 0.1},
        "2026-03-01": {"certificate": 0.8, "renewal": 0.1},
        "2026-05-31": {"certificate": 0.8, "renewal": 0.1},
        "2026-06-01": {"certificate": 0.2, "renewal": 0.1},
        "2026-12-01": {"certificate": 0.2},
    }
    assert {day: on(settings, day).needs.avoided for day in expected} == expected
    assert on(settings, "2026-12-01").needs.chronic.least_days == 9
    days = [day.isoformat() for day, _, _ in settings_in_time(settings)]
    assert days == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-06-01", "2026-12-01"]


def test_of_one_day_the_later_name_holds(tmp_path):
    avoided = "{{on: start, set: {{needs: {{avoided: {{certificate: {share}}}}}}}}}"
    settings = scenario(tmp_path, {"z": avoided.format(share=0.3), "a": avoided.format(share=0.6)})
    assert on(settings, "2025-01-01").needs.avoided == {"certificate": 0.3}
    assert on(settings, "2024-12-31").needs.avoided == {}, "`start` is the first day of the results"


def test_factors_multiply_what_stands_there_and_each_other(tmp_path):
    settings = scenario(
        tmp_path,
        {
            "a": "{on: 2026-01-01, times: {doctors: {booking: {no_show_base: 0.5}}}}",
            "b": "{on: 2026-02-01, set: {doctors: {booking: {no_show_base: 0.1}}}}",
            "c": "{on: 2026-03-01, times: {doctors: {booking: 0.5}}}",
            "d": "{on: 2026-04-01, until: 2026-05-01, times: {doctors: {booking: {no_show_base: 2}}}}",
        },
    )
    first = settings.doctors.booking
    shares = [on(settings, f"2026-0{month}-15").doctors.booking.no_show_base for month in range(1, 6)]
    assert shares == [first.no_show_base * 0.5, 0.1, 0.05, 0.1, 0.05]
    half = on(settings, "2026-05-01").doctors.booking
    assert (half.no_show_slope, half.cancelled) == (first.no_show_slope * 0.5, first.cancelled * 0.5)


def test_one_measure_sets_and_multiplies(tmp_path):
    plan = "{on: 2026-01-01, set: {costs: {unit_costs: {ed: 200}}}, times: {costs: {unit_costs: 1.05}}}"
    costs = on(scenario(tmp_path, {"m": plan}), "2026-01-01").costs.unit_costs
    assert costs["ed"] == 200 * 1.05
    assert costs["consultation"] == 30 * 1.05, "30 is no whole number that would be rounded"


def test_whole_numbers_are_rounded(tmp_path):
    settings = scenario(
        tmp_path,
        {
            "m": "{on: 2026-01-01, times: {services: {agendas: {tele_day: {slots: {mon: 1.21}}}},"
            " doctors: {horizon_days: 0.49}}}"
        },
    )
    later = on(settings, "2026-01-01")
    assert settings.services.agendas["tele_day"].slots.mon == [22, 22]
    assert later.services.agendas["tele_day"].slots.mon == [27, 27]  # 26.62
    assert (settings.doctors.horizon_days, later.doctors.horizon_days) == (60, 29)  # 29.4


def test_a_number_in_a_list_is_found_by_its_place():
    below = {"a": [1, {"b": 2.0}], "c": 5, "d": "text", "e": True}
    assert multiplied(below, {"a": {"1": {"b": 3}}}) == {**below, "a": [1, {"b": 6.0}]}
    assert multiplied(below, 2) == {"a": [2, {"b": 4.0}], "c": 10, "d": "text", "e": True}


def test_a_step_of_a_pathway_is_found_by_its_place(tmp_path):
    plan = "{on: 2026-01-01, set: {pathway: {steps: {acute_minor: {0: {uptake: 0.5}}}}}}"
    settings = scenario(tmp_path, {"m": plan})
    steps, later = (
        settings.pathway.steps["acute_minor"],
        on(settings, "2026-01-01").pathway.steps["acute_minor"],
    )
    assert (later[0].uptake, later[0].action) == (0.5, steps[0].action)
    assert later[1:] == steps[1:]


def test_overrides_reach_into_what_is_set(tmp_path):
    plan = "{on: 2026-01-01, set: {needs: {avoided: {certificate: 0.5}}}}"
    settings = scenario(
        tmp_path, {"m": plan}, "measures.m.set.needs.avoided.certificate=0.7", "measures.m.on=2026-02-01"
    )
    assert on(settings, "2026-01-31").needs.avoided == {}
    assert on(settings, "2026-02-01").needs.avoided == {"certificate": 0.7}


# --- costs


def test_costs_of_each_day(tmp_path):
    settings = scenario(
        tmp_path,
        {
            "m": "{on: 2026-01-01, until: 2027-01-01, set: {costs: {unit_costs: {ed: 200}}}}",
            "n": "{on: 2026-06-01, set: {needs: {avoided: {certificate: 0.5}}}}",
        },
    )
    costs = costs_in_time(settings)
    assert isinstance(costs, DatedCosts)
    days = ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
    assert [costs.on(date.fromisoformat(day)).unit_costs["ed"] for day in days] == [160, 200, 200, 160]


def test_costs_that_no_measure_changes_are_the_same_on_all_days(tmp_path):
    settings = scenario(tmp_path, {"n": "{on: 2026-06-01, set: {needs: {avoided: {certificate: 0.5}}}}"})
    assert costs_in_time(settings) is settings.costs
    assert settings.costs.on(date(2030, 1, 1)) is settings.costs


# --- what is refused

REFUSED = {
    "unknown key": (
        "set: {doctors: {booking: {no_shows: 1}}}",
        "set.doctors.booking.no_shows",
        "unknown; did you mean",
    ),
    "unknown kind": (
        "set: {needs: {avoided: {certificat: 0.8}}}",
        "set.needs.avoided.certificat",
        "did you mean certificate?",
    ),
    "not datable": (
        "set: {needs: {frailty_shape: 2}}",
        "set.needs.frailty_shape",
        "cannot be dated: it is drawn once",
    ),
    "part of what is not": (
        "set: {doctors: {leave: {weeks: 5}}}",
        "set.doctors.leave",
        "of doctors can: activity.home_visit_slots",
    ),
    "no block": ("set: {run: {seed: 3}}", "set.run", "cannot be dated"),
    "misspelt block": ("set: {need: {per_year: 3}}", "set.need", "did you mean needs?"),
    "no block of keys": ("set: {needs: 3}", "set.needs", "should be a block of keys"),
    "out of range": (
        "set: {needs: {avoided: {certificate: 1.8}}}",
        "set.needs.avoided.certificate",
        "1.8 is no share",
    ),
    "wrong type": (
        "set: {pathway: {most_attempts: often}}",
        "set.pathway.most_attempts",
        "not a whole number",
    ),
    "a list for a block": ("set: {needs: {patience: [1]}}", "set.needs.patience", "a list"),
    "empty": ("set: {}", "", "changes nothing; write `set`"),
    "empty block": ("set: {needs: {avoided: {}}}", "set.needs.avoided", "{} changes nothing"),
    "nothing": ("", "", "changes nothing; write `set`"),
    "removed": ("set: {doctors: {booking: null}}", "set.doctors", "should be a block"),
    "part of a whole": (
        "set: {needs: {mix: {certificate: {age_0_14: 0.05}, prevention: {age_0_14: 0.33}}}}",
        "set.needs.mix",
        "write all of them: acute_urgent, acute_minor, prevention, certificate",
    ),
    "shares of no sum": (
        "set: {services: {profiles: {sas: {answers: {acute_minor:"
        " {advised: 0.9, slot: 0.3, counter: 0, ed: 0}}}}}}",
        "set.services.profiles.sas.answers.acute_minor",
        "must sum to 1",
    ),
    "unknown profile": (
        "set: {services: {profiles: {cmsy: {wakes: 0.1}}}}",
        "set.services.profiles.cmsy",
        "did you mean cmsi?",
    ),
    "too long": (
        "set: {pathway: {steps: {prevention: [{try: own, within_days: 45}, {try: retry, after_days: 90}]}}}",
        "set.pathway",
        "needs are followed for",
    ),
    "too late a horizon": ("set: {doctors: {horizon_days: 65}}", "set.doctors.horizon_days", "64"),
    "twice the same hour": (
        "set: {services: {profiles: {ed: {servers: {mon-holiday: {0-24: 2}}}}}}",
        "set.services.profiles.ed.servers",
        "stands there twice",
    ),
    "factor of nothing": (
        "times: {needs: {avoided: {certificate: 2}}}",
        "times.needs.avoided.certificate",
        "no number to multiply",
    ),
    "factor of a text": (
        "times: {pathway: {steps: {renewal: {0: {try: 2}}}}}",
        "times.pathway.steps.renewal.0.try",
        "no number",
    ),
    "no factor": ("times: {needs: {per_year: more}}", "times.needs.per_year", "more is no factor"),
    "negative": ("times: {needs: {per_year: -1}}", "times.needs.per_year", "-1 is no factor"),
    "a list of factors": (
        "times: {needs: {seasons: {certificate: {months: [1, 2]}}}}",
        "times.needs.seasons.certificate.months",
        "no factor",
    ),
    "factor of what is not datable": (
        "times: {needs: {chronic: 2}}",
        "times.needs.chronic",
        "needs.chronic.share: cannot be dated",
    ),
    "factor too large": (
        "times: {doctors: {booking: {cancelled: 20}}}",
        "times.doctors.booking.cancelled",
        "1.2 is no share",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be(case, tmp_path):
    plan, key, said = REFUSED[case]
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, {"m": f"{{on: 2026-01-01, {plan}}}"})
    message = str(error.value)
    assert "scenarios/mine.yaml, line 6" in message
    assert f"key measures.m.change{'.' + key if key else ''}" in message
    assert said in message
    assert message.count("\n") == 0, "one fault, one message"


def test_what_two_together_cannot_be(tmp_path):
    """Each by itself is right; together they turn the order of two numbers round."""
    both = {
        "a": "{on: 2026-01-01, set: {doctors: {answers: {above: 0.95}}}}",
        "b": "{on: 2026-03-01, set: {doctors: {answers: {below: 0.99}}}}",
    }
    for alone, plan in both.items():
        scenario(tmp_path, {alone: plan})
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, both)
    said = "measures.b.change.set.doctors.answers: below is 0.99, above 0.95; below is the lower of the two"
    assert f"{said} (from 2026-03-01 on, with what a says)" in str(error.value)
    scenario(
        tmp_path, {**both, "a": both["a"].replace("on: 2026-01-01", "on: 2026-01-01, until: 2026-03-01")}
    )


def test_a_fault_of_several_days_is_told_once(tmp_path):
    plan = "{on: 2026-01-01, until: 2026-05-01, set: {needs: {avoided: {certificate: 1.8}}}}"
    other = "{on: 2026-02-01, set: {needs: {per_year: 4.2}}}"
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, {"m": plan, "n": other})
    assert str(error.value).count("1.8 is no share") == 1


# --- plausible worlds


def test_a_factor_moves_with_a_world_and_what_is_set_does_not(tmp_path):
    plan = (
        "{on: 2026-01-01, times: {doctors: {booking: {no_show_slope: 0.5}}}, set: {needs: {per_year: 4.4}}}"
    )
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/mine.yaml").write_text(
        PAGE + f"measures: {{m: {{change: {plan}}}}}\n", encoding="utf-8"
    )
    job = load(["scenario=mine"], tmp_path, schemas())
    assert worlds_of(job) is not None
    slopes = set()
    for world in range(3):
        settings = worlds_of(job).settings_in(job.settings, world)
        later = on(settings, "2026-01-01")
        assert later.doctors.booking.no_show_slope == settings.doctors.booking.no_show_slope * 0.5
        assert later.needs.per_year == 4.4
        slopes.add(later.doctors.booking.no_show_slope)
    assert len(slopes) == 3
