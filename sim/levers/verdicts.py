"""Whether a lever does what those who want it expect."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from sim.levers.choose import YEARS
from sim.levers.figures import Figure, by_key
from sim.levers.records import Record, Sign

Verdict = Literal["expected", "in_part", "nothing", "contrary", "unknown", "unsaid"]
ORDER: Final[tuple[Verdict, ...]] = ("contrary", "nothing", "in_part", "expected", "unknown", "unsaid")


def verdict(figure: Figure, sign: Sign) -> Verdict:
    """Of one figure: as expected or contrary where its interval of luck excludes 0, else nothing is seen; who
    expects nothing (`same`) is right then. Unknown where there is no interval.
    """
    if figure.low != figure.low or figure.high != figure.high:
        return "unknown"
    if sign == "same":
        return "contrary" if figure.clear else "expected"
    if not figure.clear:
        return "nothing"
    return "expected" if (figure.value > 0) == (sign == "more") else "contrary"


def verdicts(figures: Sequence[Figure], record: Record | None) -> dict[str, Verdict]:
    """By indicator that something is expected of, in the last year."""
    found = by_key(figures)
    expects = {} if record is None else record.expects
    return {name: verdict(found[name, YEARS], sign) for name, sign in expects.items()}


def together(each: Iterable[Verdict]) -> Verdict:
    """Of the whole lever: contrary if anything is; in part if some of it is as expected."""
    found = set(each)
    if not found:
        return "unsaid"
    if "contrary" in found:
        return "contrary"
    if "unknown" in found:
        return "unknown"
    if found == {"expected"}:
        return "expected"
    return "in_part" if "expected" in found else "nothing"
