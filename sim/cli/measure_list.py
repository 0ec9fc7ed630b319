"""The command `measures`: what docs/measures.md tells, in the terminal."""

from rich.console import Console
from rich.text import Text

from sim.cli.output import print_json, wide_console
from sim.measures.registry import MEASURES
from sim.reports.measures.entries import Entry, blocks, measure, phrase, written
from sim.reports.measures.measure_docs import COLUMNS
from sim.reports.terminal.wrapped import print_table, print_text
from sim.scenario.check import LISTS
from sim.scenario.errors import ScenarioError
from sim.schema.nearest import nearest


def list_measures(kind: str | None, *, as_json: bool, lang: str) -> None:
    """Prints one line a measure; with ``kind``, that measure and the blocks that its keys hold. Raises
    ScenarioError for one that there is not.
    """
    if kind is not None:
        check_kind(kind, "measures")
    found = [measure(each, lang) for each in ([kind] if kind else MEASURES)]
    held = blocks(found[0].blocks, lang) if kind else []
    if as_json:
        print_json([_plain(each) for each in (*found, *held)])
    elif kind is None:
        _print_list(found, lang)
    else:
        to = wide_console()
        for each in (*found, *held):
            _print_entry(each, to, lang)


def check_kind(kind: str, where: str) -> None:
    """Raises ScenarioError for a measure that there is not; ``where``: who asks."""
    if kind not in MEASURES:
        raise ScenarioError(f"{where}: there is no measure “{kind}”; {nearest(kind, MEASURES, LISTS)}")


def _plain(each: Entry) -> dict[str, object]:
    return {**each._asdict(), "rows": [row._asdict() for row in each.rows]}


def _print_list(found: list[Entry], lang: str) -> None:
    page, to = written()["page"], wide_console()
    heads = [phrase(page[column], lang) for column in ("kind", "does")]
    print_table(to, heads, [[each.name, each.title] for each in found], whole=(0,))
    print_text(to, phrase(page["more"], lang))


def _print_entry(each: Entry, to: Console, lang: str) -> None:
    page = written()["page"]
    title = f"{each.name}{phrase(page['colon'], lang)} {each.title}" if each.title != each.name else each.name
    print_text(to, title, "bold")
    print_text(to, _bare(each.about))
    heads = [phrase(page[column], lang) for column in COLUMNS]
    print_table(to, heads, [[*map(_bare, row)] for row in each.rows], whole=(0,))
    if each.example:
        to.print(f"{phrase(page['example'], lang)}{phrase(page['colon'], lang)}\n")
        to.print(Text(each.example), soft_wrap=True)


def _bare(text: str) -> str:
    """Without the marks of code, which a terminal does not need."""
    return text.replace("`", "")
