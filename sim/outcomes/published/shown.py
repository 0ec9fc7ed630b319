"""How runs show published figures: the records of conf/validation/shown.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sim.outcomes.counting.source import Array
from sim.outcomes.published import of_tables  # noqa: F401 (it fills FUNCTIONS)
from sim.outcomes.published.made import FUNCTIONS, Context
from sim.outcomes.published.rows import Published
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.languages import Worded
from sim.schema.nearest import nearest

FILE: Final = "shown.yaml"
FRANCE: Final = "france"
MAP: Final = "map"
EARLIER: Final = "earlier"
FORMULA: Final = "formula"
MARKET: Final = "market"
EXPERIMENT: Final = "experiment/"


@dataclass(frozen=True)
class Shown:
    """How a figure is shown: where, made of what; or (``on`` is "") ``why`` nothing shows it. ``input``: runs
    read it from the files of their territories, so that it says nothing of the model. ``other_question``: a
    survey asked for something else than runs count.
    """

    id: str
    on: str = ""
    function: str = ""
    takes: Mapping[str, Any] = field(default_factory=dict)
    note: Worded = ""
    why: Worded = ""
    input: bool = False
    other_question: bool = False

    def made(self, of: Context) -> Array:
        """``[replication]``: what runs say; of a figure of territories."""
        return FUNCTIONS[self.function](of, **self.takes)


@cache
def records() -> Mapping[str, Shown]:
    """The records by id. Raises ScenarioError for a note or reason that there is not."""
    written = read(data_root() / "conf" / "validation" / FILE).data
    return {id: _record(id, said, written) for id, said in written["figures"].items()}


def _record(id: str, said: Mapping[str, Any], written: Mapping[str, Any]) -> Shown:
    ((function, takes),) = said.get("made", {"": {}}).items()
    texts = {}
    for key, table in (("note", "notes"), ("why", "reasons")):
        if key in said and said[key] not in written[table]:
            raise ScenarioError(
                f"conf/validation/{FILE}, {id}.{key}: there is no text “{said[key]}”; "
                f"{nearest(said[key], written[table])}"
            )
        texts[key] = written[table][said[key]] if key in said else ""
    flags = said.get("input", False), said.get("other_question", False)
    return Shown(id, said.get("on", ""), function, takes, texts["note"], texts["why"], *flags)


def shown(row: Published) -> Shown:
    """The record of a row; of what the model reads, and of context, one that says so."""
    found = records().get(row.id)
    if found is not None:
        return found
    reasons = read(data_root() / "conf" / "validation" / FILE).data["reasons"]
    return Shown(row.id, why=reasons[row.role])
