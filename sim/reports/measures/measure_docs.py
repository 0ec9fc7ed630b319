"""``python -m sim.reports.measures.measure_docs docs``: docs/measures.md and docs/measures.fr.md, made of
schemas, conf/measures/ and conf/words/measures.yaml.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.measures.registry import MEASURES
from sim.reports.measures.entries import Entry, blocks, measure, phrase, written

PAGES: Final = {"en": "measures.md", "fr": "measures.fr.md"}
COLUMNS: Final = ("key", "meaning", "type", "unit", "default", "range")
BLOCK: Final = re.compile(r"(blocks?|blocs?) `([a-z_ ]+)`")


def page(lang: str) -> str:
    """The whole page in a language."""
    return "\n".join(_lines(lang))


def _lines(lang: str) -> Iterator[str]:
    said = {key: phrase(text, lang) for key, text in written()["page"].items() if "{" not in text[lang]}
    entries = [measure(kind, lang) for kind in MEASURES]
    yield from (f"# {said['title']}", "", said["about"], "", said["bounds"], "", said["examples"], "")
    yield from (f"| {said['kind']} | {said['does']} |", "|---|---|")
    yield from (f"| [`{each.name}`](#{each.name}) | {each.title} |" for each in entries)
    yield ""
    for each in entries:
        yield from _entry(each, said)
    yield from (f"## {said['blocks']}", "")
    held = tuple(dict.fromkeys(name for each in entries for name in each.blocks))
    for each in blocks(held, lang):
        yield from _entry(each, said, "###")


def _entry(each: Entry, said: dict[str, str], level: str = "##") -> Iterator[str]:
    title = f"{said['colon']} {each.title}" if each.title != each.name else ""
    yield from (f'<a id="{_anchor(each.name)}"></a>', "", f"{level} `{each.name}`{title}", "", each.about, "")
    yield f"| {' | '.join(said[column] for column in COLUMNS)} |"
    yield f"|{'---|' * len(COLUMNS)}"
    for row in each.rows:
        linked = row._replace(type=BLOCK.sub(_link, row.type))
        yield f"| {' | '.join(linked)} |"
    yield ""
    if each.example:
        yield from (f"{said['example']}{said['colon']}", "", "```yaml", each.example.rstrip("\n"), "```", "")


def _link(found: re.Match[str]) -> str:
    """A block by its name, where it is told."""
    return f"{found[1]} [`{found[2]}`](#{_anchor(found[2])})"


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def main(arguments: Sequence[str]) -> int:
    """Writes both pages into a folder. 2 for a folder that is none."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m sim.reports.measures.measure_docs docs", file=sys.stderr)
        return 2
    for lang, name in PAGES.items():
        (Path(arguments[0]) / name).write_text(page(lang), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
