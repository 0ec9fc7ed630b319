"""Registration: everybody of Mios and around asks up to four practices for a médecin traitant.

Lists fill while they do: nine tenths find one, the others set their clock to search again. The bare loop
makes the same draws, takes the same place on the same list, and writes the same entry of a day's list.
"""

from typing import Any

import numpy as np
import pytest
from numba import njit

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.inside import tables
from benchmarks.pairs import Worktable, beside
from sim.draws.philox import exponential, uniform
from sim.draws.purposes import ASKED, SEARCH
from sim.kernels.groups import now_at, place_of
from sim.kernels.memory.arrays import aligned
from sim.kernels.memory.borrowed import borrowed
from sim.kernels.people.clocks import draw
from sim.kernels.people.registration import search
from sim.kernels.timeline.event_queue import event_key
from sim.vocabulary.structure import SEARCHING, EventClass, Sort
from tests.shipped import AgendaSort

MORNING = 10 * 3600
SHARE = 0.9  # of the seekers that the lists can take
WRITTEN = ("persons", "panels", "clock_heads", "rings", "counts", "tallies", "standing")
entry = njit(nogil=True)


@entry
def register(t, seekers):
    """Everybody in turn."""
    place = place_of(t)
    now = now_at(MORNING, 0, place.time.days)
    for i in range(len(seekers)):
        search(event_key(MORNING, EventClass.SEARCH, seekers[i], 0, 32), now, place)


@entry
def bare(persons, panels, entries, keys, seekers, found):
    """The same draws and the same memory, and nothing else; the sum of what was drawn."""
    persons, panels, entries, keys = borrowed(persons), borrowed(panels), borrowed(entries), borrowed(keys)
    seekers, found = borrowed(seekers), borrowed(found)
    total = 0.0
    for i in range(len(seekers)):
        person = persons[seekers[i]]
        w0, _, _, w3 = draw(person, keys, ASKED + 32, person.occurrence[2] - 1)
        total += uniform(w0) + uniform(w3)
        if found[i] >= 0:
            person.mt = found[i]
            panels[found[i]].patients += 1
        else:
            w0, w1, _, _ = draw(person, keys, SEARCH + 32, person.occurrence[2])
            total += exponential(w0) + uniform(w1)
            person.occurrence[2] += 1
            entries[i] = seekers[i]
    return total


@pytest.mark.measures("registration_over_bare")
def test_registration(benchmark: Any, measured: Measured) -> None:
    world = mios.world()
    t = tables(world)
    seekers = np.flatnonzero(t.persons["is_a"] == Sort.RESIDENT).astype(np.int32)
    lists = t.agendas["panel"][t.agendas["is_a"] == AgendaSort.GP]
    t.persons["here"][seekers] = 1
    t.persons["mt"] = t.persons["look"] = -1
    t.persons["occurrence"][:, SEARCHING] = 1  # armed once
    t.panels["patients"] = t.panels["list_open"] = t.panels["cap"] = 0
    t.panels["list_open"][lists], t.panels["cap"][lists] = 1, int(SHARE * len(seekers) / len(lists))
    table = Worktable(*(getattr(t, name) for name in WRITTEN))
    table.fresh()
    register(t, seekers)
    found = t.persons["mt"][seekers].copy()
    share = float((found >= 0).mean())
    assert 0.6 < share < 0.95, f"{share:.0%} found a médecin traitant"
    persons, panels = aligned(len(t.persons), t.persons.dtype), aligned(len(t.panels), t.panels.dtype)
    table.fresh()
    persons[...], panels[...] = t.persons, t.panels
    other = Worktable(persons, panels, np.zeros(len(seekers), dtype=np.int32))
    beside(
        benchmark,
        measured,
        "registration_over_bare",
        len(seekers),
        (lambda *_: register(t, seekers), table),
        (lambda *arrays: bare(*arrays, t.keys, seekers, found), other),
    )
    assert np.array_equal(t.panels["patients"], panels["patients"]), "the bare loop fills other lists"
