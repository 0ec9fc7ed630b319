"""Where a value of the composed configuration was written: an override, or a file and its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Key = tuple[str, ...]  # where a value stands; items of a list by their index, as text


def leaves(value: Any, path: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every value in a nest of blocks and lists that is none of them, with its key."""
    if isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from leaves(item, (*path, str(key)))
    else:
        yield path, value


@dataclass(frozen=True)
class Origin:
    """The place of each key: "scenarios/x.yaml, line 7" or "command line, run.end=soon".

    The empty path has the place of what is written nowhere: the scenario's file.
    """

    places: Mapping[Key, str]

    def of(self, path: Key) -> str:
        """Where the value at `path` was written; for a key that is missing, where its block is."""
        above = (path[:length] for length in range(len(path), -1, -1))
        return next(self.places[part] for part in above if part in self.places)

    def says(self, path: Key, said: str) -> str:
        """A message about the value at `path`: its place, its key, what is said."""
        return f"{self.of(path)}: key {'.'.join(path)}: {said}"
