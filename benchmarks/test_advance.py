"""All patients of Mios and around, January to June 2025, one replication, one thread, after a warm-up year.

The warm-up is played by the engine with its measures; then supply stands still and ``advance`` alone is
timed, recording included, compilation excluded.

The bare loop replays the same half-year: for each need it writes the row of the same person and of a need
from the same pool, for each booking the same cell of the same agenda, for each end the cells of the same
tally. It makes as many Philox blocks and logarithms as ``advance``, counted in plain Python over the week
of 7 January.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import njit

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.counting import blocks, counted, logarithms
from benchmarks.history import Size
from benchmarks.inside import Standing, tables, with_buffers
from benchmarks.pairs import Worktable, in_turn
from benchmarks.script import Script, script_of
from sim.draws.philox import exponential, philox, uniform
from sim.draws.purposes import BOOKING, NEED, UPTAKE
from sim.kernels import advance as kernels
from sim.kernels.memory.arrays import aligned
from sim.kernels.memory.borrowed import borrowed
from sim.kernels.people.clocks import draw
from sim.kernels.state import FREE, RING, WALKING, Tables
from sim.kernels.style import kernel
from sim.vocabulary.structure import Sort
from tests.shipped import N_CARE_KINDS

ROUNDS = 5
SAMPLE = (6, 13)  # days of the half-year played in plain Python: Tuesday to Monday
SAVED = "PREMIER_RECOURS_BENCH_TABLES"
FIRST_SCALE = 10.0
entry = njit(nogil=True)


def few() -> Callable[[], int]:
    """A week for plain Python, from tables that were saved."""
    like = tables(mios.world())
    with np.load(os.environ[SAVED]) as saved:
        shapes = {name: saved[f"{name}_shape"] for name in Tables._fields}
        t = Tables(**{n: saved[n].view(getattr(like, n).dtype).reshape(shapes[n]) for n in Tables._fields})

    t = with_buffers(t)

    def play() -> int:
        first = mios.WARM_DAYS
        needs = int(t.persons["occurrence"][:, :2].sum())
        assert kernels.advance(t, first + SAMPLE[0], first + SAMPLE[1]) == first + SAMPLE[1]
        return int(t.persons["occurrence"][:, :2].sum()) - needs

    return play


def calls_of(standing: Standing) -> dict[str, float]:
    """Calls of every kernel of ``advance``, per need that arises."""
    standing.play(*standing.table.fresh(), days=SAMPLE[0])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tables.npz"
        columns = {name: np.ascontiguousarray(array) for name, array in standing.tables._asdict().items()}
        raw = {name: array.reshape(-1).view(np.uint8) for name, array in columns.items()}
        shapes = {f"{name}_shape": np.array(array.shape) for name, array in columns.items()}
        np.savez(file, **raw, **shapes)
        calls = counted(__name__, (SAVED, str(file)))
    return {name: n / calls["new_need"] for name, n in calls.items()}


@kernel
def arises(person, row, clock, kind, need, keys, more):
    """A need's row and its person's are written; ``more`` blocks besides its own, one logarithm."""
    occurrence = person.occurrence[clock]
    w0, w1, w2, _ = draw(person, keys, NEED + 16 * clock, occurrence)
    person.occurrence[clock] = occurrence + 1
    person.level += exponential(w0) / float(person.frailty)
    need.first, need.moment = row, w1
    need.resident, need.occurrence, need.clock, need.kind = row, occurrence, clock, kind
    need.patience = int(FIRST_SCALE * uniform(w2))
    need.state = WALKING
    total = 0.0
    for b in range(more):
        w0, _, _, _ = draw(person, keys, UPTAKE + b, occurrence)
        total += uniform(w0)
    return total


@kernel
def ends(person, need, kind, outcome, days, tally):
    """The cells of the tally in which a need that ends is counted."""
    if kind < N_CARE_KINDS:
        tally.outcomes[kind, outcome] += 1
        tally.waits[kind, min(days, 90)] += 1
        tally.groups[person.is_a, outcome] += 1
    else:
        tally.exogenous[kind - N_CARE_KINDS, outcome] += 1
    person.contacts += 1
    need.state = FREE


@entry
def bare(persons, needs, agendas, tallies, entries, keys, s, days, first, more, rest, rest_logs):
    """The same draws and the same memory, and nothing else; the sum of what was drawn."""
    persons, needs, agendas, tallies = (
        borrowed(persons),
        borrowed(needs),
        borrowed(agendas),
        borrowed(tallies),
    )
    entries, keys, days = borrowed(entries), borrowed(keys), borrowed(days)
    who, clock, kind, need_row = borrowed(s.who), borrowed(s.clock), borrowed(s.kind), borrowed(s.need)
    booked, agenda, half, bounds = (
        borrowed(s.booked),
        borrowed(s.agenda),
        borrowed(s.half),
        borrowed(s.bounds),
    )
    ended, ended_kind, outcome = borrowed(s.ended), borrowed(s.ended_kind), borrowed(s.outcome)
    elapsed = borrowed(s.days)
    total = 0.0
    for day in range(len(bounds) - 1):
        month = np.int64(days[first + day].month)
        for i in range(bounds[day, 0], bounds[day + 1, 0]):
            row = who[i]
            total += arises(persons[row], row, clock[i], kind[i], needs[need_row[i]], keys, more)
            entries[i] = row
        for i in range(bounds[day, 1], bounds[day + 1, 1]):
            need = needs[booked[i]]
            w0, _, _, _ = draw(persons[need.resident], keys, BOOKING, need.occurrence)
            total += uniform(w0)
            agendas[agenda[i]].free[half[i] & RING] -= 1
            need.half = half[i]
            entries[i] = booked[i]
        for i in range(bounds[day, 2], bounds[day + 1, 2]):
            need = needs[ended[i]]
            person = persons[need.resident]
            tally = tallies[month, min(person.commune, tallies.shape[1] - 1)]  # the ring shares the last cell
            ends(person, need, ended_kind[i], outcome[i], elapsed[i], tally)
    for n in range(rest):
        w0, _, _, _ = philox(keys[0], keys[2], keys[1], np.uint64(n), np.uint64(UPTAKE), np.uint64(n))
        total += exponential(w0) if n < rest_logs else uniform(w0)
    return total


def draws_of(s: Script, calls: dict[str, float]) -> tuple[int, int, int]:
    """Blocks of a need beside its own and its booking's; blocks and logarithms that are left over."""
    arisen = len(s.who)
    left = round(arisen * blocks(calls)) - arisen - len(s.booked)
    logs = round(arisen * logarithms(calls)) - arisen
    more = left // arisen
    assert more >= 0 and logs >= 0
    return more, max(left - more * arisen, logs), logs


