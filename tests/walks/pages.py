"""Reads the walks of docs/adding.md: what each writes into which file, and what it then runs.

A walk is a section ``## …`` of the page. In it, a fenced block whose first line names a file of the project
is an edit; one that is called ``console`` is a command and what it prints (``…`` stands for what is left out:
the end of a line, or whole lines). The first line of an edit says where::

    ```yaml conf/vocabulary/kinds.yaml, at the end
    ```python sim/measures/registry.py, after `register("turnover", Turnover, turnover)`
    ```python sim/measures/example.py, a new file
    ```yaml conf/needs/default.yaml, in place of `minutes: 4`
"""

import re
from pathlib import Path
from typing import Final, NamedTuple

BLOCK: Final = re.compile(r"^```(?P<head>[^\n]+)\n(?P<body>.*?)^```$", re.S | re.M)
PLACE: Final = re.compile(r"(?P<lang>\w+) (?P<file>[\w./-]+), (?P<how>.+)")
PROMPT: Final = "$ "


class Edit(NamedTuple):
    """One change of one file."""

    file: str
    how: str  # "a new file", "at the end", "after `…`", "before `…`" or "in place of `…`"
    text: str


class Command(NamedTuple):
    """One command, and lines each of which its output holds, in this order."""

    words: str
    shows: tuple[str, ...]


class Walk(NamedTuple):
    """One section of the page."""

    title: str
    steps: tuple[Edit | Command, ...]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Its edits, in its order."""
        return tuple(step for step in self.steps if isinstance(step, Edit))

    @property
    def commands(self) -> tuple[Command, ...]:
        """Its commands, in its order."""
        return tuple(step for step in self.steps if isinstance(step, Command))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are touched, each once."""
        return tuple(dict.fromkeys(edit.file for edit in self.edits))


def walks(page: Path) -> list[Walk]:
    """All walks of a page, in its order. ValueError for a block that says neither file nor ``console``."""
    sections = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.M)[1:]
    return [walk for walk in map(_walk, sections) if walk.steps]


def _walk(section: str) -> Walk:
    title, _, text = section.partition("\n")
    steps: list[Edit | Command] = []
    for block in BLOCK.finditer(text):
        head, body = block["head"].strip(), block["body"]
        if head == "console":
            steps += _commands(body)
            continue
        place = PLACE.fullmatch(head)
        if place is None:
            raise ValueError(f"{title}: a block is called “{head}”; write LANGUAGE FILE, WHERE")
        steps.append(Edit(place["file"], place["how"], body))
    return Walk(title.strip(), tuple(steps))


def _commands(body: str) -> list[Command]:
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith(PROMPT):
            found.append((line.removeprefix(PROMPT), []))
        elif line.strip() not in ("", "…"):
            found[-1][1].append(line.strip().removesuffix("…").rstrip())
    return [Command(words, tuple(shows)) for words, shows in found]


def apply(edit: Edit, tree: Path) -> None:
    """Makes the change in a copy of the tree. ValueError where the place is not found exactly once."""
    file = tree / edit.file
    if edit.how == "a new file":
        if file.exists():
            raise ValueError(f"{edit.file}: is there already")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(edit.text, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    if edit.how == "at the end":
        file.write_text(text.rstrip("\n") + "\n" + edit.text, encoding="utf-8")
        return
    where, anchor = re.fullmatch(r"(after|before|in place of) `(.+)`", edit.how).groups()
    if text.count(anchor) != 1:
        raise ValueError(f"{edit.file}: “{anchor}” stands there {text.count(anchor)} times")
    if where == "in place of":
        file.write_text(text.replace(anchor, edit.text.strip("\n")), encoding="utf-8")
        return
    begin = text.rindex("\n", 0, text.index(anchor)) + 1 if "\n" in text[: text.index(anchor)] else 0
    end = text.find("\n", text.index(anchor)) + 1 or len(text)
    at = begin if where == "before" else end
    file.write_text(text[:at] + edit.text + text[at:], encoding="utf-8")
