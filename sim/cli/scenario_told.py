"""One scenario, told to who reads it: what it changes, when, who pays, what of it is assumed."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from rich.text import Text

from sim.cli.messages import texts
from sim.cli.names_told import names_in
from sim.cli.output import wide_console
from sim.cli.telling import Around, label
from sim.cli.telling import told as sentences
from sim.reports.words import Words
from sim.reports.words import words as words_of
from sim.reports.words.numbers import plain
from sim.scenario.compose import merged
from sim.scenario.ledger import Speaking, shipped
from sim.scenario.origin import leaves
from sim.scenario.reader import Document
from sim.scenario.vocabulary import shipped as vocabulary
from sim.schema.agreement import Agreeing, Said
from sim.schema.types import is_number
from sim.vocabulary.vocabulary import said

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
EUROS: Final = ("once", "yearly", "fee", "capital_cost", "creation_cost", "bears", "pay", "premises", "car")
BLOCKS: Final = ("needs", "pathway", "services", "doctors", "market", "costs")
WIDE: Final = 34  # of a key
MONTH_DAY: Final = re.compile(r"(\d{2})-(\d{2})")
LEAP: Final = 2024  # a year that has every day


class Told:
    """The words in which one scenario is told."""

    def __init__(self, lang: str, communes: Mapping[str, str]) -> None:
        self.lang = lang
        self.communes = communes
        self.said: Words = words_of(lang)
        self.words = texts("lists", lang)
        self.ledger: Speaking[Any] = shipped()
        self.services = {row.id: said(row.label, lang) for row in vocabulary().services}

    def key(self, key: str) -> str:
        """A key of a plan."""
        return self.communes.get(str(key)) or self.said.part(str(key))

    def value(self, value: Any, key: str = "") -> str:
        """A value in one line."""
        if isinstance(value, Mapping):
            if value and set(value) <= {"from", "to"}:
                return self._span(value)
            return self.said.listed(self._pair(name, item) for name, item in value.items())
        if isinstance(value, list | tuple):
            return self.said.listed(self.value(item, key) for item in value)
        if isinstance(value, bool):
            return self.said.say("yes" if value else "no")
        if is_number(value):
            return plain(float(value), self.said) + ("\u00a0€" if key in EUROS else "")
        return self._word(str(value), key)

    def _word(self, text: str, key: str) -> str:
        """A word or a day."""
        if DAY.fullmatch(text):
            return self.said.day(date.fromisoformat(text), "alone")
        if (day := MONTH_DAY.fullmatch(text)) is not None:
            found = date(LEAP, int(day[1]), int(day[2]))
            pattern = self.said.days["first_day" if found.day == 1 else "day"].removesuffix(" y")
            return format_date(found, pattern, self.said.locale)
        if key in ("try", "type") and text in self.services:
            return self.services[text]
        if (called := label(key, text, self.lang)) != text:
            return called
        return self.said.kinds.get(text) or self.said.plans.get(text, text)

    def _pair(self, name: str, item: Any) -> str:
        if name == "hours":
            return ", ".join(" ".join(line.split()) for line in self.week(item, only_open=True))
        return f"{self.key(name)} {self.value(item, name)}"

    def _span(self, value: Mapping[str, Any]) -> str:
        """Days or ages, from one to another."""
        ends = {key: self.value(item) for key, item in value.items()}
        which = "_".join(word for key, word in (("from", "since"), ("to", "until")) if key in ends)
        return self.words[which].format(**ends)

    def lines(self, key: str, value: Any) -> list[str]:
        """A value, in as many lines as it is read best in."""
        if key == "hours":
            return self.week(value)
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            return [self.value(item, key) for item in value]
        return [self.value(value, key) or self.words["nothing"]]

    def week(self, hours: Any, *, only_open: bool = False) -> list[str]:
        """A timetable as it is understood: a line for the days of the same hours. As written, if it is
        none.
        """
        from sim.scenario.timetable import DAY_TYPES, servers_of, spans_of

        try:
            of_days = list(zip(DAY_TYPES, map(spans_of, servers_of(hours)), strict=True))
        except (ValueError, AttributeError, TypeError):
            return [_written(hours)]
        lines = []
        for spans, days in itertools.groupby(of_days, key=lambda each: each[1]):
            named = [self.words[day] for day, _ in days]
            open_at = ", ".join(self._opening(*span) for span in spans)
            ends = self.words["and"].join(named)
            if len(named) > 2:
                last = -2 if named[-1] == self.words["holiday"] else -1
                ends = self.words["days"].format(named[0], named[last])
                ends += self.words["and"] + named[-1] if last == -2 else ""
            ends = self.words["every_day"] if len(named) == len(DAY_TYPES) else ends
            if spans or not only_open:
                lines.append(f"{ends:<34} {open_at or self.words['closed']}")
        return lines

    def _opening(self, first: Any, last: Any, servers: float) -> str:
        """`9–19 h (2 posts)`."""
        number = Said(plain(float(servers), self.said), float(servers))
        return Agreeing(self.lang).format(self.words["open_at"], first=first, last=last, servers=number)

    def assumed(self, path: tuple[str, ...], plan: Any) -> str:
        """The keys of a plan that hold a number of which no source is known, each once."""
        found: dict[str, None] = {}
        for at, value in leaves(plan):
            entry = self.ledger.of(".".join((*path, *map(str, at)))) if is_number(value) else None
            if entry is not None and entry.status == "assumed":
                found[self.key(str(at[0]))] = None
        return ", ".join(found)


def print_scenario(
    each: Mapping[str, Any],
    page: Mapping[str, Any],
    territory: Document | None,
    below: Mapping[str, Any],
    lang: str,
) -> None:
    """A scenario of the list (``sim.cli.lists``), as its ``page`` is written: first in sentences what it
    changes itself and what happens in its territory anyway, then key by key. ``below``: the settings that it
    lays its own over.
    """
    parts = parts_of(each, page, territory)
    names = names_in(territory, {**parts["anyway"], **parts["own"]})
    told, console = Told(lang, names.communes), wide_console()
    heads = {key: told.words[key] for key in ("name", "title", "source", "territory")}
    wide = 1 + max(map(len, heads.values()))
    for key, head in heads.items():
        console.print(Text(f"{head:<{wide}}{each[key]}"), soft_wrap=True)
    there = (territory.data.get("measures") if territory is not None else None) or {}
    settings = {
        **below,
        **{group: merged(below.get(group), page[group]) for group in BLOCKS if group in page},
    }
    around = Around(settings, there, each["measures"])
    for head, measures in parts.items():
        said = sentences(measures, lang, names, around, gone=head == "gone")
        for line in [told.words[head], *(f"  – {sentence}" for sentence in said)] if said else []:
            console.print(Text(line), soft_wrap=True)
    measures = {**parts["own"], **parts["anyway"]}
    contracts = (settings.get("doctors") or {}).get("contracts") or {}
    for line in (*_settings(told, page, below), *_measures(told, "measures", measures, contracts)):
        console.print(Text(line), soft_wrap=True)


def parts_of(
    each: Mapping[str, Any], page: Mapping[str, Any], territory: Document | None
) -> dict[str, dict[str, Any]]:
    """Measures by name: those of a scenario itself (``own``), those of its territory that it takes away
    (``gone``) and leaves (``anyway``).
    """
    own = page.get("measures") or {}
    there = (territory.data.get("measures") if territory is not None else None) or {}
    return {
        "own": {name: block for name, block in each["measures"].items() if name in own},
        "gone": {name: there[name] for name, block in own.items() if block is None and there.get(name)},
        "anyway": {name: block for name, block in each["measures"].items() if name not in own},
    }


def _measures(
    told: Told, head: str, measures: Mapping[str, Any], contracts: Mapping[str, Any]
) -> Iterator[str]:
    """Measures by name, under a heading."""
    if measures:
        yield told.words[head]
    for name, block in measures.items():
        for kind, plan in block.items() if isinstance(block, Mapping) else [("?", block)]:
            title = told.said.measures.get(str(kind), "")
            yield f"  {name}: {kind}" + (f" – {title}" if title else "")
            yield from _plan(told, (name, str(kind)), plan, contracts)


def _plan(told: Told, path: Sequence[str], plan: Any, contracts: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key, or several."""
    for key, value in plan.items() if isinstance(plan, Mapping) else []:
        lines = told.lines(str(key), value)
        if key == "contract" and contracts.get(str(value)):
            lines.append(told.words["contract_note"].format(terms=told.value(contracts[str(value)])))
        for number, line in enumerate(lines):
            yield f"    {'' if number else told.key(str(key)):<{WIDE}} {line}"
    assumed = told.assumed(("measures", *path), plan) if isinstance(plan, Mapping) else ""
    if assumed:
        yield f"    {told.words['assumed']:<{WIDE}} {assumed}"


