"""What is said of rounds in which two trees were measured in turn."""

import pytest

from benchmarks.against import Compared, in_turn, lots_of, ranks_cut, table


def compared(*ratios: float, bound: float = 1.03) -> Compared:
    return Compared("advance", tuple((2.0, 2.0 * ratio) for ratio in ratios), bound)


@pytest.mark.parametrize(("rounds", "cut"), [(1, 0), (5, 0), (6, 0), (9, 1), (21, 5), (31, 9)])
def test_the_interval_of_a_median(rounds, cut):
    """As tabulated for the sign test: of 21 values the 6th and the 16th hold the median with 95 %."""
    assert ranks_cut(rounds) == cut


def test_one_disturbed_round_changes_little():
    part = compared(*[1.0] * 10, *[1.02] * 10, 3.0)
    assert part.ratio == pytest.approx(1.02)
    assert part.interval == pytest.approx((1.0, 1.02))
    assert part.verdict == "holds"


def test_a_bound_is_broken_only_beyond_the_noise():
    assert compared(*[1.0] * 5, *[1.04] * 6).verdict == "within the noise"
    assert compared(*[1.05] * 11).verdict == "broken"
    assert compared(*[1.05] * 11, bound=1.1).verdict == "holds"


def test_rounds_come_in_lots():
    assert lots_of(52, 4) == [13, 13, 13, 13]
    assert lots_of(6, 4) == [2, 2, 1, 1]
    assert lots_of(2, 4) == [1, 1]
    assert lots_of(21, 1) == [21]


def test_both_sides_go_first():
    order: list[str] = []

    def side(name: str, seconds: float):
        return lambda: order.append(name) or seconds

    assert list(in_turn(side("before", 1.0), side("now", 2.0), 3)) == [(1.0, 2.0)] * 3
    assert order == ["before", "now", "now", "before", "before", "now"]


def test_the_table_names_each_part():
    lines = table([compared(1.0, 1.01, 1.02)]).splitlines()
    assert len(lines) == 2
    assert "advance" in lines[1] and "1.010" in lines[1] and "holds (3 rounds)" in lines[1]
