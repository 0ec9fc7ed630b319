"""Where a value of the composed configuration was written: a word of the command line, or a file and its
line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.reader import Document

Path = tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """A file (or the command line), laid at `mount` of the configuration; with `only`, just these of its
    top keys.
    """

    document: Document | None
    mount: Path
    only: Sequence[str] | None = None
    values: Mapping[str, Any] | None = None  # the command line: nested values …
    words: Mapping[Path, str] | None = None  # … and the word that set each

    @classmethod
    def of_words(cls, values: Mapping[str, Any], words: Mapping[Path, str]) -> "Layer":
        """The command line as a layer."""
        return cls(None, (), None, values, words)

    def depth(self, path: Path) -> int:
        """How many parts of `path` are written here; 0 if it lies elsewhere."""
        if path[: len(self.mount)] != self.mount:
            return 0
        inner = path[len(self.mount) :]
        if self.only is not None and inner[:1] and inner[0] not in self.only:
            return 0
        block: Any = self.document.data if self.document else self.values
        for index, part in enumerate(inner):
            if isinstance(block, Mapping) and part in block:
                block = block[part]
            elif isinstance(block, list) and part.isdigit() and int(part) < len(block):
                block = block[int(part)]
            else:
                return len(self.mount) + index
        return len(path)

    def describe(self, path: Path, depth: int) -> str:
        """ "scenarios/x.yaml, line 7" or "command line, run.end=soon" for the `depth` parts of `path`
        written here.
        """
        found = path[:depth]
        if self.document is None:
            words = self.words or {}
            for set_path, text in words.items():
                if set_path == found[: len(set_path)] or found == set_path[: len(found)]:
                    return f"command line, {text}"
            return "command line"
        line = self.document.lines.get(found[len(self.mount) :])
        return f"{self.document.label}, line {line}" if line else self.document.label


@dataclass(frozen=True)
class Origin:
    """All layers of a configuration, the uppermost first."""

    layers: tuple[Layer, ...]

    def of(self, path: Path) -> str:
        """Where the value at `path` was written; for a key that is missing, where its block is."""
        depths = [layer.depth(path) for layer in self.layers]
        deepest = max(depths, default=0)
        if deepest == 0:
            return "the scenario"
        return self.layers[depths.index(deepest)].describe(path, deepest)
