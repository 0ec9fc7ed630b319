"""What the labour market and the answers to load cost: the part of a run that their monthly work is.

Mios and around on the market, the seven years of its scenario. Of the market that is what it does on each
first of a month (who begins to look, what each takes, whom that makes settle), in Python; the answers are
those of all panels to a month, in the kernel, thirty in turn: after the first nobody has asked, so panels
step back month after month, more work than most have. Both beside the processor time of the whole run:
a busy machine slows both.
"""

from time import process_time
from typing import Any

import numpy as np
import pytest
from numba import njit

from benchmarks.conftest import Measured
from benchmarks.inside import Standing
from sim.engine.simulate import simulate
from sim.kernels.groups import place_of
from sim.kernels.patients import KernelPatients
from sim.kernels.state import Tables
from sim.kernels.supply.pressure import answer_load
from sim.measures import market
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import Prepared, prepare

REPEATED = 30
SCENARIO = "scenario=mios_market_as_is"
ROUNDS = 2
LATER = 366  # the day on which panels answer


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


def played(prepared: Prepared, settings: Settings) -> tuple[float, float, int]:
    """Processor seconds of the market's months and of the whole run; how many months there were."""
    world = build(prepared, 0)
    spent: list[float] = []
    one_month = market.one_month

    def timed(game: Any) -> None:
        began = process_time()
        one_month(game)
        spent.append(process_time() - began)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(market, "one_month", timed)
        began = process_time()
        simulate(world, prepared.territory, settings, KernelPatients(world, threads=1))
        whole = process_time() - began
    return sum(spent), whole, len(spent)


@pytest.mark.measures("monthly_share")
def test_monthly_work(benchmark: Any, measured: Measured) -> None:
    settings = load([SCENARIO], None, schemas()).settings
    files = settings.territory
    prepared = prepare(load_territory(files.settings, files.folder, settings.run.first_day), settings)
    played(prepared, settings)  # loads kernels
    monthly, whole, months = min(
        benchmark.pedantic(lambda: [played(prepared, settings) for _ in range(ROUNDS)], rounds=1)
    )
    assert months >= 84, "the market did not meet every month"

    world = build(prepared, 0)
    standing = Standing(world, prepared.territory, settings, LATER)
    month = np.int64(world.days["month"][LATER - 1])
    assert answers(Tables(*standing.table.fresh()), month, LATER, 1) > 0, "no panel is under pressure"
    times = []
    for _ in range(ROUNDS):
        tables = Tables(*standing.table.fresh())
        began = process_time()
        answers(tables, month, LATER, REPEATED)
        times.append(process_time() - began)
    of_load = months * min(times) / REPEATED

    share = 100 * (monthly + of_load) / whole
    measured.figure("monthly_share", share)
    measured.lines.append(
        f"monthly work over {months} months of mios on the market: the market {1e3 * monthly:.0f} ms, answers"
        f" to load {1e3 * of_load:.1f} ms, of {whole:.2f} s: {share:.1f} %"
    )
