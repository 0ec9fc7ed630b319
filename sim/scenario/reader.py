"""Reads a planner's YAML as data and nothing else, and remembers on which line each key stands.

YAML here is version 1.2: `true` and `false` are the only booleans (so that a key may be called `on`), a
number with a leading zero is text (so that 01004 stays an INSEE code), dates stay text until a schema reads
them.
What would name code or another part of the configuration in Hydra is refused: tags, aliases, interpolations,
its own keys.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from sim.scenario.errors import ScenarioError
from sim.scenario.origin import Key
from sim.scenario.yaml_hints import remedy, slip_of_key

# Which plain scalars are not text.
SCALARS: Final = {
    "null": re.compile(r"~|null|Null|NULL|"),
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?(0|[1-9][0-9]*)"),
    "float": re.compile(r"[-+]?((0|[1-9][0-9]*)?\.[0-9]+|(0|[1-9][0-9]*)\.?)([eE][-+]?[0-9]+)?"),
}
NUMBERS: Final[Mapping[str, type]] = {"int": int, "float": float}
THOUSANDS: Final = re.compile(r"[-+]?[1-9][0-9]{0,2}\.000")  # 150.000, as some write 150 000
DIGITS: Final = re.compile(r"0[0-9]{1,2}")  # no number by itself: what follows a comma in one
TAG: Final = "tag:yaml.org,2002:"
HYDRA_KEYS: Final = ("defaults", "hydra")
BAD_IN_KEY: Final = ".@/$=~"
MOST_DEPTH: Final = 32  # blocks and lists inside one another; ours have seven


# The same in C, ten times as fast, where it was built
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Parser):  # type: ignore[misc]
    """PyYAML's parser with the scalars of YAML 1.2; only its node tree is used, nothing is constructed."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own name)


for _kind, _pattern in SCALARS.items():
    _Loader.add_implicit_resolver(TAG + _kind, re.compile(f"^(?:{_pattern.pattern})$"), None)


@dataclass(frozen=True)
class Document:
    """One file: its values (plain dicts, lists and scalars) and the line of each key."""

    path: Path
    data: dict[str, Any]
    lines: dict[Key, int]

    @property
    def label(self) -> str:
        """The file as one would type it from here."""
        return shown(self.path)

    def without(self, key: str) -> "Document":
        """The same, but for a key of the top."""
        data = {name: value for name, value in self.data.items() if name != key}
        return replace(self, data=data, lines={at: n for at, n in self.lines.items() if at[0] != key})

    def place(self, key: str) -> str:
        """A key of the top with its line, if it stands here: "scenarios/x.yaml, line 4, key run"."""
        line = self.lines.get((key,))
        return f"{self.label}, line {line}, key {key}" if line else f"{self.label}, key {key}"


def unprintable(text: str) -> str | None:
    """The first control character in a text (its name is a number), line ends and tabs aside."""
    if text.isprintable():
        return None
    found = (letter for letter in text if letter not in "\n\r\t" and unicodedata.category(letter) == "Cc")
    letter = next(found, None)
    return None if letter is None else f"U+{ord(letter):04X}"


def shown(path: Path) -> str:
    """A path as a person would type it: relative to the current folder when it lies inside."""
    return _shown(path, os.getcwd())


@cache
def _shown(path: Path, here: str) -> str:
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def read(path: Path, *, defaults_allowed: bool = False) -> Document:
    """Reads one YAML file whose top level is a block of keys. Raises ScenarioError with file and line.

    `defaults_allowed` is for the one file that we ship with a defaults list, conf/config.yaml.
    """
    return _Walk(path, defaults_allowed).document(_text(path))


def read_items(path: Path) -> list[tuple[Any, int]]:
    """Reads one YAML file whose top level is a list: each item with its line. Raises ScenarioError."""
    walk = _Walk(path, False)
    node = walk.tree(_text(path))
    if not isinstance(node, yaml.SequenceNode):
        raise walk.error(1, "should be a list of entries, such as `- {key: …}`")
    return [(walk.value(item, (str(at),)), item.start_mark.line + 1) for at, item in enumerate(node.value)]


