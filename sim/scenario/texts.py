"""What we say to readers: the texts of a file in conf/words, by key and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.agreement import Agreeing
from sim.schema.languages import printed


@dataclass(frozen=True)
class Texts:
    """The file conf/words/NAME.yaml, read when it is first asked for. Raises ScenarioError then."""

    name: str

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """All that stands there, as it is written."""
        return read(data_root() / "conf" / "words" / f"{self.name}.yaml").data

    def say(self, key: str, lang: str, /, **values: object) -> str:
        """The text of that key with its values, whose numbers words may agree with. Raises KeyError for a
        key that there is not, or a value that is not given.
        """
        return Agreeing(lang).format(printed(self.written[key], lang), **values)
