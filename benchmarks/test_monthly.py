"""What the labour market and the answers to load cost: the part of a run that their monthly work is.

Mios and around on the market, two years. The market's work is what happens at midnights between two advances
of the patients, in Python; the answers are those of all panels to a month, in the kernel, thirty in turn:
after the first nobody has asked, so that panels step back month after month, more work than most have. Both
beside the processor time of the whole run, so that a busy machine hardly matters.
"""

from time import process_time
from typing import Any

import numpy as np
import pytest
from numba import njit

from benchmarks.conftest import Measured
from benchmarks.inside import Standing
from sim.engine.simulate import opened, pass_midnight
from sim.kernels.groups import place_of
from sim.kernels.patients import KernelPatients
from sim.kernels.state import Tables
from sim.kernels.supply.pressure import answer_load
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import prepare

MONTHS = 24
REPEATED = 30
WORDS = ("scenario=mios_market_as_is", "run.start=2024-01-01", "run.end=2025-12-31", "run.warmup_days=0")


@njit(nogil=True)
def answers(t, month, day, repeated):
    """All panels answer the same month again and again; the pressures at last, added up."""
    place = place_of(t)
    for _ in range(repeated):
        answer_load(month, day, place)
    total = 0.0
    for number in range(len(place.supply.panels)):
        total += place.supply.panels[number].pressure
    return total


@pytest.mark.measures("monthly_share")
def test_monthly_work(benchmark: Any, measured: Measured) -> None:
    settings = load(list(WORDS), None, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    prepared = prepare(territory, settings)

    def played() -> tuple[float, float, int]:
        """Processor seconds of midnights with measures and of patients; how many such midnights."""
        world = build(prepared, 0)
        state = opened(world, territory, settings, KernelPatients(world, threads=1))
        day, cut, between, within = 0, 0, 0.0, 0.0
        while day < world.n_days:
            began = process_time()
            until = pass_midnight(state, day)
            then = process_time()
            state.patients.advance(day, until)
            between, within = between + then - began, within + process_time() - then
            day, cut = until, cut + 1
        return between, within, cut

    played()  # loads kernels
    market, patients, cut = min(benchmark.pedantic(lambda: [played() for _ in range(3)], rounds=1))
    assert cut >= MONTHS, "the market did not meet every month"

    world = build(prepared, 0)
    standing = Standing(world, territory, settings, 366)
    tables = Tables(*standing.table.fresh())
    month = np.int64(world.days["month"][365])
    assert answers(tables, month, 366, 1) > 0, "no panel is under pressure"
    times = []
    for _ in range(3):
        tables = Tables(*standing.table.fresh())
        began = process_time()
        answers(tables, month, 366, REPEATED)
        times.append(process_time() - began)
    load_of_panels = MONTHS * min(times) / REPEATED

    share = 100 * (market + load_of_panels) / (market + patients)
    measured.figure("monthly_share", share)
    measured.lines.append(
        f"monthly work over two years of mios on the market: market and measures {1e3 * market:.0f} ms at"
        f" {cut} midnights, answers to load {1e3 * load_of_panels:.1f} ms, patients {patients:.2f} s: {share:.1f} %"
    )
