"""The commands `scenarios` and `parameters`: what there is, with its sources. Nothing heavy is imported."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.cli.output import print_json, print_json_rows
from sim.scenario.reader import Document, read
from sim.scenario.sources import Sources, data_root, find_sources

if TYPE_CHECKING:
    from sim.scenario.ledger import Row  # brings schemas, which a list of scenarios does not need

SAID: Final = ("unit", "low", "high", "status", "source")  # by an entry of the ledger


def list_scenarios(name: str | None, config_dir: Path | None, *, as_json: bool, lang: str) -> None:
    """Prints one line a scenario; with `name`, that scenario and its measures."""
    sources = find_sources(config_dir)
    if name is not None:
        path = sources.find("scenario", name, f"premier-recours scenarios {name}")
        found = [_scenario(name, read(path), sources)]
    else:
        found = [_scenario(each, read(path), sources) for each, path in sources.files["scenario"].items()]
    if as_json:
        print_json(found)
    elif name is not None:
        _print_scenario(found[0], _words(lang))
    else:
        _print_scenarios(found, _words(lang))


def _scenario(name: str, page: Document, sources: Sources) -> dict[str, Any]:
    """A scenario with its measures by name, those of its territory among them."""
    territory = page.data.get("territory")
    inherited: Mapping[str, Any] = {}
    if isinstance(territory, str):
        where = f"{page.label}, key territory"
        inherited = read(sources.find("territory", territory, where)).data.get("measures") or {}
    own = page.data.get("measures") or {}
    together = {**inherited, **own}
    return {
        "name": name,
        "territory": territory,
        "title": page.data.get("title"),
        "source": page.data.get("source"),
        "measures": {key: plan for key, plan in together.items() if plan is not None},
    }


def _print_scenarios(found: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("scenario", "territory", "title", "source"):
        table.add_column(words[column], overflow="fold", no_wrap=column == "scenario")
    for each in found:
        table.add_row(*(Text(str(each[key] or "–")) for key in ("name", "territory", "title", "source")))
    console = _console()
    console.print(table)
    console.print(words["more"], highlight=False)


def _print_scenario(each: Mapping[str, Any], words: Mapping[str, str]) -> None:
    console = _console()
    for key in ("name", "title", "source", "territory"):
        console.print(Text(f"{words[key]:<10}{each[key]}"), soft_wrap=True)
    console.print(words["measures"])
    for name, block in each["measures"].items():
        for kind, plan in block.items() if isinstance(block, Mapping) else [("?", block)]:
            console.print(Text(f"  {name}: {kind}"), style="bold")
            for key, value in plan.items() if isinstance(plan, Mapping) else []:
                console.print(Text(f"    {key:<20}{_said(value)}"), soft_wrap=True)
                if key == "contract":
                    console.print(Text(f"    {'':<20}{words['contract_note']}"), soft_wrap=True)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_said(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value)
    return str(value)


def list_parameters(key: str | None, *, as_json: bool, lang: str) -> None:
    """Prints every number with its origin. In the table, numbers of one ledger entry share a line."""
    from sim.scenario.ledger import all_numbers, read_ledger, rows

    sources = find_sources()
    found = rows(read_ledger(sources.conf), all_numbers(sources))
    if key is not None:
        found = [row for row in found if key in row.number.key or (row.entry and key in row.entry.key)]
    if as_json:
        print_json_rows([_parameter(row) for row in found])
    else:
        _print_parameters(found, lang)


def _parameter(row: "Row") -> dict[str, Any]:
    return {"key": row.number.key, "value": row.number.value} | {
        name: getattr(row.entry, name, None) for name in SAID
    }


def _print_parameters(found: "Sequence[Row]", lang: str) -> None:
    words = _words(lang)
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(row.entry.key if row.entry else row.number.key, []).append(row)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("key", "value", *SAID):
        number = column in ("value", "low", "high")
        table.add_column(words[column], overflow="fold", justify="right" if number else "left")
    for key, together in grouped.items():
        entry = together[0].entry
        said: list[float | str | None] = ["", "", "", words["unknown"], ""]
        if entry is not None:
            said = [entry.unit, entry.low, entry.high, words[entry.status], entry.source]
        cells = (key, _values(together, words, lang), *said)
        table.add_row(*(Text(_figure(cell, lang)) for cell in cells))
    _console().print(table)


def _values(together: "Sequence[Row]", words: Mapping[str, str], lang: str) -> str:
    values = [row.number.value for row in together if row.number.value is not None]
    if not values:
        return words["column" if len(together) == 1 else "columns"]
    low, high = min(values), max(values)
    span = _figure(low, lang) if low == high else f"{_figure(low, lang)} … {_figure(high, lang)}"
    return span if len(values) == 1 else f"{span} ({len(values)})"


def _figure(value: float | str | None, lang: str) -> str:
    """A number without needless digits, with the decimal sign of the language; a text as it is."""
    from babel.numbers import get_decimal_symbol

    if isinstance(value, str | None):
        return value or ""
    return f"{value:.10g}".replace(".", get_decimal_symbol(lang))


def _words(lang: str) -> Mapping[str, str]:
    written = read(data_root() / "conf" / "words" / "lists.yaml").data
    return {key: each[lang] for key, each in written.items()}


def _console() -> Console:
    """A console for standard output; wide enough for tables where it is no terminal."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, 160)
    return console
