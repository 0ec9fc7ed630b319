"""Which values of a configuration are the user's: theirs, with the source that they give; our ledger speaks
for ours alone. The ledger of a territory speaks for what its files say, as long as they say it: those numbers
are as ours are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.scenario.ledger import NO_SOURCE, Entry, Known, Number, Speaking, of_user, outside, rows
from sim.scenario.numbers import column_digests, data_files
from sim.scenario.origin import COMMAND_LINE, WORDS, Key, Place, leaves
from sim.scenario.run import TECHNICAL
from sim.scenario.settings import Job
from sim.schema.languages import Worded
from sim.schema.types import is_number

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
    speaks = Speaking(job.origins)
    for path, value in leaves(job.resolved):
        writer = job.origin.place(path).writer
        default, block = _shipped(job.shipped, path)
        typed_again = writer.name == COMMAND_LINE and default is not NOTHING and value == default
        known = typed_again or _is_known(job, path, value, speaks)
        if not writer.ours and not known and _counts(path):
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
    speaks = Speaking(job.origins)
    mine = [Number(key, values[key][1], "", None, speaks.of(key)) for key in own_values(job) if key in values]
    return [
        Outside(number.key, number.value, job.origin.place(values[number.key][0]), entry)
        for number, entry in rows(ledger, mine)
        if entry is not None and number.value is not None and outside(number.value, entry)
    ]


def entries_of_territory(job: Job) -> list[Entry]:
    """The ledger of a job's territory; of a column that is no longer as it knew it, an entry of a user's."""
    files = job.settings.territory
    digests: dict[str, str] = {}
    if any(entry.digest for entry in job.origins):
        for name, path in data_files(files.settings, files.folder):
            found = column_digests(path).items()
            digests |= {f"territory/{name}:{column}": digest for column, digest in found}
    source = files.settings.get("source") or NO_SOURCE
    entries = []
    for known in job.origins:
        entry = Entry(**known.model_dump(include={*Entry.model_fields}))
        changed = known.digest is not None and digests.get(known.key) != known.digest
        entries.append(of_user(entry.key, source, entry) if changed else entry)
    return entries


def _is_known(job: Job, path: Key, value: Any, speaks: Speaking[Known]) -> bool:
    """Whether it is a number that the territory's own files say, and of which its ledger speaks."""
    if not is_number(value) or not speaks.plain:
        return False
    files, writer = (job.origin.place(at).writer.name for at in (("territory",), path))
    if writer == COMMAND_LINE or not Path(writer).is_relative_to(Path(files).parent):
        return False
    entry = speaks.of(".".join(path))
    return entry is not None and entry.value in (None, value)


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
