"""All indicators, by theme and by id.

An indicator is a record in the file of its theme (``supply``, ``access``, ``use``, ``costs``); its place in
the theme is its rank wherever indicators are listed. Nothing else lists indicators: tables, page, terminal,
figures and ``docs/indicators.md`` choose them by the attributes of their records.
"""

from typing import Final

from sim.outcomes.catalogue.access import ACCESS
from sim.outcomes.catalogue.costs import COSTS
from sim.outcomes.catalogue.indicator import Indicator, Rule, Theme, Wording
from sim.outcomes.catalogue.supply import SUPPLY
from sim.outcomes.catalogue.use import USE
from sim.outcomes.counting.tallies import people

OTHER: Final = Theme("other", {"en": "Other", "fr": "Autres"}, (
    Indicator(
        id="residents", unit="residents", rule=Rule.STOCK, counted=people("people"),
        en=Wording("Residents", "the number of residents", "residents on the first of the month"),
        fr=Wording("Habitants", "le nombre d’habitants", "habitants le premier du mois"),
    ),
))  # fmt: skip
THEMES: Final = (SUPPLY, ACCESS, USE, COSTS, OTHER)
CATALOGUE: Final[dict[str, Indicator]] = {each.id: each for theme in THEMES for each in theme.indicators}


def with_rule(*rules: Rule) -> tuple[Indicator, ...]:
    """The indicators of these rules."""
    return tuple(each for each in CATALOGUE.values() if each.rule in rules)


def main_indicators() -> frozenset[str]:
    """The ids of the main indicators."""
    return frozenset(each.id for each in CATALOGUE.values() if each.main)


def leading() -> tuple[str, ...]:
    """The ids of those of which the first sentence speaks, the first of them first."""
    return tuple(each.id for each in sorted(CATALOGUE.values(), key=lambda each: each.lead) if each.lead)


def in_section(section: str) -> tuple[Indicator, ...]:
    """What a section of the page draws month by month, in its order."""
    drawn = {
        each.section.rank: each
        for each in CATALOGUE.values()
        if each.section is not None and each.section.name == section
    }
    return tuple(drawn[rank] for rank in sorted(drawn))