def _text(path: Path) -> str:
    """The text of a file, without a directive of Hydra's."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(
            f"{shown(path)}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None
    except OSError as error:
        raise ScenarioError(f"{shown(path)}: cannot be read ({os.strerror(error.errno or 0)})") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") and "@package" in line:
            raise ScenarioError(
                f"{shown(path)}, line {number}: @package is not allowed; where a file belongs follows "
                f"from its folder"
            )
    return text


class _Walk:
    """Turns a tree of YAML nodes into plain values, refusing on the way what is not data."""

    def __init__(self, path: Path, defaults_allowed: bool) -> None:
        self.path = path
        self.defaults_allowed = defaults_allowed
        self.lines: dict[Key, int] = {}
        self.met: set[int] = set()

    def document(self, text: str) -> Document:
        node = self.tree(text)
        if node is None:
            return Document(self.path, {}, {})
        if not isinstance(node, yaml.MappingNode):
            raise self.error(1, "should be a block of keys, such as `title: …`")
        self.tagged(node, "map", ())
        return Document(self.path, self.mapping(node, ()), self.lines)

    def tree(self, text: str) -> yaml.Node | None:
        try:
            self.shallow(text)
            return yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line if mark else 0
            slip = remedy(text, line)
            if slip is not None:
                raise self.error(slip.line, f"not valid YAML: {slip.said}") from None
            what = " ".join(part for part in (error.context, error.problem) if part)
            raise self.error(line + 1, f"not valid YAML: {what}") from None
        except yaml.YAMLError as error:
            said = " ".join(str(error).split())
            raise self.error(1, f"not valid YAML: {said}") from None

    def shallow(self, text: str) -> None:
        """Refuses what the parser would follow until the memory for it ends."""
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else 1
                said = f"blocks and lists are more than {MOST_DEPTH} deep; a scenario needs seven"
                raise self.error(line, said)

    def error(self, at: int | yaml.Node, what: str, key: Key = ()) -> ScenarioError:
        """A fault on a line (or that of a node), at a key."""
        line = at if isinstance(at, int) else at.start_mark.line + 1
        named = f"key {'.'.join(key)}: " if key else ""
        return ScenarioError(f"{shown(self.path)}, line {line}: {named}{what}")

    def value(self, node: yaml.Node, at: Key) -> Any:
        if id(node) in self.met:  # an alias is the very node that its anchor marks
            said = "anchors and aliases (& and *) are not allowed; write it out"
            raise self.error(self.lines.get(at, node), said, at)
        self.met.add(id(node))
        if isinstance(node, yaml.MappingNode):
            self.tagged(node, "map", at)
            return self.mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            self.tagged(node, "seq", at)
            items = []
            for index, item in enumerate(node.value):
                place = (*at, str(index))
                if index and node.flow_style:
                    self.apart(node.value[index - 1], item, at)
                self.lines[place] = item.start_mark.line + 1
                items.append(self.value(item, place))
            return items
        return self.scalar(node, at)

    def apart(self, before: yaml.Node, item: yaml.Node, at: Key) -> None:
        """Refuses the second part of a number with a comma in it, 0,05 or 95,000, in a list."""
        plain = isinstance(item, yaml.ScalarNode) and not item.style and DIGITS.fullmatch(str(item.value))
        if plain and before.end_mark.index + 1 == item.start_mark.index:
            slip = slip_of_key(str(item.value), str(before.value))
            if slip is not None:
                raise self.error(item, slip, at)

    def tagged(self, node: yaml.Node, wanted: str, at: Key) -> None:
        if node.tag != TAG + wanted:
            raise self.error(node, f"tags ({node.tag}) are not allowed; files are data only", at)

    def mapping(self, node: yaml.MappingNode, at: Key) -> dict[str, Any]:
        block: dict[str, Any] = {}
        before: yaml.Node | None = None  # the value that stands before the key
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error(key_node, "a key must be a word")
            key = str(key_node.value)
            if node.flow_style and value_node.value == "" and not key_node.style:
                touches = before is not None and before.end_mark.index + 1 == key_node.start_mark.index
                slip = slip_of_key(key, str(before.value) if touches and before is not None else "")
                if slip is not None:
                    raise self.error(key_node, slip, at)
            before = value_node
            place = (*at, key)
            self.allowed(key_node, place)
            if key in block:
                raise self.error(
                    key_node, f"given twice (first on line {self.lines[place]}); keep one", place
                )
            self.lines[place] = key_node.start_mark.line + 1
            block[key] = self.value(value_node, place)
        return block

    def allowed(self, node: yaml.Node, place: Key) -> None:
        key = place[-1]
        if key in HYDRA_KEYS and not (self.defaults_allowed and len(place) == 1):
            said = "not allowed in a scenario or territory, which are data only; remove it"
            raise self.error(node, said, place)
        if len(key) > 2 and key.startswith("_") and key.endswith("_"):
            raise self.error(node, "not allowed, since nothing in a file is executed; remove it", place)
        bad = [letter for letter in BAD_IN_KEY if letter in key] or [*filter(None, [unprintable(key)])]
        if bad or not key:
            said = f"key {key!r}: a key must be a word, without {' '.join(bad) or 'being empty'}"
            raise self.error(node, said)

    def scalar(self, node: yaml.Node, at: Key) -> Any:
        text = str(node.value)
        missing = text == "???" and not (self.defaults_allowed and at[:1] == ("defaults",))
        letter = unprintable(text)
        if letter is not None:
            raise self.error(node, f"holds the character {letter}, which nobody can read; remove it", at)
        if "${" in text or missing:
            raise self.error(node, f"{text!r}: interpolations are not allowed; write the value", at)
        kind = node.tag.removeprefix(TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "float" and THOUSANDS.fullmatch(text):
            said = (
                f"{text} is {text.partition('.')[0]} to a computer; write {text.replace('.', '')} if "
                "thousands are meant, else leave out the zeros"
            )
            raise self.error(node, said, at)
        if kind in NUMBERS and SCALARS[kind].fullmatch(text):
            return NUMBERS[kind](text)
        self.tagged(node, "str", at)
        return text
