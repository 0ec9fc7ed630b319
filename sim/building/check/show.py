"""The checks of a territory as a planner reads them: in the terminal, in a report, as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.building.check.record import Check, Figure, say, written
from sim.building.check.simulated import Compared, Span
from sim.schema.languages import in_language

TEXTS: Final = ("title", "figure", "expected", "todo")
COLUMNS: Final = ("verdict", "found", "expected", "todo")
STYLES: Final = {"ok": "green", "look": "yellow", "wrong": "bold red"}


def rows(checks: Sequence[Check], lang: str) -> list[dict[str, str]]:
    """What a table shows of each: id, verdict, title, figure, expected, todo; found: title and figure."""
    shown = []
    for check in checks:
        texts = {key: in_language(getattr(check, key), lang) for key in TEXTS}
        found = say("found_line", lang, **texts)
        shown.append({"id": check.id, "verdict": say(check.verdict, lang), "found": found, **texts})
    return shown


def heads(lang: str) -> list[str]:
    """Of the columns verdict, found, expected, todo."""
    return [say(key, lang) for key in ("column_verdict", "found", "usual", "to_do")]


def summed(checks: Sequence[Check], lang: str) -> str:
    """How many there are, and how many are not well."""
    wrong, look = (sum(check.verdict == each for check in checks) for each in ("wrong", "look"))
    return say("sum" if wrong or look else "sum_ok", lang, n=len(checks), wrong=wrong, look=look)


def summed_simulated(found: Sequence[Compared], lang: str) -> str:
    """How many figures of the short simulation lie outside what is known."""
    outside = [row for row in found if row.verdict == "outside"]
    france = sum(row.where == "france" for row in outside)
    key = "sum_simulated" if outside else "sum_simulated_ok"
    return say(key, lang, outside=len(outside), of=len(found), france=france)


def markdown(checks: Sequence[Check], lang: str) -> str:
    """A table for a report in Markdown."""
    lines = ["| " + " | ".join(heads(lang)) + " |", "|---|---|---|---|"]
    for row in rows(checks, lang):
        cells = [row[key].replace("|", "\\|").replace("\n", " ") for key in COLUMNS]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", summed(checks, lang)])


def notes(checks: Sequence[Check], lang: str) -> Iterator[str]:
    """What is not well, a line each."""
    for check, row in zip(checks, rows(checks, lang), strict=True):
        if check.verdict != "ok":
            yield say("note_line", lang, **row)


def show(console: Console, name: str, checks: Sequence[Check], lang: str) -> None:
    """Prints them: a line each, and below what is not well what is usual and what to do."""
    console.print(Text(say("heading", lang, name=name), style="bold"))
    wide = max(len(say(each, lang)) for each in STYLES)
    for check, row in zip(checks, rows(checks, lang), strict=True):
        line = Text(f"  {row['verdict']:<{wide}}  ", style=STYLES[check.verdict])
        line.append(row["title"], style="bold").append(f"  {row['figure']}", style="not bold")
        console.print(line)
        if check.verdict != "ok":
            for key, text in (("usual_line", row["expected"]), ("to_do_line", row["todo"])):
                console.print(Padding(Text(say(key, lang, text=text)), (0, 0, 0, wide + 4), expand=False))
    console.print(Text(summed(checks, lang)))


def show_compared(console: Console, found: Sequence[Compared], lang: str) -> None:
    """Prints what a short simulation says beside what is known, and what explains where it is off."""
    table = Table(title=say("simulated_heading", lang), title_justify="left", title_style="bold", box=None)
    for column in ("figure", "where", "known", "range", "simulated", "verdict"):
        right = column in ("known", "range", "simulated")
        table.add_column(say(f"column_{column}", lang), justify="right" if right else "left")
    for row in found:
        table.add_row(
            in_language(row.figure, lang),
            say("of_france" if row.where == "france" else "of_here", lang),
            _number(row.known.value, row.known, lang),
            f"{_number(row.known.low, row.known, lang)} – {_number(row.known.high, row.known, lang)}",
            _number(row.simulated.value, row.known, lang),
            Text(say(row.verdict, lang), style="green" if row.verdict == "inside" else "yellow"),
        )
    console.print(table)
    console.print(Text(summed_simulated(found, lang)))
    off = [row for row in found if row.moved_by]
    if off:
        console.print(Text(say("explained_heading", lang)))
    for row in off:
        said = say("explained", lang, figure=in_language(row.figure, lang), keys=", ".join(row.moved_by))
        console.print(Padding(Text(said), (0, 0, 0, 2)))


def _number(value: float, like: Span, lang: str) -> str:
    """With as many decimals as the figure has."""
    return str(written(Figure(value, 0 if like.value >= 100 else 1 if like.value >= 5 else 2), lang))


def as_json(checks: Sequence[Check], found: Sequence[Compared] | None) -> dict[str, Any]:
    """Texts in both languages; figures of the short simulation flat, null without one."""
    return {
        "checks": [vars(check) for check in checks],
        "simulated": None if found is None else [_flat(row) for row in found],
    }


def _flat(row: Compared) -> dict[str, Any]:
    """With the names that `validate --json` has."""
    return {
        "id": row.id,
        "figure": row.figure,
        "territory": row.where,
        "published": row.known.value,
        "low": row.known.low,
        "high": row.known.high,
        "simulated": row.simulated.value,
        "simulated_low": row.simulated.low,
        "simulated_high": row.simulated.high,
        "verdict": row.verdict,
        "source": row.source,
        "moved_by": list(row.moved_by),
    }
