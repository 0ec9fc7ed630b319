"""What the scenario changes, in sentences made from the numbers, whatever their sign."""

from dataclasses import dataclass
from itertools import product
from typing import Final

from sim.outcomes.catalogue.catalogue import leading
from sim.reports.comparison.compared import Row, in_order, main, rows, show
from sim.reports.comparison.study import Study
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import with_unit

FIRST: Final = leading()  # what a deputy mayor asks first
MOST_IN_FIRST: Final = 2
MOST_OPEN: Final = 7  # clear differences told at once, the others on demand


@dataclass(frozen=True)
class Headline:
    """One scenario in one place and period: the sentence above all, then all by how sure they are."""

    scenario: str
    place: str
    period: str
    lead: str
    clear: list[str]
    more: list[str]  # clear differences too, of less weight
    unclear: list[str]
    equal: list[str]
    ratios: list[str]  # costs per something gained
    single: list[str]


def headlines(study: Study) -> list[Headline]:
    """For every scenario, period and place that the comparison holds, in this order."""
    made = []
    for run, period, place in product(study.runs[1:], study.periods, study.places):
        found = rows(study.comparison, run.run_id, place, period)
        if found:
            made.append(_headline(study, run, place, period, found))
    return made


def _headline(study: Study, run: Run, place: str, period: str, found: dict[str, Row]) -> Headline:
    said = study.said
    ordered = [row for _, group in in_order(main(found), said) for row in group if row.comparable]
    clear = sorted((row for row in ordered if row.clear), key=_weight)
    differing = [row for row in ordered if not row.ratio and not row.equal]
    unclear = [row for row in differing if row.has_interval and not row.clear]
    single = [row for row in differing if not row.has_interval]
    ratios = [
        sentence("ratio_sentence" if row.has_interval else "ratio_single", row, said)
        for row in ordered
        if row.ratio
    ]
    return Headline(
        scenario=study.style(run).name,
        place=study.place(place),
        period=study.period(period),
        lead=_lead(clear, unclear, bool(single), study.place_inside(place), study.period(period), said),
        clear=[sentence("clear_sentence", row, said) for row in clear[:MOST_OPEN]],
        more=[sentence("clear_sentence", row, said) for row in clear[MOST_OPEN:]],
        unclear=[sentence("unclear_sentence", row, said) for row in unclear],
        equal=[sentence("equal_sentence", row, said) for row in ordered if row.equal],
        ratios=ratios,
        single=[sentence("single_sentence", row, said) for row in single],
    )


def _lead(clear: list[Row], unclear: list[Row], single: bool, place: str, period: str, said: Words) -> str:
    """The first clear differences by weight; what is asked first and is not clear is said not to be."""
    if single:
        return said.say("lead_single")
    if not clear:
        return said.say("lead_unclear", place=place, period=period)
    first = said.listed(_phrase("clear_short", row, said) for row in clear[:MOST_IN_FIRST])
    asked = [row for row in unclear if row.indicator in FIRST[:MOST_IN_FIRST]]
    if asked:
        nouns = said.say("and").join(said.indicator(row.indicator).noun for row in asked)
        first = said.say("but_unclear", first=first, nouns=nouns)
    return said.say("lead_clear", place=place, period=period, first=first)


def _weight(row: Row) -> int:
    return FIRST.index(row.indicator) if row.indicator in FIRST else len(FIRST)


def sentence(key: str, row: Row, said: Words) -> str:
    """ "Visits … are lower: 31,200 instead of 31,900 visits (−700 visits; 95 % interval −810 to −590)"."""
    phrase = _phrase(key, row, said)
    return phrase[:1].upper() + phrase[1:]


def _phrase(key: str, row: Row, said: Words) -> str:
    shown = show(row, said)
    return said.say(
        key,
        noun=said.indicator(row.indicator).noun,
        way=said.say("higher" if row.difference > 0 else "lower"),
        baseline=shown.baseline,
        scenario=with_unit(shown.scenario, shown.unit),
        difference=with_unit(shown.difference, shown.unit_difference),
        size=with_unit(shown.size, shown.unit_difference),
        interval=shown.interval,
    )
