"""Which assumptions move a difference, on made-up worlds of which that is known."""

import numpy as np
import pytest

from sim.outcomes.periods.sensitivity import FALSE_ALARM, LEAST_WORLDS, of_gaps

N_WORLDS, N_KEYS = 40, 12
KEYS = [f"key_{n}" for n in range(N_KEYS)]


def made(seed: int, slope: float, shift: float = 0.0, worlds: int = N_WORLDS, luck: float = 0.3):
    """Worlds of uniform assumptions, of which the first moves the difference; the first ten live twice."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 1, (worlds, N_KEYS))
    lived = [*range(worlds), *range(min(10, worlds))]
    gaps = shift + slope * (values[lived, 0] - 0.5) + rng.normal(0, luck, len(lived))
    return of_gaps(gaps, lived, KEYS, {world: tuple(values[world]) for world in range(worlds)})


def test_the_assumption_that_moves_the_difference_comes_first():
    found = made(1, slope=2.0, shift=-0.4)
    first, *others = found.swings
    assert first.key == "key_0" and first.clear and first.correlation > 0.8
    assert first.at_low < first.at_high and first.low < 0.45 < 0.55 < first.high
    assert len(others) == N_KEYS - 1


def test_noise_is_named_in_one_comparison_of_twenty():
    """200 comparisons in which nothing has an effect: more than 19 named come by chance in 0.4 % of cases."""
    named = sum(any(swing.clear for swing in made(seed, slope=0.0, luck=1.0).swings) for seed in range(200))
    assert FALSE_ALARM == 0.05 and named <= 19


def test_it_says_where_the_difference_turns():
    """−0.4 + 2 (x − 0.5) is 0 at 0.7: the mean is negative, so it turns above."""
    found = made(2, slope=2.0, shift=-0.4, luck=0.05)
    assert found.turns.key == "key_0" and found.turns.above
    assert found.turns.value == pytest.approx(0.7, abs=0.05)
    assert 55 <= found.in_100 <= 85
    mirrored = made(2, slope=-2.0, shift=-0.4, luck=0.05)
    assert not mirrored.turns.above and mirrored.turns.value == pytest.approx(0.3, abs=0.05)


def test_a_difference_that_holds_everywhere_turns_nowhere():
    found = made(3, slope=0.2, shift=-3.0)
    assert found.in_100 == 100 and found.turns is None


def test_with_too_few_worlds_nothing_is_ranked():
    found = made(4, slope=2.0, worlds=LEAST_WORLDS - 1)
    assert found.swings == () and found.turns is None and found.worlds == LEAST_WORLDS - 1


def test_luck_is_no_turning():
    """All worlds have the same effect, luck is twice as large and turns 31 of 100 replications: most of that
    is taken out.
    """
    holds = [made(seed, slope=0.0, shift=0.5, luck=1.0).in_100 for seed in range(20)]
    assert np.median(holds) >= 80


def test_without_a_difference_there_is_nothing_to_say():
    assert of_gaps(np.zeros(4), [0, 0, 1, 2], ["a"], {0: (1.0,), 1: (2.0,), 2: (3.0,)}) is None
    assert of_gaps(np.ones(2), [0, 0], ["a"], {0: (1.0,)}) is None
