"""All indicators, by theme and by id.

An indicator is a record in the table of its theme (conf/indicators/); its place in the table is its rank
wherever indicators are listed. Nothing else lists indicators: tables, page, terminal, figures and
``docs/indicators.md`` choose them by the attributes of their records.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from sim.outcomes.catalogue.indicator import Indicator, Rule, Section, Theme, Wording
from sim.outcomes.catalogue.read_records import read_table, rows
from sim.outcomes.catalogue.units import UNITS
from sim.outcomes.counting.tallies import Ended, needs
from sim.scenario.errors import ScenarioError
from sim.scenario.vocabulary import Row
from sim.schema.nearest import nearest
from sim.vocabulary.rows import OutcomeOfNeed
from sim.vocabulary.vocabulary import Vocabulary, said


def read_themes() -> tuple[Theme, ...]:
    """The themes with their records. Raises ScenarioError, naming file, line and id of all that is wrong."""
    themes = read_table(Theme, rows("themes"))
    written = {theme: list(rows(theme)) for theme in themes}
    every = [row for theme in themes for row in written[theme]]
    records = read_table(Indicator, every)
    faults = [fault for row in every for fault in _faults(records[row.id], row, records)]
    if faults:
        raise ScenarioError("\n".join(faults))
    return tuple(
        replace(theme, indicators=tuple(records[row.id] for row in written[theme.id]))
        for theme in themes.values()
    )


def _faults(record: Indicator, row: Row, records: Mapping[str, Indicator]) -> Iterator[str]:
    if record.unit not in UNITS:
        yield f"{row.where('unit')}: there is no unit “{record.unit}”; {nearest(record.unit, UNITS)}"
    for part in record.parts:
        if part not in records:
            yield f"{row.where('parts')}: there is no indicator “{part}”; {nearest(part, records)}"
    if (record.counted is not None) != (record.rule in (Rule.FLOW, Rule.STOCK)):
        yield f"{row.where('rule')}: a flow or stock is counted, the others have parts"


THEMES: Final = read_themes()
CATALOGUE: Final[dict[str, Indicator]] = {each.id: each for theme in THEMES for each in theme.indicators}


@cache
def catalogue_of(vocabulary: Vocabulary) -> Mapping[str, Indicator]:
    """The catalogue, then a record for each indicator that outcomes of the vocabulary alone name
    (``OutcomeOfNeed.counted_as``): needs that ended so, visits at the services where needs end so.
    """
    own = {
        name: Indicator(
            id=name,
            unit="visits",
            rule=Rule.FLOW,
            counted=needs(Ended(counted_as=name), by_service=True),
            en=_wording(outcome, "en"),
            fr=_wording(outcome, "fr"),
        )
        for outcome in vocabulary.outcomes
        if (name := outcome.counted_as) is not None and name not in CATALOGUE
    }
    return {**CATALOGUE, **own}


def _wording(outcome: OutcomeOfNeed, lang: str) -> Wording:
    label = said(outcome.label, lang)
    return Wording(label, said(outcome.description, lang), f"“{label}”")


def with_rule(*rules: Rule) -> tuple[Indicator, ...]:
    """The indicators of these rules."""
    return tuple(each for each in CATALOGUE.values() if each.rule in rules)


def by_whom() -> tuple[Indicator, ...]:
    """Those by which one sees who gains and who loses: less of them is better."""
    return tuple(sorted((each for each in CATALOGUE.values() if each.by_whom), key=lambda each: each.by_whom))


def main_indicators() -> frozenset[str]:
    """The ids of the main indicators."""
    return frozenset(each.id for each in CATALOGUE.values() if each.main)


def in_answer(answer: str) -> tuple[Indicator, ...]:
    """What an answer at the head of the page speaks of, in its order."""
    return _in_order(answer, ((each, each.answer) for each in CATALOGUE.values()))


def in_section(section: str) -> tuple[Indicator, ...]:
    """What a section of the page draws month by month, in its order."""
    return _in_order(section, ((each, each.section) for each in CATALOGUE.values()))


def _in_order(name: str, places: Iterable[tuple[Indicator, Section | None]]) -> tuple[Indicator, ...]:
    held = {place.rank: each for each, place in places if place is not None and place.name == name}
    return tuple(held[rank] for rank in sorted(held))