@pytest.mark.measures("advance_ns", "advance_over_bare")
def test_advance(benchmark: Any, measured: Measured) -> None:
    standing = Standing(mios.world(), mios.territory(), mios.settings(), mios.WARM_DAYS)
    calls = calls_of(standing)
    t = Tables(*standing.table.fresh())
    s = script_of(standing.logged(mios.TIMED_DAYS), mios.WARM_DAYS, mios.TIMED_DAYS, len(t.needs))
    needs = int((s.kind < N_CARE_KINDS).sum())
    assert needs > 200_000

    standing.table.fresh()
    same = [aligned(len(a), a.dtype) for a in (t.persons, t.needs, t.agendas)]
    for copy, array in zip(same, (t.persons, t.needs, t.agendas), strict=True):
        copy[...] = array
    other = Worktable(*same, t.tallies.copy(), np.zeros(len(s.who) + len(s.booked), dtype=np.int32))
    more, rest, rest_logs = draws_of(s, calls)
    fixed = (t.keys, s, t.days, mios.WARM_DAYS, more, rest, rest_logs)
    pair = in_turn(
        benchmark,
        needs,
        (lambda *arrays: standing.play(*arrays, days=mios.TIMED_DAYS), standing.table),
        (lambda *arrays: bare(*arrays, *fixed), other),
        ROUNDS,
    )
    asked = standing.tables.persons["occurrence"][:, 0]
    assert np.array_equal(asked, same[0]["occurrence"][:, 0]), "the bare loop plays other needs"
    measured.figure("advance_ns", pair.ns, pair.ratio, pair.ns)
    measured.figure("advance_over_bare", pair.ratio, pair.ratio, pair.ns)
    measured.bare_ns = pair.bare_ns
    residents = int((t.persons["is_a"] == Sort.RESIDENT).sum())
    measured.sizes.append(Size(residents, round(pair.ns, 1)))
    benchmark.extra_info.update(
        needs=needs,
        exogenous=len(s.who) - needs,
        ns_per_need=round(pair.ns, 1),
        bare_ns_per_need=round(pair.bare_ns, 1),
        blocks=round(blocks(calls), 3),
        logarithms=round(logarithms(calls), 3),
    )
    measured.lines.append(
        f"advance: {pair.ns:.0f} ns a need, bare loop {pair.bare_ns:.0f} ns; ratio {pair.ratio:.2f} (median"
        f" of {ROUNDS} pairs; {needs:,} needs of residents and visitors,"
        f" {len(s.who) - needs:,} exogenous; {blocks(calls):.2f} blocks,"
        f" {logarithms(calls):.2f} logarithms each)"
    )
