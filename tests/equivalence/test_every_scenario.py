"""Every scenario that is shipped, on its territory with few people (``tests.reduced``): both engines play it
event for event, and it changes what becomes of needs.
"""

from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from sim.engine import simulate
from sim.kernels.patients import KernelPatients
from sim.scenario.sources import find_sources
from tests.both_engines import alike
from tests.reduced import PEOPLE, Reduced, reduced

SCENARIOS: Final = sorted(find_sources().files["scenario"])
# In the plain suite; the others are played by the full one.
SAMPLE: Final = (
    "chatelleraudais_collective_list",
    "haute_gironde_local_contract",
    "mios_everything_announced",
    "mios_msp_two_sites",
    "mios_salaried_centre",
    "tulle_obligation_defied",
)
# People of the territory: a doctor more may change the end of no need where they are fewest.
FEW_TO_MORE: Final = (PEOPLE, 5 * PEOPLE // 4, 3 * PEOPLE // 2)
GENERATED: Final = "synthetic"  # has as many communes as it has people for
# Those that may change nothing there, and why.
QUIET: Final = {
    "mios_15_long_waits": "few people have one call-taker as it is",
    "mios_agency": "whom it tells of a post may not take it, or would have come",
    "mios_local_agency": "whom it tells of a post may not take it, or would have come",
    "mios_kine_direct_access": "one in 200 would go, and few have the need",
    "occitanie_training_places": "a place is a graduate nine years later",
    "biscarrosse_summer_centre": "summer is not played there",
    "mios_summer_ed_closure": "summer is not played there",
    "mios_summer_ed_gate": "summer is not played there",
    "mios_pdsa": "few people call the 15 in these hours, and it sends one in ten of them",
    "haute_gironde_nurses": "few people call the 15, and it sends a nurse to one in fifty of them",
}
BASELINES: Final = [name for name in SCENARIOS if name.endswith("_as_is")]
LEVERS: Final = [name for name in SCENARIOS if name not in BASELINES]
LARGE: Final = "occitanie"
OTHERS: Final = {*LEVERS[1::2], *(name for name in LEVERS if name.startswith(LARGE))}  # in the full suite


def heavy(name: str, *, if_so: bool) -> Any:
    """A scenario that is played by the full suite alone, ``if_so``."""
    return pytest.param(name, marks=pytest.mark.heavy) if if_so else name


@pytest.mark.parametrize(
    "name",
    [heavy(name, if_so=name not in SAMPLE) for name in SCENARIOS if not name.startswith(GENERATED)],
)
def test_both_engines_play_it_event_for_event(name):
    on = reduced(name, people=700, end=date(2025, 1, 31))
    alike(on.world, on.territory, on.settings)


def needs(on: Reduced) -> list[Any]:
    """How needs ended, of each catchment."""
    patients = KernelPatients(on.world)
    simulate(on.world, on.territory, on.settings, patients)
    return [records.outcomes for records in patients.finish()]


def changes_needs(name: str, people: int) -> bool:
    """Whether a scenario's own measures change how some need ends."""
    pairs = zip(
        needs(reduced(name, people=people)), needs(reduced(name, own=False, people=people)), strict=True
    )
    return any(not np.array_equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("name", [heavy(name, if_so=name in OTHERS) for name in LEVERS])
def test_it_does_something(name):
    """It differs from the same without the scenario's own measures."""
    changes = any(changes_needs(name, people) for people in FEW_TO_MORE)
    assert changes or name in QUIET, "it changes no need; say why in QUIET"


def test_those_that_are_quiet_are_there():
    assert set(QUIET) < set(SCENARIOS) and set(SAMPLE) < set(SCENARIOS)
