"""``python -m sim.outcomes.catalogue.indicator_docs docs/indicators.md``: the tables of that page, made of
the catalogue.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sim.outcomes.catalogue.catalogue import CATALOGUE, THEMES
from sim.outcomes.catalogue.indicator import Indicator, Rule
from sim.schema.made_page import write_below
from sim.vocabulary.vocabulary import said

LANG: Final = "en"
PARTS: Final = "Parts of the above"
OVER_A_PERIOD: Final = {
    Rule.FLOW: "sum",
    Rule.STOCK: "mean of months",
    Rule.RATIO: "ratio of sums",
    Rule.QUANTILE: "of all days waited",
    Rule.PERCENTILE: "of all months of GPs",
    Rule.YEARLY: "ratio, whole years",
    Rule.SPREAD: "between communes",
    Rule.COMPARED: "of two scenarios",
}


def tables() -> Iterator[str]:
    """The lines of the tables: a heading and a table for each theme, then the parts."""
    for theme in THEMES:
        yield from _table(said(theme.title, LANG), (each for each in theme.indicators if each.shown))
    yield from _table(PARTS, (each for each in CATALOGUE.values() if not each.shown))


def _table(title: str, indicators: Iterable[Indicator]) -> Iterator[str]:
    yield from (f"## {title}", "", "| id | unit | what it is | over a period |", "|---|---|---|---|")
    for each in indicators:
        words = each.words(LANG)
        made = ": ".join(filter(None, (OVER_A_PERIOD[each.rule], _formula(each))))
        yield f"| `{each.id}` | {each.unit} | {words.title}: {words.definition} | {made} |"
    yield ""


def _formula(indicator: Indicator) -> str:
    """The parts that are divided; nothing for what is no ratio."""
    if indicator.rule not in (Rule.RATIO, Rule.YEARLY, Rule.COMPARED):
        return ""
    *above, below = (f"`{part}`" for part in indicator.parts)
    return f"{' + '.join(above)} / {below}"


def main(arguments: Sequence[str]) -> int:
    """Writes them into the page; what stands before stays. 2 for a page that is none."""
    return write_below(arguments, "sim.outcomes.catalogue.indicator_docs", "docs/indicators.md", tables)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
