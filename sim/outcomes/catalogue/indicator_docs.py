"""``python -m sim.outcomes.catalogue.indicator_docs docs/indicators.md``: the tables of that page, made of
the catalogue.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.outcomes.catalogue.catalogue import ACCESS, MONEY, SUPPLY, USE
from sim.outcomes.catalogue.components import PARTS
from sim.outcomes.catalogue.rules import Indicator, Rule

THEMES: Final = (
    ("Doctors", SUPPLY),
    ("Access", ACCESS),
    ("Where people go", USE),
    ("Costs", MONEY),
    ("Parts of the above", PARTS),
)
PUT_TOGETHER: Final = {
    Rule.FLOW: "sum",
    Rule.STOCK: "mean of months",
    Rule.RATIO: "ratio of sums",
    Rule.QUANTILE: "of all days waited",
    Rule.YEARLY: "ratio, whole years",
    Rule.SPREAD: "between communes",
    Rule.COMPARED: "of two scenarios",
}


def tables() -> Iterator[str]:
    """The lines of the tables, a heading and a table for each theme."""
    for title, lines in THEMES:
        yield from (f"## {title}", "", "| id | unit | what it is | over a period |", "|---|---|---|---|")
        yield from _rows(lines)
        yield ""


def _rows(lines: Iterable[Indicator]) -> Iterator[str]:
    for line in lines:
        made = PUT_TOGETHER[line.rule]
        if line.rule in (Rule.RATIO, Rule.YEARLY):
            made += f": `{line.numerator}` / `{line.denominator}`"
        yield f"| `{line.id}` | {line.unit} | {line.title}: {line.definition} | {made} |"


def main(arguments: Sequence[str]) -> int:
    """Writes the tables anew into a page; what stands before them stays. 2 for a page that is none."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("usage: python -m sim.outcomes.catalogue.indicator_docs docs/indicators.md", file=sys.stderr)
        return 2
    page = Path(arguments[0])
    before = page.read_text(encoding="utf-8").partition(next(tables()))[0]
    page.write_text(before + "\n".join(tables()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
