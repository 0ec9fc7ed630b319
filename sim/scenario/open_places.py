"""The places of a territory: in its file or in one of their own, and the services that are open there on the
first day.

A place with a `profile` opens a service of its name; in the configuration that stands where every other does,
as `services.open.NAME`, so that a scenario may change it, or remove it (null).
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sim.scenario.errors import ScenarioError
from sim.scenario.origin import Key
from sim.scenario.reader import Document, read, shown

PLACES: Final = "places"
OF_SERVICE: Final = ("profile", "part")  # keys of a place that are those of the service


class Places(NamedTuple):
    """`page`: the file where they stand. `blocks`: what stays the territory's; `opened`: the services.
    `lines`: of the keys of both, by their path in the configuration.
    """

    page: Document
    blocks: dict[str, Any]
    opened: dict[str, Any]
    lines: dict[Key, int]


def places_of(territory: Document) -> Places | None:
    """Those of a territory's file; None where it has none that can be read, which its schema will say.

    Raises ScenarioError where they stand in a file of their own that cannot be read.
    """
    given = territory.data.get(PLACES)
    if isinstance(given, str):
        page = _page(territory, given)
        return _places(page, page.data, ())
    return _places(territory, given, (PLACES,)) if isinstance(given, Mapping) else None


def _page(territory: Document, name: str) -> Document:
    path = territory.path.parent / name
    if not path.is_file():
        raise ScenarioError(
            f"{territory.place(PLACES)}: there is no file {shown(path)}; write its path from the folder of "
            "the territory, or the places themselves"
        )
    return read(path)


def _places(page: Document, given: Mapping[str, Any], at: Key) -> Places:
    """`at`: below which key of the page they stand."""
    opened = {name: _service(name, block) for name, block in given.items() if _has_service(block)}
    blocks = {name: _without(block) if name in opened else block for name, block in given.items()}
    lines: dict[Key, int] = {}
    for key, line in page.lines.items():
        if key[: len(at)] == at:
            below = key[len(at) :]  # the name of a place, one of its keys
            lines["territory", PLACES, *below] = line
            if below[:1] and below[0] in opened and (len(below) == 1 or below[1] in OF_SERVICE):
                lines["services", "open", *below] = line
    return Places(page, blocks, opened, lines)


def _has_service(block: Any) -> bool:
    return isinstance(block, Mapping) and block.get("profile") is not None


def _service(name: str, block: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: block[key] for key in OF_SERVICE if block.get(key) is not None}
    return {"profile": own["profile"], "at": name, **own}


def _without(block: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key not in OF_SERVICE}
