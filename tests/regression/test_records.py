"""What one small world leaves behind, pinned: a change of the model is seen, and made on purpose.

``records.json`` holds a digest of every array of the records, with their sums for people to read, of a world
in which every service and many changes of supply occur (``tests.worlds``). It proves nothing about being
right: that is for the reference, for theory and for the properties. After a change of docs/model.md that is
meant to change results::

    PIN_RECORDS=1 uv run pytest tests/regression

writes the file anew; commit it with the change, and say in the message why results differ.
"""

import hashlib
import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.kernels.patients import KernelPatients
from sim.world.records import Records
from tests.shipped import Outcome
from tests.worlds import changes, play, small_world

PINNED = Path(__file__).with_name("records.json")
SEED, VARIANT, RESIDENTS, CATCHMENTS, DAYS = 2026, 0, 240, 2, 200


def told(counted: Records) -> dict[str, Any]:
    """One catchment: needs by outcome in words, then sum and digest of every array."""
    outcomes = counted.outcomes.sum(axis=(0, 1, 2)).tolist()
    arrays = {field.name: getattr(counted, field.name) for field in fields(Records)}
    return {
        "outcomes by name": {outcome.name.lower(): n for outcome, n in zip(Outcome, outcomes, strict=True)},
        **{name: f"{size(array)} {digest(array)}" for name, array in arrays.items()},
    }


def size(array: np.ndarray) -> str:
    return f"{len(array)} rows" if array.dtype.names else f"sum {int(array.sum())}"


def digest(array: np.ndarray) -> str:
    """Of shape and values; columns one by one, so that the gaps of aligned rows do not count."""
    made = hashlib.sha256(str(array.shape).encode())
    for column in [array[name] for name in array.dtype.names] if array.dtype.names else [array]:
        made.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    return made.hexdigest()[:32]


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    world = small_world(SEED, residents=RESIDENTS, catchments=CATCHMENTS, days=DAYS, variant=VARIANT)
    records = play(KernelPatients(world), world, changes(world, VARIANT), (31,))
    made = [told(counted) for counted in records]
    if os.environ.get("PIN_RECORDS") == "1":
        PINNED.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return made


@pytest.mark.parametrize("catchment", range(CATCHMENTS))
def test_records_are_those_pinned(found, catchment):
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    assert len(pinned) == CATCHMENTS
    assert found[catchment] == pinned[catchment], (
        "results have changed; if the model was meant to change, pin them anew (see the head of this file)"
    )


def test_the_digest_sees_a_single_cell():
    array = np.arange(6).reshape(2, 3)
    other = array.copy()
    other[1, 2] += 1
    assert len({digest(array), digest(other), digest(array.reshape(3, 2))}) == 3
