"""Validation as people read it: tables for a terminal, for a page in Markdown, for a spreadsheet."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.outcomes.published.rows import ROLES, Published
from sim.outcomes.published.shown import EXPERIMENT, FRANCE, MAP, MARKET, shown
from sim.outcomes.published.verdicts import Line, misses_first
from sim.reports.words.numbers import brief
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.scenario.texts import Texts
from sim.schema.languages import Worded, printed
from sim.validation.lines import Score
from sim.validation.maps import ENOUGH, Map
from sim.validation.play import YEAR, Found

STYLES: Final = {"inside": "green", "outside": "yellow", "input": "cyan"}  # of verdicts; the others are dim
SCORES: Final = Score._fields
TEXTS: Final = Texts("validate")
say = TEXTS.say


@cache
def misses() -> Mapping[str, Worded]:
    """conf/validation/misses.yaml: why a figure lies outside, by id."""
    return read(data_root() / "conf" / "validation" / "misses.yaml").data


def text(key: str) -> Worded:
    """A text in all languages."""
    said: Worded = TEXTS.written[key]
    return said


def where(line: Line, lang: str) -> str:
    """France, the territory, the experiment, or what needs no run."""
    on = shown(line.row).on
    if on.startswith(EXPERIMENT):
        named = printed(TEXTS.written["experiments"].get(line.where, line.where), lang)
        return say("experiment", lang, name=named)
    if line.where in (FRANCE, MAP, MARKET):
        return say(line.where, lang)
    return printed(TEXTS.written["territories"].get(line.where, line.where), lang)


def unit_of(row: Published, lang: str) -> str:
    """The unit of a published figure."""
    return printed(TEXTS.written["units"].get(row.unit, row.unit), lang)


def sums(lines: Sequence[Line], lang: str) -> Iterator[str]:
    """How many of each role lie inside, of those that are hits or misses of the model."""
    for role in ROLES:
        mine = [line for line in lines if line.row.role == role]
        seen = [line for line in mine if line.judged]
        if not seen:
            continue
        inside = sum(line.verdict == "inside" for line in seen)
        files = sum(line.verdict == "input" for line in mine)
        unseen = len(mine) - len(seen) - files
        counts = {"inside": inside, "shown": len(seen), "files": files, "unseen": unseen}
        yield say("sum", lang, role=say(role, lang), share=round(100 * inside / len(seen)), **counts)


def country(found: Found, lang: str) -> list[str]:
    """What stands for France, if something does."""
    key = "country_sample" if found.sampled else "country_nearest"
    return [say(key, lang, n=found.country)] if found.country else []


def show(console: Console, found: Found, lang: str) -> None:
    """Prints the table, misses first, and the maps."""
    table = Table(title=say("heading", lang, year=YEAR), title_justify="left", title_style="bold", box=None)
    columns = ("verdict", "role", "id", "figure", "where", "published", "range", "simulated", "note")
    for column in columns:
        right = column in ("published", "range", "simulated")
        table.add_column(say(f"column_{column}", lang), justify="right" if right else "left")
    for line in misses_first(found.lines):
        cells = _cells(line, lang)
        style = STYLES.get(line.verdict, "dim")
        table.add_row(*(Text(cells[name], style if name == "verdict" else "") for name in columns))
    console.print(table)
    for said in (*sums(found.lines, lang), *country(found, lang)):
        console.print(Text(said))
    for each in found.maps:
        console.print(_scores(each, lang) if each.enough else Text(_too_few(each, lang)))
    if found.maps:
        console.print(Text(say("fitted_note", lang)))


def _cells(line: Line, lang: str) -> dict[str, str]:
    row = line.row
    return {
        "verdict": say(line.verdict, lang),
        "role": say(row.role, lang),
        "id": row.id,
        "figure": f"{printed(row.figure, lang)} ({unit_of(row, lang)})",
        "where": where(line, lang),
        "published": brief(row.published, lang),
        "range": f"{brief(row.low, lang)} – {brief(row.high, lang)}",
        "simulated": _with_interval(line, lang),
        "note": printed(line.note, lang) if line.note else "",
    }


def _with_interval(line: Line, lang: str) -> str:
    value = brief(line.simulated, lang)
    if line.low != line.low:
        return value
    return f"{value} ({brief(line.low, lang)} – {brief(line.high, lang)})"


def _too_few(each: Map, lang: str) -> str:
    """In place of a table that would say nothing."""
    said = say("too_few_places", lang, n=each.ours.places, least=ENOUGH)
    return f"{say(f'of_{each.of}', lang)} – {said}"


def _scores(each: Map, lang: str) -> Table:
    table = Table(title=say(f"of_{each.of}", lang), title_justify="left", title_style="bold", box=None)
    table.add_column(say("said_by", lang))
    for name in SCORES:
        table.add_column(say(name, lang), justify="right")
    for who, score in each.scores.items():
        table.add_row(say(f"by_{who}", lang), *(brief(value, lang) for value in score))
    return table


SECTIONS: Final = (  # heading, verdicts, what the last column is called
    ("misses", ("outside",), "why"),
    ("met", ("inside",), "column_note"),
    ("files", ("input",), "why_off"),
    ("unseen", ("too few", "not shown"), "why"),
)


def markdown(found: Found, command: str, replications: tuple[int, int], lang: str) -> str:
    """docs/validation.md: misses first, each with why, then what is met, what is read from files, and what
    cannot be shown.

    ``replications``: of an intercommunalité, and of what is held by itself.
    """
    lines = misses_first(found.lines)
    parts = [f"# {say('title', lang)}", say("intro", lang, command=command)]
    each, often = replications
    played = say("replications", lang, n=each, often=often, year=YEAR)
    said = [*sums(lines, lang), *country(found, lang), played]
    parts.append("\n".join(f"* {each}" for each in said))
    for heading, verdicts, last in SECTIONS:
        mine = [line for line in lines if line.verdict in verdicts]
        if mine:
            parts.append(f"## {say(heading, lang)}")
            parts += [say("files_note", lang)] if heading == "files" else []
            parts.append(_markdown_rows(mine, last, lang))
    if found.maps:
        parts.append(f"## {say('maps_heading', lang)}")
        parts += [_markdown_scores(each, lang) for each in found.maps]
        parts.append(say("fitted_note", lang))
    return "\n\n".join(parts) + "\n"


def _markdown_rows(lines: Sequence[Line], last: str, lang: str) -> str:
    verdict = lines[0].verdict
    columns: tuple[str, ...] = ("id", "figure", "role", "where", "published", "range", "simulated")
    heads = [say(f"column_{name}", lang) for name in columns]
    if verdict in ("too few", "not shown"):
        columns, heads = columns[:-2], heads[:-2]
    if verdict == "input":
        heads[-1] = say("column_files", lang)
    made = [_row([*heads, say(last, lang)]), "|---" * (len(columns) + 1) + "|"]
    for line in lines:
        cells = _cells(line, lang)
        made.append(_row([f"`{line.row.id}`", *(cells[name] for name in columns[1:]), _why(line, lang)]))
    return "\n".join(made)


def _why(line: Line, lang: str) -> str:
    """Why it lies outside its range, if it does, and in what the figures differ."""
    note = printed(line.note, lang) if line.note else ""
    within = line.verdict != "outside" and not (line.verdict == "input" and line.off > 0)
    if within:
        return note
    why = printed(misses().get(line.row.id, text("unexplained")), lang)
    return f"{why} ({note})" if note else why


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _markdown_scores(each: Map, lang: str) -> str:
    if not each.enough:
        return _too_few(each, lang)
    heads = [say("said_by", lang), *(say(name, lang) for name in SCORES)]
    made = [f"**{say(f'of_{each.of}', lang)}**", "", _row(heads), "|---" * len(heads) + "|"]
    for who, score in each.scores.items():
        made.append(_row([say(f"by_{who}", lang), *(brief(value, lang) for value in score)]))
    return "\n".join(made)


def write_csv(path: Path, lines: Sequence[Line], lang: str) -> None:
    """The columns of ``--json`` for a spreadsheet, texts in one language."""
    rows = [line.flat() for line in misses_first(lines)]
    texts_of = ("figure", "note")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(rows[0] if rows else [])
        for row in rows:
            told = {key: printed(row[key], lang) if row[key] else "" for key in texts_of}
            out.writerow([_blank(value) for value in {**row, **told}.values()])


def _blank(value: object) -> object:
    return "" if isinstance(value, float) and value != value else value