def _settings(told: Told, page: Mapping[str, Any], below: Mapping[str, Any]) -> Iterator[str]:
    """Other settings that the scenario writes, one line a block of them, with what they are ``below``."""
    blocks = [(block, page[block]) for block in BLOCKS if isinstance(page.get(block), Mapping)]
    if blocks:
        yield told.words["settings"]
    for block, written in blocks:
        for key, value in written.items():
            for name, item in value.items() if isinstance(value, Mapping) else [("", value)]:
                where = " · ".join(told.key(str(part)) for part in (block, key, name) if part != "")
                yield f"    {where}"
                lines = told.lines("", item)
                old = _at(below, (block, key, name) if name != "" else (block, key))
                if len(lines) == 1 and old is not None and old != item and (was := _was(told, item, old)):
                    lines = [told.words["instead"].format(value=lines[0], before=was)]
                steps = isinstance(item, list) and len(item) > 1
                for number, line in enumerate(lines, start=1):
                    yield f"      {f'{number}. ' if steps else ''}{line}"


def _at(block: Any, path: Sequence[Any]) -> Any:
    for part in path:
        block = block.get(part) if isinstance(block, Mapping) else None
    return block


def _was(told: Told, item: Any, old: Any) -> str:
    """The value that another replaces; of a block, of the keys that are written alone."""
    if isinstance(item, Mapping):
        old = {key: old[key] for key in item if key in old} if isinstance(old, Mapping) else {}
    lines = told.lines("", old) if old not in ({}, [], "") else []
    return lines[0] if len(lines) == 1 else ""


def _written(value: Any) -> str:
    """As it stands in the file."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_written(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_written(item) for item in value)
    return str(value)
