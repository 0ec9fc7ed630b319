"""Work in processes of its own, as long as there is time."""

from functools import partial
from itertools import chain, repeat
from math import sqrt
from operator import mul

import pytest

from sim.experiments.pool import in_processes


@pytest.mark.parametrize("n", [1, 2])
def test_all_of_it_is_done(n):
    assert sorted(in_processes(partial(mul, 2), range(7), n)) == [0, 2, 4, 6, 8, 10, 12]
    assert list(in_processes(partial(mul, 2), [], n)) == []


@pytest.mark.parametrize("n", [1, 2])
def test_nothing_is_begun_when_time_is_over(n):
    assert list(in_processes(partial(mul, 2), range(7), n, lambda: False)) == []
    answers = chain([True, True], repeat(False))  # asked where a process is free, of one or of several
    assert 2 <= len(list(in_processes(partial(mul, 2), range(7), n, lambda: next(answers)))) <= 2 * n


@pytest.mark.parametrize("n", [1, 2])
def test_what_is_wrong_is_raised(n):
    with pytest.raises(ValueError, match="math domain"):
        list(in_processes(sqrt, [4, 1, -1, 9], n))
