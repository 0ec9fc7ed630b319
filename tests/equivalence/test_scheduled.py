"""Scheduled places in both engines, event for event, from plans as scenarios write them: a bus with a route,
a team and a nurse that the 15 sends, reserved slots, a gate, a season, a transport for those without a car.
"""

from pathlib import Path
from typing import Any

import pytest

from sim.engine import History
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.world.records import Records
from tests.both_engines import difference, kernel_log, logged, unlike
from tests.shipped import Outcome
from tests.territories import own_folder

MEASURES = """
services:
  profiles:
    line15:
      answers:
        acute_urgent: {advised: 0.2, slot: 0, counter: 0.7, ed: 0.1}
        acute_minor: {advised: 0.3, slot: 0, counter: 0.6, ed: 0.1}
pathway:
  no_car_minutes: 3
  first:
    acute_minor: [{try: mobile, within_hours: 12, uptake: 0.5, lives: elsewhere}]
    renewal: [{try: mobile, within_hours: 12, uptake: 0.5}]
measures:
  bus:
    open_counter:
      counter: bus
      profile: bus
      on: 2025-01-10
      stops:
        - {commune: C1, hours: {mon-wed: {"9-12": 1}}}
        - {commune: C2, hours: {thu-fri: {"14-17": 1}}, one_week_in: 2}
  team:
    open_counter:
      counter: team
      profile: mobile_team
      commune: C3
      on: 2025-01-05
      audience: {all_of: [sent]}
  nurse:
    open_counter:
      counter: nurse
      profile: nurse
      commune: C2
      on: 2025-02-01
      audience: {all_of: [sent]}
  summer:
    open_counter:
      counter: centre
      profile: cmsi
      commune: C2
      on: 2025-01-01
      calendar: {dates: [{from: 2025-01-15, to: 2025-02-10}]}
  gate: {close_counter: {counter: centre, on: 2025-01-25, until: 2025-02-05, gate: true}}
  slots:
    reserve:
      doctors: all
      on: 2025-01-12
      until: 2025-03-10
      slots: 2
      audience: {any_of: [poor, no_car]}
      freed_days: 1
"""
RIDES = """  rides:
    transport: {communes: [C2, C3], counters: [bus, centre], doctors: all, on: 2025-01-08, until: 2025-03-01}
"""
HEAD = "title: T\nsource: made up\nterritory: hamlets\n"
DAYS = ("run.start=2025-01-01", "run.end=2025-03-31", "run.warmup_days=31", "run.trace=1")


@pytest.fixture(scope="module")
def own(tmp_path_factory: Any) -> Path:
    own: Path = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 3, 900)
    table = own / "territory/files/communes.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    half = [row.rpartition(";")[0] + ";0.5" for row in rows]  # without a car: the last column
    table.write_text("\n".join([head, *half, ""]), encoding="utf-8")
    for name, measures in {"with": MEASURES + RIDES, "without": MEASURES}.items():
        (own / f"scenarios/{name}.yaml").write_text(HEAD + measures, encoding="utf-8")
    return own


def played(own: Path, scenario: str, patients_of: Any) -> tuple[History, Records, Any]:
    return logged(own, patients_of, f"scenario={scenario}", *DAYS)


@pytest.fixture(scope="module")
def reference(own: Path) -> tuple[History, Records, Any]:
    return played(own, "with", ReferencePatients)


def ended(records: Records, outcome: Outcome) -> int:
    return int(records.outcomes[..., outcome].sum())


def test_it_happens(own, reference):
    """And the transport takes people to doctors and to the bus who did not get there."""
    history, records, _ = reference
    assert ended(records, Outcome.SEEN_MOBILE) > 20
    assert ended(records, Outcome.SEEN_NURSE) > 0
    assert ended(records, Outcome.SEEN_CMSI) > 0
    said = {event.event for event in history.events}
    assert said >= {"transport_opens", "transport_closes", "reserve", "gate_begins", "gate_ends", "closes"}
    _, without, _ = played(own, "without", ReferencePatients)
    assert ended(records, Outcome.SEEN_MOBILE) > ended(without, Outcome.SEEN_MOBILE)
    assert records.refused.sum() < without.refused.sum()


@pytest.mark.parametrize("scenario", ["with", "without"])
def test_kernels_equal_the_reference(own, reference, scenario):
    from sim.kernels.patients import KernelPatients

    history, expected, log = reference if scenario == "with" else played(own, scenario, ReferencePatients)
    other, got, events = played(own, scenario, lambda world: KernelPatients(world, log=True))
    message = difference(sorted_log(log), kernel_log(events))
    assert not message, message
    assert unlike(expected, got) == {}
    assert other.events == history.events
