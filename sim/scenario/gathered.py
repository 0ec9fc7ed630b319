"""The short form of a territory's own ledger: one entry for all numbers of which the same is said.

Beside entries with a `key` (and a `value` or `digest`), origins.yaml may have

    - {unit: …, low: …, high: …, status: …, source: …, values: {territory: {ald: {age_0_14: 0.03, …}}}}
    - {shipped: {territory: {roads: {detour: 1.3, …}}}}

The first is an entry for each number of `values`, where it stands in the configuration, with that value; the
second likewise, and conf/parameters.yaml says the rest of each.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sim.scenario.origin import leaves
from sim.schema.types import is_number

VALUES: Final = "values"
SHIPPED: Final = "shipped"
About = Callable[[str], Mapping[str, Any] | None]  # what conf/parameters.yaml says of a key, but for the key


def spread(item: Any, about: About) -> Iterator[Any]:
    """The entries that one item stands for; itself, where it is an entry. Raises ValueError where it cannot
    be: what is wrong.
    """
    word = next((word for word in (SHIPPED, VALUES) if isinstance(item, Mapping) and word in item), None)
    if word is None:
        yield item
        return
    rest = {key: value for key, value in item.items() if key != word}
    if "key" in rest or (word == SHIPPED and rest):
        raise ValueError(f"{word}: names the numbers itself; leave out {', '.join(rest)}")
    numbers = list(leaves(item[word]))
    if not isinstance(item[word], Mapping) or not all(is_number(value) for _, value in numbers):
        raise ValueError(f"{word}: should be numbers in their blocks, such as {{territory: {{roads: …}}}}")
    for path, value in numbers:
        key = ".".join(path)
        said = about(key) if word == SHIPPED else rest
        if said is None:
            raise ValueError(f"shipped: conf/parameters.yaml does not know {key}; write an entry of its own")
        yield {"key": key, **said, "value": value}


def gathered(entries: Sequence[Mapping[str, Any]], about: About) -> list[Mapping[str, Any]]:
    """Entries in as few items as say the same, each where the first of them stood."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for at, entry in enumerate(entries):
        rest = {key: value for key, value in entry.items() if key not in ("key", "value")}
        if "value" not in entry:
            said = f"alone {at}"
        else:
            said = SHIPPED if rest == about(entry["key"]) else repr(rest)
        found.setdefault(said, []).append(entry)
    return [_item(said, those) for said, those in found.items()]


def _item(said: str, entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    if said == SHIPPED:
        return {SHIPPED: _nested(entries)}
    if len(entries) == 1:
        return entries[0]
    rest = {key: value for key, value in entries[0].items() if key not in ("key", "value")}
    return {**rest, VALUES: _nested(entries)}


def _nested(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The values in the blocks in which their keys stand."""
    block: dict[str, Any] = {}
    for entry in entries:
        *above, last = entry["key"].split(".")
        inside = block
        for part in above:
            inside = inside.setdefault(part, {})
        inside[last] = entry["value"]
    return {key: _listed(value) for key, value in block.items()}


def _listed(block: Any) -> Any:
    """A block whose keys count from 0 as the list that it is in the configuration."""
    if not isinstance(block, dict):
        return block
    inner = {key: _listed(value) for key, value in block.items()}
    return list(inner.values()) if list(inner) == [str(at) for at in range(len(inner))] else inner
