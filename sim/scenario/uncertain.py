"""The assumptions in which plausible worlds differ (conf/worlds/parameters.yaml), and what a value of one of
them makes of a configuration.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from pydantic import ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.ledger import WILD, Entry, Speaking, read_ledger
from sim.scenario.origin import Key
from sim.scenario.reader import read_items, shown
from sim.schema.faults import faults
from sim.schema.languages import Worded
from sim.schema.types import Bilingual, Plain, Text, is_number
from sim.schema.types import Number as Figure

FOLDER: Final = "worlds"  # of conf/
FILE: Final = "parameters.yaml"
MOST_SHARE: Final = 0.95  # of a whole that one of its shares can become
TRIED: Final = "try"  # the key by whose word an item of a list is also called


class Written(Plain):
    """An entry of the file, as its head describes it."""

    key: Text
    scale: Literal["linear", "log"]
    low: Figure | None = None
    high: Figure | None = None
    whole: bool = False
    shares: Text | None = None
    name: Bilingual
    why: Bilingual


class Uncertain(NamedTuple):
    """An assumption: its column, how it is spread from ``low`` to ``high``, and the numbers among which those
    that it names are shares (None: they are none). One ``factor`` for several numbers, or the number itself.
    """

    key: str
    scale: str
    low: float
    high: float
    whole: bool
    shares: str | None
    name: Worded = ""  # in reports

    @property
    def meaning(self) -> tuple[object, ...]:
        """What a value of it means; how it is called is no part of that."""
        return self[:-1]

    @property
    def factor(self) -> bool:
        """Whether it multiplies the values of several keys, in place of being a value."""
        return WILD.search(self.key) is not None

    def at(self, part: float) -> float:
        """The value at a part (0 to 1) of the way from ``low`` to ``high``."""
        if self.scale == "log":
            return math.exp(math.log(self.low) + part * (math.log(self.high) - math.log(self.low)))
        return self.low + part * (self.high - self.low)

    def part_of(self, value: float) -> float:
        """The part of the way at which a value lies; 0 or 1 where it is beyond."""
        scale = math.log if self.scale == "log" else float
        part = (scale(value) - scale(self.low)) / (scale(self.high) - scale(self.low))
        return min(max(part, 0.0), 1.0)


class Set(NamedTuple):
    """What an assumption sets: the number at ``path`` (the factor times ``usual``, from ``low`` to ``high``;
    of a share, the ``others`` of its whole make room).
    """

    path: Key
    usual: float
    low: float
    high: float
    others: tuple[tuple[Key, float], ...] = ()


def read_uncertain(conf: Path) -> tuple[Uncertain, ...]:
    """The assumptions in the order of the file. Raises ScenarioError."""
    return uncertain_in(conf / FOLDER / FILE, conf)


@cache
def uncertain_in(path: Path, conf: Path) -> tuple[Uncertain, ...]:
    """Those of a file that is written alike. Raises ScenarioError."""
    ledger = Speaking(read_ledger(conf))
    found: dict[str, Uncertain] = {}
    for item, line in read_items(path):
        where = f"{shown(path)}, line {line}"
        try:
            written = Written.model_validate(item)
        except ValidationError as error:
            said = "; ".join(
                ": ".join(filter(None, (".".join(key), what))) for key, what in faults(Written, error, item)
            )
            raise ScenarioError(f"{where}: {said}") from None
        if written.key in found:
            raise ScenarioError(f"{where}: {written.key} has an entry already; keep one")
        found[written.key] = _with_range(written, ledger.plain.get(written.key), where)
    return tuple(found.values())


def _with_range(written: Written, entry: Entry | None, where: str) -> Uncertain:
    single = WILD.search(written.key) is None
    low = entry.low if written.low is None and single and entry is not None else written.low
    high = entry.high if written.high is None and single and entry is not None else written.high
    if low is None or high is None:
        remedy = (
            "write low and high" if single else "several numbers move by a factor: write its low and high"
        )
        raise ScenarioError(f"{where}: {written.key}: has no range; {remedy}")
    if not low < high or (low <= 0 and (written.scale == "log" or not single)):
        raise ScenarioError(
            f"{where}: {written.key}: from {low:g} to {high:g}; low lies below high, and above 0 where "
            "the scale is log or several numbers are multiplied"
        )
    return Uncertain(written.key, written.scale, low, high, written.whole, written.shares, written.name)


def sets(
    uncertain: Uncertain,
    configuration: Mapping[str, Any],
    ledger: Speaking[Entry],
    free: Callable[[Key], bool],
) -> tuple[Set, ...]:
    """What an assumption sets in a configuration: the numbers it names that are ``free`` to be set (of a
    whole of shares, where all are).
    """
    found = []
    parts = tuple(uncertain.key.split("."))
    for path, value in matching(configuration, parts):
        entry = ledger.of(".".join(path))
        low = uncertain.low if not uncertain.factor or entry is None or entry.low is None else entry.low
        high = uncertain.high if not uncertain.factor or entry is None or entry.high is None else entry.high
        if uncertain.factor and entry is None:
            low, high = -math.inf, math.inf
        others: tuple[tuple[Key, float], ...] = ()
        if uncertain.shares is not None:
            at = uncertain.shares.count(".")  # the part of the key by which the shares of a whole differ
            whole = (*path[:at], "*", *path[at + 1 :])
            others = tuple(each for each in matching(configuration, whole) if each[0] != path)
        if all(map(free, (path, *(key for key, _ in others)))):
            found.append(Set(path, value, min(low, value), max(high, value), others))
    return tuple(found)


def numbers_at(uncertain: Uncertain, one: Set, value: float) -> Iterator[tuple[Key, float]]:
    """The numbers that a value of an assumption puts into a configuration, for one of the things it sets."""
    number = one.usual * value if uncertain.factor else value
    number = min(max(number, one.low), one.high)
    if uncertain.whole:
        number = round(number)
    left = sum(share for _, share in one.others)
    if uncertain.shares is not None:
        number = min(number, MOST_SHARE * (one.usual + left)) if left > 0 else one.usual
        for key, share in one.others:
            yield key, share * (1 + (one.usual - number) / left) if left > 0 else share
    yield one.path, number


def matching(block: Any, parts: Sequence[str], at: Key = ()) -> Iterator[tuple[Key, float]]:
    """The numbers below a block whose keys match: `*` stands for one part, `**` for any number of them, an
    item of a list is called by its place or by what it tries.
    """
    if not parts:
        if is_number(block):
            yield at, block
        return
    first, rest = parts[0], parts[1:]
    for key, called, inner in _items(block):
        if first == "**":
            yield from matching(inner, rest, (*at, key))
            yield from matching(inner, parts, (*at, key))
        elif any(_is(first, name) for name in called):
            yield from matching(inner, rest, (*at, key))


def _items(block: Any) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Each item of a block or list: its key, what it is called, itself."""
    if isinstance(block, Mapping):
        for key, inner in block.items():
            yield str(key), (str(key),), inner
    elif isinstance(block, list):
        for place, inner in enumerate(block):
            tried = inner.get(TRIED) if isinstance(inner, Mapping) else None
            yield str(place), (str(place), *([tried] if isinstance(tried, str) else [])), inner


def _is(part: str, name: str) -> bool:
    if "*" not in part:
        return part == name
    before, _, after = part.partition("*")
    return len(name) >= len(before) + len(after) and name.startswith(before) and name.endswith(after)


def with_numbers(block: Any, numbers: Mapping[Key, float]) -> Any:
    """A block with other numbers at some paths; what does not change is shared, not copied."""
    changed: dict[str, dict[Key, float]] = {}
    for path, number in numbers.items():
        if not path:
            return number
        changed.setdefault(path[0], {})[path[1:]] = number
    if isinstance(block, list):
        return [with_numbers(each, changed.get(str(place), {})) for place, each in enumerate(block)]
    if not changed:
        return block
    return {key: with_numbers(each, changed.get(str(key), {})) for key, each in block.items()}
