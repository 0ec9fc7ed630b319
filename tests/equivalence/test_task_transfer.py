"""Task transfer in both engines, event for event: somebody at the doctor's side, somebody with an agenda, and
a pharmacist who is tried first. Steps tried first move no draw of the others.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.changes.sessions import ChangeActivity
from sim.engine import History
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.world.records import HELD, SECONDS, Records
from tests.both_engines import difference, kernel_log, logged, unlike
from tests.shipped import Outcome
from tests.territories import own_folder

FIRST_STEPS = """
pathway:
  first:
    acute_minor: [{try: pharmacy, within_hours: 2, uptake: 0.5}, {try: physio, within_hours: 12, uptake: 0.5}]
    renewal: [{try: pharmacy, within_hours: 12}]
"""
MEASURES = """
services: {profiles: {physio: {awareness: {first: 0.8, last: 0.8}}}}
measures:
  pharmacy: {open_counter: {counter: pharmacy, profile: pharmacy, commune: C1, on: 2025-01-10}}
  kine: {open_counter: {counter: kine, profile: physio, commune: C2, on: 2025-01-20}}
  protocols:
    delegate: {to: protocol, doctors: all, on: 2024-12-20, taking_part: 1, training_days: 20, ramp_days: 40,
               minutes_saved: 4, used: 0.8, supervision: {visit: 0.5, week: 30}}
  nurse:
    delegate: {to: ipa, doctors: [c1_1], on: 2024-12-15, training_days: 10, ramp_days: 30, minutes_saved: -1,
               supervision: {visit: 5, week: 10}}
  covers: {stand_in: {doctors: all, on: 2025-01-05}}
"""
HEAD = "title: T\nsource: made up\nterritory: hamlets\n"
DAYS = ("run.start=2025-01-01", "run.end=2025-03-31", "run.warmup_days=31", "run.trace=1")


@pytest.fixture(scope="module")
def own(tmp_path_factory: Any) -> Path:
    own: Path = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 3, 300)
    for name, text in {
        "all": FIRST_STEPS + MEASURES,
        "none": "measures: {}\n",
        "steps": FIRST_STEPS + "measures: {}\n",
    }.items():
        (own / f"scenarios/{name}.yaml").write_text(HEAD + text, encoding="utf-8")
    return own


def played(own: Path, scenario: str, patients_of: Any) -> tuple[History, Records, Any]:
    return logged(own, patients_of, f"scenario={scenario}", *DAYS)


@pytest.fixture(scope="module")
def reference(own: Path) -> tuple[History, Records, Any]:
    return played(own, "all", ReferencePatients)


def test_it_happens(reference):
    history, records, _ = reference
    ended = records.outcomes.sum(axis=(0, 1, 2))
    assert ended[Outcome.SEEN_TEAM] > 5
    assert ended[Outcome.SEEN_PHARMACY] > 20
    assert ended[Outcome.SEEN_PHYSIO] > 5
    asked = [e.change for e in history.events if isinstance(e.change, ChangeActivity)]
    assert {change.doctor for change in asked} == {"c1_1", "c2_1", "c3_1"}
    lengths = [change.minutes for change in asked]
    assert min(lengths) == pytest.approx(14 / 18), "four minutes of eighteen, when the ramp is over"
    helped = history.agenda_names[0].index("c2_1")
    seconds, held = records.at_agendas[:, helped, SECONDS], records.at_agendas[:, helped, HELD]
    december, march = 0, 3
    per_visit = [seconds[month] / held[month] for month in (december, march)]
    assert per_visit[1] < 0.9 * per_visit[0], "visits are shorter, and hours with them"


@pytest.mark.parametrize("scenario", ["all", "steps"])
def test_kernels_equal_the_reference(own, reference, scenario):
    from sim.kernels.patients import KernelPatients

    history, expected, log = reference if scenario == "all" else played(own, scenario, ReferencePatients)
    other, got, events = played(own, scenario, lambda world: KernelPatients(world, log=True))
    message = difference(sorted_log(log), kernel_log(events))
    assert not message, message
    assert unlike(expected, got) == {}
    assert other.events == history.events


def test_steps_tried_first_move_no_draw(own):
    """Where no pharmacy is open they fail at once, and everything is as it is without them."""
    with_them, without = (played(own, name, ReferencePatients) for name in ("steps", "none"))
    assert np.array_equal(with_them[1].outcomes, without[1].outcomes)
    assert not difference(sorted_log(with_them[2]), sorted_log(without[2]))
