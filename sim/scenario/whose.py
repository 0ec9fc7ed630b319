"""Which values of a configuration are the user's: theirs, with the source that they give; our ledger speaks
for ours alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sim.scenario.ledger import Entry, Number, outside, rows
from sim.scenario.origin import COMMAND_LINE, Key, Place, leaves
from sim.scenario.run import TECHNICAL
from sim.scenario.settings import Job
from sim.schema.languages import Worded
from sim.schema.types import is_number

WORDS: Final = ("title", "source")  # keys of what is said, not played
NOTHING: Final = object()


@dataclass(frozen=True)
class Own:
    """A value that a user wrote (or removed: then the configuration has none at its key).

    writer    the file, or the command line
    source    what that file says of where its values come from
    default   what we ship in its place; None where we ship nothing
    block     the highest key above it of which we ship nothing; "" where there is a default
    """

    writer: str
    source: Worded = ""
    default: Any = None
    block: str = ""


class Outside(NamedTuple):
    """A number of a user's that lies outside the range of the ledger."""

    key: str
    value: float
    place: Place
    entry: Entry


def own_values(job: Job) -> dict[str, Own]:
    """The user's values, by their dotted key. Who types our own value changes nothing: it stays ours."""
    found: dict[str, Own] = {}
    for path, value in leaves(job.resolved):
        writer = job.origin.place(path).writer
        default, block = _shipped(job.shipped, path)
        typed_again = writer.name == COMMAND_LINE and default is not NOTHING and value == default
        if not writer.ours and not typed_again and _counts(path):
            kept = None if default is NOTHING else default
            found[".".join(path)] = Own(writer.name, writer.source, kept, ".".join(block))
    for path, default in _removed(job.shipped, job.resolved, ()):
        writer = job.origin.place(path).writer
        if not writer.ours and _counts(path):
            found[".".join(path)] = Own(writer.name, writer.source, default)
    return found


def outside_range(job: Job, ledger: Sequence[Entry]) -> list[Outside]:
    """The user's numbers that lie outside the range which the ledger has for their key."""
    values = {".".join(path): (path, value) for path, value in leaves(job.resolved) if is_number(value)}
    mine = [Number(key, values[key][1], "") for key in own_values(job) if key in values]
    return [
        Outside(number.key, number.value, job.origin.place(values[number.key][0]), entry)
        for number, entry in rows(ledger, mine)
        if entry is not None and number.value is not None and outside(number.value, entry)
    ]


def _counts(path: Key) -> bool:
    """Whether a value is one of the model or its experiment: neither a title nor how many processors."""
    return path[0] not in WORDS and not (path[0] == "run" and path[1:2] and path[1] in TECHNICAL)


def _shipped(shipped: Any, path: Key) -> tuple[Any, Key]:
    """What we ship at a path and (); or NOTHING and the highest key of it of which we ship nothing."""
    for length, part in enumerate(path, 1):
        shipped = _inside(shipped, part)
        if shipped is NOTHING:
            return NOTHING, path[:length]
    return shipped, ()


def _removed(shipped: Any, resolved: Any, path: Key) -> Iterator[tuple[Key, Any]]:
    """The highest keys that we ship and the configuration has not, with what stands there."""
    block = dict(enumerate(shipped)) if isinstance(shipped, list) else shipped
    if not isinstance(block, Mapping) or not isinstance(resolved, Mapping | list):
        return
    for key, value in block.items():
        there = _inside(resolved, str(key))
        if there is NOTHING:
            yield (*path, str(key)), value
        else:
            yield from _removed(value, there, (*path, str(key)))


def _inside(block: Any, part: str) -> Any:
    if isinstance(block, Mapping):
        return block.get(part, NOTHING)
    if isinstance(block, list) and part.isdigit() and int(part) < len(block):
        return block[int(part)]
    return NOTHING
