"""The measure `change`: on which midnights which rows are edited, and what the history says."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from sim.engine import simulate
from sim.world.doctors import RESERVES
from sim.world.row_edits import (
    AddAgenda,
    AddCounter,
    AddPanel,
    EditAgenda,
    EditCounter,
    EditHours,
    EditIntensity,
    EditPathway,
    EditReach,
    EditSettings,
)
from tests.dated import SETTLE, Played, nest, small
from tests.shipped import Kind
from tests.unit.measures.fakes import Call, FakePatients

RULES = (EditSettings, EditPathway, EditHours, EditReach, EditIntensity)
MARCH, APRIL, MAY = "2025-03-01", "2025-04-01", "2025-05-01"
CERTIFICATES = Kind.CERTIFICATE


class Told:
    """A run: what the history says, and what was asked of patients."""

    def __init__(self, on: Played) -> None:
        self.on, self.patients = on, FakePatients(on.world)
        self.history = simulate(on.world, on.territory, on.settings, self.patients)

    @property
    def events(self) -> list[tuple[str, str, str]]:
        told = self.history.events
        return [(str(e.date), e.event, e.measure) for e in told if e.event.startswith("settings_")]

    def edits(self, *kinds: type) -> list[tuple[str, Any]]:
        """The day and the edit."""
        return [
            (str(self.day(call)), call.edit) for call in self.patients.calls if isinstance(call.edit, kinds)
        ]

    def day(self, call: Call) -> date:
        return self.on.settings.run.first_day + timedelta(days=call.day)

    def avoided(self) -> list[tuple[str, float]]:
        """The share of certificates that do not arise, as it is set."""
        edits = self.edits(EditSettings)
        return [(day, float(edit.columns["avoided"][CERTIFICATES])) for day, edit in edits]


def change(day: str, until: str | None = None, times: bool = False, **by_key: Any) -> dict[str, Any]:
    """A measure; ``a__b=1`` is the key a.b."""
    ((key, value),) = by_key.items()
    plan = {"on": day, "times" if times else "set": nest(key.replace("__", "."), value)}
    return {"change": plan if until is None else plan | {"until": until}}


def avoid(share: float, day: str, until: str | None = None) -> dict[str, Any]:
    return change(day, until, needs__avoided__certificate=share)


@pytest.fixture
def told(tmp_path):
    return lambda measures, **more: Told(small(tmp_path, measures, **more))


def test_it_begins_on_its_day_and_ends_on_another(told):
    run = told({"fewer": avoid(0.8, MARCH, MAY)})
    assert run.events == [(MARCH, "settings_change", "fewer"), (MAY, "settings_end", "fewer")]
    assert run.avoided() == [(MARCH, 0.8), (MAY, 0.0)]
    assert len(run.edits(*RULES)) == 2, "and nothing else changes"


def test_the_rules_are_those_of_each_catchment(told):
    run = told({"fewer": avoid(0.8, MARCH)}, catchments=3)
    assert run.avoided() == [(MARCH, 0.8)] * 3


def test_of_two_the_later_holds_until_it_ends(told):
    run = told({"a_later": avoid(0.2, APRIL, MAY), "b_first": avoid(0.8, MARCH)})
    assert run.avoided() == [(MARCH, 0.8), (APRIL, 0.2), (MAY, 0.8)]


def test_of_two_the_first_may_end_unnoticed(told):
    run = told({"a_later": avoid(0.2, APRIL), "b_first": avoid(0.8, MARCH, MAY)})
    assert run.avoided() == [(MARCH, 0.8), (APRIL, 0.2)]
    assert run.events[-1] == (MAY, "settings_end", "b_first")


def test_two_of_a_day_are_one_change_of_rows(told):
    run = told({"b": avoid(0.8, MARCH), "a": change(MARCH, needs__avoided__prevention=0.5)})
    assert [name for _, _, name in run.events] == ["a", "b"]
    ((_, edit),) = run.edits(EditSettings)
    assert list(edit.columns) == ["avoided"]
    assert edit.columns["avoided"][[CERTIFICATES, Kind.PREVENTION]].tolist() == [0.8, 0.5]


def test_one_that_ends_as_another_begins_and_says_the_same_changes_nothing(told):
    run = told({"a": avoid(0.8, MARCH, APRIL), "b": avoid(0.8, APRIL)})
    assert run.avoided() == [(MARCH, 0.8)]
    assert len(run.events) == 3, "the history says all of it"


def test_what_says_what_holds_changes_no_row(told):
    run = told({"same": change(MARCH, pathway__reach__most_minutes=35), "none": avoid(0, MARCH)})
    assert run.edits(*RULES) == []
    assert len(run.events) == 2


def test_what_began_before_the_first_day_is_there_on_it(told):
    run = told({"before": avoid(0.8, "2020-01-01", MARCH), "over": avoid(0.1, "2019-01-01", "2019-05-01")})
    first = str(run.on.settings.run.first_day)
    assert run.avoided() == [(first, 0.8), (MARCH, 0.0)]
    assert run.events == [(first, "settings_change", "before"), (MARCH, "settings_end", "before")]


def test_what_begins_after_the_last_day_does_not(told):
    assert told({"late": avoid(0.8, "2026-01-01")}).events == []


def test_start_is_the_first_day_that_is_reported(told):
    assert told({"now": avoid(0.8, "start")}).avoided() == [("2025-01-01", 0.8)]


def test_each_part_of_the_rules_is_an_edit_of_its_own(told):
    run = told(
        {
            "reach": change(MARCH, pathway__reach__minutes=20),
            "night": change(APRIL, needs__hours__working_days=[1.0] * 24),
            "more": change(MAY, times=True, needs__per_year=1.5),
        }
    )
    assert [(day, type(edit)) for day, edit in run.edits(*RULES)] == [
        (MARCH, EditReach),
        (APRIL, EditHours),
        (MAY, EditIntensity),
    ]
    usual, more = run.on.world.catchments[0].rates, run.edits(EditIntensity)[0][1].rates
    assert more.sum() > 1.5 * usual.sum() > 0, "what chronic illness brings is taken off once"


# --- services


def test_a_counter_that_is_there_gets_the_columns_that_differ(told):
    run = told({"slow": change(MARCH, MAY, services__profiles__ed__wakes=0.5)})
    edits = run.edits(EditCounter)
    assert {day for day, _ in edits} == {MARCH, MAY}
    assert {tuple(edit.columns) for _, edit in edits} == {("wakes",)}
    wakes = [edit.columns["wakes"].tolist() for day, edit in edits if day == MARCH]
    assert wakes == [[0.5, 0.5]] * (len(edits) // 2), "of the poor as of others"


@pytest.mark.parametrize("opens", [MARCH, APRIL])
def test_a_counter_that_opens_has_the_profile_of_its_day(told, opens):
    """On the very midnight of the change, too, whatever its name."""
    counter = {"counter": "cmsi_x", "profile": "cmsi", "commune": "C2", "on": opens}
    block = {"wakes": 0.5, "queue_most": 3}
    run = told({"a": {"open_counter": counter}, "b": change(MARCH, MAY, services__profiles__cmsi=block)})
    ((day, added),) = run.edits(AddCounter)
    assert day == opens
    assert (added.row["wakes"].tolist(), int(added.row["queue_most"])) == ([0.5, 0.5], 3)
    usual = run.on.settings.services.profiles["cmsi"]
    back = [edit.columns for day, edit in run.edits(EditCounter) if day == MAY and "wakes" in edit.columns]
    assert [columns["wakes"].tolist() for columns in back] == [[usual.wakes, usual.wakes]]


def test_a_counter_that_opens_once_it_is_over_is_as_usual(told):
    counter = {"counter": "cmsi_x", "profile": "cmsi", "commune": "C2", "on": MAY}
    run = told(
        {"a": {"open_counter": counter}, "b": change(MARCH, MAY, services__profiles__cmsi__queue_most=3)}
    )
    ((_, added),) = run.edits(AddCounter)
    assert int(added.row["queue_most"]) != 3


# --- doctors


def test_who_practises_keeps_back_by_the_shares_of_the_day(told):
    run = told({"more": change(MARCH, MAY, doctors__reserves__same_day=0.5)})
    usual = [each for each in run.on.world.catchments[0].agendas if each["panel"] >= 0]
    edits = run.edits(EditAgenda)
    assert {day for day, _ in edits} == {MARCH, MAY}
    assert all({*edit.columns} <= {*RESERVES} for _, edit in edits)
    agendas = run.patients.rows[0].agendas
    for row, before in enumerate(usual):
        assert agendas[row]["same_day"] == before["same_day"], "and by those of before once it is over"
    for _, edit in (each for each in edits if each[0] == MARCH):
        week = run.on.world.catchments[0].agendas[edit.agenda]["weekly"]
        slots = week.sum() / max(1, (week > 0).sum())
        assert 0.5 * slots - 1 < edit.columns["same_day"] < 0.5 * slots + 1


def test_who_comes_is_as_newcomers_are_that_day(told):
    early, late = ({"install": {**SETTLE, "doctors": 1, "by": day}} for day in ("2025-02-01", MARCH))
    cap = change(MARCH, doctors__newcomer__panel_cap=77)
    run = told(
        {"b_early": early, "a_late": late, "c": cap, "a_horizon": change(MARCH, doctors__horizon_days=9)}
    )
    usual = run.on.settings.doctors
    assert [int(edit.row["cap"]) for _, edit in run.edits(AddPanel)] == [usual.newcomer.panel_cap, 77]
    added = [(day, int(edit.row["horizon_days"])) for day, edit in run.edits(AddAgenda)]
    assert added == [("2025-02-01", usual.horizon_days), (MARCH, 9)]
    edited = [
        edit.columns["horizon_days"] for _, edit in run.edits(EditAgenda) if "horizon_days" in edit.columns
    ]
    there = np.count_nonzero(run.on.world.catchments[0].agendas["panel"] >= 0)
    assert edited == [9] * (there + 1), "of those at work, and of who settled before"
