"""History matching on toys whose answer is known: figures are simple functions of four inputs, with luck."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.calibration.implausible import Target
from sim.calibration.kept import Kept
from sim.calibration.region import CUT_OFF
from sim.calibration.waves import PROOF, Ask, Found, calibrate

Array = NDArray[np.float64]
INPUTS, FIGURES = 4, 3
LUCK = 0.05  # standard deviation of one replication
SMALL = Ask(waves=2, points=24, worlds=50, at_once=8, crowd=256)


class Toy:
    """Figures of a random quadratic; luck is the same at all points of a replication but for a part."""

    def __init__(self, seed: int, figures: int = FIGURES) -> None:
        rng = np.random.default_rng(seed)
        self.slopes = rng.normal(size=(INPUTS, figures))
        self.bends = 0.3 * rng.normal(size=(INPUTS, figures))
        self.common = LUCK * np.sqrt(0.5) * rng.normal(size=(16, figures))
        self.batches = 0

    def exact(self, points: Array) -> Array:
        at = 2 * points - 1
        return np.asarray(at @ self.slopes + at**2 @ self.bends)

    def possible(self, points: Array) -> NDArray[np.bool_]:
        return points[:, 0] > 0.02

    def play(self, points: Array, replications: Sequence[int]) -> Array:
        self.batches += 1
        seeds = [int(1e9 * p.sum()) + r for p, r in zip(points, replications, strict=True)]
        own = np.stack([np.random.default_rng(s).normal(size=self.common.shape[1]) for s in seeds])
        return self.exact(points) + self.common[list(replications)] + LUCK * np.sqrt(0.5) * own


def targets_at(toy: Toy, truth: Array, rng: np.random.Generator) -> list[Target]:
    """Published of a truth, off by a discrepancy and by what was observed."""
    exact = toy.exact(truth[None])[0]
    off = np.hypot(0.05, 0.05) * rng.normal(size=len(exact))
    return [Target(f"row_{i}", float(v), 0.05, 0.05) for i, v in enumerate(exact + off)]


def found_of(toy: Toy, targets: list[Target], folder: Path, ask: Ask = SMALL) -> Found:
    return calibrate(targets, np.full(INPUTS, 0.5), toy, Kept(folder), ask)


@pytest.mark.heavy
def test_the_truth_remains(tmp_path: Path) -> None:
    """In at least 95 % of 40 synthetic truths. Cut-off 3 of three figures leaves out 0.8 % where errors are
    normal; were it 2 %, more than 2 of 40 would be left out in 5 of 100 seeds: these are fixed.
    """
    held = 0
    for seed in range(40):
        rng = np.random.default_rng([5, seed])
        toy, truth = Toy(seed), rng.uniform(0.05, 0.95, INPUTS)
        targets = targets_at(toy, truth, rng)
        found = found_of(toy, targets, tmp_path / str(seed))
        assert not found.unmet and not found.apart
        held += bool((found.measure.most(found.rows, truth[None]) <= CUT_OFF).all())
    assert held >= 38


def test_the_region_shrinks_and_its_worlds_meet_what_is_published(tmp_path: Path) -> None:
    """Three figures known to a tenth of what the inputs move leave a small part of the cube; nine in ten of
    its worlds say, exactly, what is published within the cut-off and what an emulator may be off.
    """
    rng, toy = np.random.default_rng(3), Toy(3)
    targets = targets_at(toy, np.full(INPUTS, 0.4), rng)
    found = found_of(toy, targets, tmp_path)
    volumes = [wave.volume for wave in found.waves]
    assert volumes[0] < 0.2 and volumes[-1] <= 1.2 * volumes[0]
    assert len(found.worlds) == SMALL.worlds and 0 < found.played < SMALL.worlds
    off = np.abs(toy.exact(found.worlds) - [target.published for target in targets])
    unsure = np.stack([each.guess(found.worlds)[1] for each in found.measure.emulators], axis=1)
    rest = [luck + target.variance for luck, target in zip(found.measure.luck, targets, strict=True)]
    near = off <= CUT_OFF * np.sqrt(unsure + rest) + 2 * np.sqrt(unsure)
    assert near.all(axis=1).mean() >= 0.9
    assert found.verified[0] <= found.verified[1] == PROOF and found.played == found.verified[0]
    assert all(wave.fits[0] > 0.9 for wave in found.waves)


def test_a_figure_that_nothing_meets_is_said_and_set_aside(tmp_path: Path) -> None:
    """It lies far beyond all that the inputs can make; the others are calibrated to all the same."""
    toy = Toy(1)
    targets = targets_at(toy, np.full(INPUTS, 0.5), np.random.default_rng(1))
    targets[1] = replace(targets[1], published=50.0)
    found = found_of(toy, targets, tmp_path)
    assert found.unmet == ("row_1",) and not found.apart
    assert 0 < found.waves[-1].volume < 1 and len(found.worlds) == SMALL.worlds


def test_figures_that_are_met_only_one_by_one_are_said(tmp_path: Path) -> None:
    """Two that move together, published far apart: one of them is set aside, and said to be."""
    toy = Toy(2)
    toy.slopes[:, 1], toy.bends[:, 1] = toy.slopes[:, 0], toy.bends[:, 0]
    targets = targets_at(toy, np.full(INPUTS, 0.5), np.random.default_rng(2))
    targets[1] = replace(targets[0], id="row_1", published=targets[0].published + 1.0)
    found = found_of(toy, targets, tmp_path)
    assert not found.unmet and len(found.apart) == 1 and found.apart[0] in ("row_0", "row_1")


def test_a_stopped_calibration_goes_on_and_ends_alike(tmp_path: Path) -> None:
    """Stopped between two batches, it plays those that lack, and finds what one in a piece finds."""
    targets = targets_at(Toy(4), np.full(INPUTS, 0.5), np.random.default_rng(4))
    whole, cut = Toy(4), Toy(4)
    one = found_of(whole, targets, tmp_path / "one")

    class Stops(Toy):
        def play(self, points: Array, replications: Sequence[int]) -> Array:
            if self.batches == 5:
                raise KeyboardInterrupt
            return super().play(points, replications)

    with pytest.raises(KeyboardInterrupt):
        found_of(Stops(4), targets, tmp_path / "cut")
    two = found_of(cut, targets, tmp_path / "cut")
    assert cut.batches == whole.batches - 5
    np.testing.assert_array_equal(one.worlds, two.worlds)
    again = Toy(4)
    found_of(again, targets, tmp_path / "cut")
    assert again.batches == 0


def test_the_centre_is_the_first_world_if_it_is_plausible_as_played(tmp_path: Path) -> None:
    """Published of the centre it is, and counts as played; published of a far corner it is not."""
    middle = np.full(INPUTS, 0.5)
    near = found_of(Toy(8), targets_at(Toy(8), middle, np.random.default_rng(8)), tmp_path / "near")
    assert near.central and (near.worlds[0] == middle).all() and len(near.worlds) == SMALL.worlds
    corner = targets_at(Toy(8), np.full(INPUTS, 0.95), np.random.default_rng(8))
    far = found_of(Toy(8), corner, tmp_path / "far")
    assert not far.central and not (far.worlds == middle).all(axis=1).any()


def test_the_seed_decides(tmp_path: Path) -> None:
    toy = Toy(6)
    targets = targets_at(toy, np.full(INPUTS, 0.5), np.random.default_rng(6))
    a, b = (found_of(Toy(6), targets, tmp_path / name) for name in "ab")
    c = found_of(Toy(6), targets, tmp_path / "c", Ask(**{**vars(SMALL), "seed": 1}))
    np.testing.assert_array_equal(a.worlds, b.worlds)
    assert not np.array_equal(a.worlds, c.worlds)


def test_time_that_is_over_ends_a_wave_and_the_next_call_takes_it_as_it_is(tmp_path: Path) -> None:
    targets = targets_at(Toy(7), np.full(INPUTS, 0.5), np.random.default_rng(7))
    short = Ask(**{**vars(SMALL), "seconds": 0.0})
    found = found_of(Toy(7), targets, tmp_path, short)
    assert found.stopped and found.waves[0].points == 16  # the fewest that say something, in whole batches
    after = Toy(7)
    longer = found_of(after, targets, tmp_path)
    assert longer.waves[0] == found.waves[0] and len(longer.waves) == 2 and not longer.stopped
    assert after.batches == 4  # of the second wave alone, and the worlds that are played to see
