"""Which units are played together: as many as share days, as few as leave no process idle."""

from pathlib import Path

import pytest

from sim.experiments.batches import batches
from sim.experiments.worker import Unit
from sim.measures.registry import schemas
from sim.scenario.identity import world_hash
from sim.scenario.load import load

SETTINGS = load(["scenario=mios_as_is"], None, schemas()).settings


def units(scenarios: int, replications: int, world: str = "same") -> list[Unit]:
    return [
        Unit(f"s{s}", SETTINGS, r, Path("s"), world if world == "same" else f"{s}")
        for s in range(scenarios)
        for r in range(replications)
    ]


@pytest.mark.parametrize(
    ("scenarios", "replications", "processes", "sizes"),
    [
        (3, 4, 2, [3, 3, 3, 3]),
        (3, 3, 2, [3, 3, 1, 1, 1]),  # two processes: what is left over is not one's alone
        (3, 1, 1, [3]),
        (3, 1, 2, [1, 1, 1]),
        (2, 20, 16, [2] * 16 + [1] * 8),
        (20, 1, 1, [8, 8, 4]),  # no more, for each may hold a copy of everybody
        (2, 2, None, [1] * 4),  # on a cluster nobody knows how many there are
    ],
)
def test_batches(scenarios, replications, processes, sizes):
    asked = units(scenarios, replications)
    made = batches(asked, processes)
    assert [len(batch) for batch in made] == sizes
    assert sorted(unit[:1] + unit[2:] for batch in made for unit in batch) == sorted(
        unit[:1] + unit[2:] for unit in asked
    )
    assert all(len({unit.replication for unit in batch}) == 1 for batch in made)
    numbers = [batch[0].replication for batch in made]
    assert numbers == sorted(numbers)


def test_other_people_are_played_apart():
    assert [len(batch) for batch in batches(units(3, 2, world="own"), 1)] == [1] * 6


def hashed(*words: str) -> str:
    return world_hash(load(list(words), None, schemas()))


def test_what_starts_from_the_same_world():
    """Measures and texts apart, whatever can change a day of anybody's life changes the hash."""
    as_is = hashed("scenario=mios_as_is")
    assert hashed("scenario=gisele_halimi_3_doctors") == as_is
    assert hashed("scenario=gisele_halimi_3_doctors", "measures.settle.doctors=1") == as_is
    for word in (
        "run.seed=1", "run.end=2029-12-31", "run.warmup_days=31", "run.trace=0", "run.grain=catchment",
        "doctors.particular=0.1",
    ):  # fmt: skip
        assert hashed("scenario=mios_as_is", word) != as_is, word
    assert hashed("scenario=synthetic_as_is") != as_is
