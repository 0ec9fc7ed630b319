"""Does the range over plausible worlds hold the effect in a world that was not played?

Each of 200 plausible worlds is taken as true, in turn: what a doctor more changes in it is known from four
replications there. Of the other worlds 15 are drawn and lived in as twenty replications of a user would be
(five of them twice: docs/decisions/019). Exchangeable worlds lie in their 5 to 95 % range in 90 of 100 cases;
85 to 95 are asked for, which 200 cases of 90 % leave by chance once in 50 for each indicator (binomial).
Seeds are fixed.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim import api
from sim.outcomes.periods.luck import spreads, without_luck, worlds_and_luck
from sim.scenario.plausible import BLOCK, OF_BLOCK, Worlds, read_worlds, write_worlds
from sim.scenario.sources import data_root
from tests.territories import own_folder

WORLDS, SAMPLE, SEED = 200, 15, 12
INDICATORS = ("adults_without_mt", "renounced_share", "refused_share", "ed_visits", "answered_48h_share")
SCENARIOS = {
    "alone": "measures: {}\n",
    "one_more": "measures: {settle: {install: {doctors: 1, commune: C1, by: 2024-01-01, ramp_start: 1}}}\n",
}


@pytest.fixture(scope="module")
def effects(tmp_path_factory) -> dict[str, NDArray[np.float64]]:
    """By indicator ``[world, replication there]``: with one doctor more, less without."""
    own: Path = tmp_path_factory.mktemp("own")
    own_folder(own, "valley", 4, 6000)
    for name, measures in SCENARIOS.items():
        text = f"title: {name}\nsource: made for a test\nterritory: valley\n{measures}"
        (own / f"scenarios/{name}.yaml").write_text(text, encoding="utf-8")
    shipped = read_worlds(data_root() / "conf/worlds/plausible.csv")
    # A block of four replications has lines of its own: with the same world in each, all four live in it.
    lines = tuple(world for world in shipped.values[:WORLDS] for _ in range(OF_BLOCK))
    assert len(lines) == OF_BLOCK * WORLDS
    file = own / "each.csv"
    write_worlds(Worlds(file, shipped.uncertain, lines))
    asked = (
        "run.start=2024-01-01",
        "run.end=2024-12-31",
        "run.trace=0",
        f"run.replications={BLOCK * WORLDS}",
        f"run.outputs={own / 'outputs'}",
        f"run.worlds='{file}'",
    )
    alone, more = (_levels(api.play(name, *asked, config_dir=own)) for name in SCENARIOS)
    return {each: (more[each] - alone[each]).to_numpy().reshape(WORLDS, BLOCK) for each in INDICATORS}


def _levels(run: api.Run) -> pd.DataFrame:
    """An indicator a column, a replication a line."""
    found = api.levels(run)
    whole = found[(found["commune"] == "*") & (found["group"] == "all") & found["indicator"].isin(INDICATORS)]
    return whole.pivot(index="replication", columns="indicator", values="value")


@pytest.mark.heavy
@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_range_holds_the_effect_in_another_world(effects, indicator) -> None:
    gaps = effects[indicator]
    assert not np.isnan(gaps).any()
    lived = np.repeat(np.arange(WORLDS), BLOCK)
    _, means, sizes, luck = worlds_and_luck(gaps.reshape(1, -1), list(lived))
    truths = without_luck(means, sizes, gaps.mean(keepdims=True).reshape(1), luck)[0]
    rng = np.random.default_rng(SEED)
    held = sum(low <= truth <= high for truth, (low, high) in zip(truths, _ranges(gaps, rng), strict=True))
    print(f"{indicator}: {held / WORLDS:.1%}; worlds {truths.std():.3g}, luck {luck[0] ** 0.5:.3g}")
    assert 0.85 <= held / WORLDS <= 0.95


def _ranges(gaps: NDArray[np.float64], rng: np.random.Generator) -> list[tuple[float, float]]:
    """For each world the range that twenty replications in 15 others have, five of them lived in twice."""
    found = []
    for truth in range(WORLDS):
        others = rng.choice(np.delete(np.arange(WORLDS), truth), SAMPLE, replace=False)
        lived, values = list[int](), list[float]()
        for nth, world in enumerate(others):
            times = 2 if nth % OF_BLOCK == 0 else 1
            lived += [int(world)] * times
            values += list(rng.choice(gaps[world], times, replace=False))
        told = spreads(np.array([values]), lived)
        found.append((float(told.plausible_low[0]), float(told.plausible_high[0])))
    return found
