"""How sure a difference is: what is said of its interval, its replications and the plausible worlds."""

from enum import Enum
from typing import Final

from sim.reports.comparison.compared import Row

ENOUGH: Final = 10  # replications from which an interval is taken at its word, worlds from which a range is
CLOSE: Final = 0.25  # of the difference: an interval that reaches no further tells the size too


class Sure(Enum):
    """How sure a difference is, as far as chance goes: the one rule, of its interval and its replications.
    The value is the text that says it.
    """

    SINGLE = "sure_single"  # one replication: there is no interval
    CHANCE = "sure_chance"  # the interval contains 0
    FEW = "sure_few"  # it excludes 0, but on fewer than ENOUGH replications
    SIGN = "sure_sign"  # it excludes 0
    SIZE = "sure_size"  # and lies within CLOSE of the difference
    FIXED = "sure_fixed"  # every replication has the same difference
    SAME = "sure_same"  # no replication has any


GIVEN: Final = (Sure.FIXED, Sure.SAME)  # no question of chance
DOUBTFUL: Final = (Sure.SINGLE, Sure.CHANCE, Sure.FEW)  # said of other places and periods too


def how_sure(row: Row) -> Sure:
    """By the rule of ``Sure``."""
    if not row.has_interval:
        return Sure.SINGLE
    if row.equal:
        return Sure.SAME
    if row.low == row.high:
        return Sure.FIXED
    if not row.clear:
        return Sure.CHANCE
    if row.pairs < ENOUGH:
        return Sure.FEW
    return Sure.SIZE if row.high - row.low <= 2 * CLOSE * abs(row.difference) else Sure.SIGN


def many(row: Row) -> bool:
    """Whether there are enough replications and plausible worlds for a range to say more than luck does: with
    few, the range is hardly more than the interval of luck, which it holds.
    """
    return row.pairs >= ENOUGH and row.worlds >= ENOUGH


def allowed(level: Sure, row: Row) -> str:
    """The text on what the assumptions allow: of a direction that luck leaves open, only how far they go."""
    if level is Sure.CHANCE:
        return "sure_allowed"
    return "sure_holds" if row.holds else "sure_turns"
