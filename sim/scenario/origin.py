"""Where a value of the composed configuration was written: an override, or a file and its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sim.schema.languages import Worded

COMMAND_LINE: Final = "command line"
WORDS: Final = ("title", "source")  # keys of a scenario: what is said of it, not played
Key = tuple[str, ...]  # where a value stands; items of a list by their index, as text


def leaves(value: Any, path: Key = (), *, whole_lists: bool = False) -> Iterator[tuple[Key, Any]]:
    """Every value in a nest of blocks and lists that is none of them, with its key. ``whole_lists``: a list
    that holds neither is one value.
    """
    nests = isinstance(value, Mapping | list)
    if whole_lists and isinstance(value, list):
        nests = any(isinstance(item, Mapping | list) for item in value)
    if not nests:
        yield path, value
        return
    for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
        yield from leaves(item, (*path, str(key)), whole_lists=whole_lists)


class Writer(NamedTuple):
    """Who wrote a value: a file (as one would type it from here), or the command line; `ours`: whether we
    ship it. `source`: what the file says of where its numbers come from.
    """

    name: str
    ours: bool
    source: Worded = ""


class Place(NamedTuple):
    """Where a value was written: a line of a file, or an override of the command line as it was typed."""

    writer: Writer
    line: int = 0
    typed: str = ""

    @property
    def said(self) -> str:
        """ "scenarios/x.yaml, line 7" or "command line, run.end=soon"."""
        where = f"line {self.line}" if self.line else self.typed
        return f"{self.writer.name}, {where}" if where else self.writer.name


@dataclass(frozen=True)
class Origin:
    """The place of each key.

    The empty path has the place of what is written nowhere: the scenario's file.
    """

    places: Mapping[Key, Place]

    def of(self, path: Key) -> str:
        """Where the value at `path` was written; for a key that is missing, where its block is."""
        return self.place(path).said

    def place(self, path: Key) -> Place:
        """The same, apart."""
        above = (path[:length] for length in range(len(path), -1, -1))
        return next(self.places[part] for part in above if part in self.places)

    def says(self, path: Key, said: str) -> str:
        """A message about the value at `path`: its place, its key, what is said."""
        return f"{self.of(path)}: key {'.'.join(path)}: {said}"
