"""What a mayor asks first, answered in a sentence each: levels with and without a scenario, and how sure.

The page, its printed summary and the terminal begin with these. Which indicators an answer speaks of is said
in their records (``answer``); how it speaks of them, in conf/words/report.yaml.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sim.outcomes.catalogue.catalogue import CATALOGUE, in_answer
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.money import PAYER
from sim.outcomes.counting.source import ALL, WHOLE
from sim.outcomes.periods.months import Period, last_months, month_of
from sim.outcomes.periods.period import over_each
from sim.outcomes.storage.replication_result import later
from sim.reports.comparison.compared import Row, paid, rows, show
from sim.reports.comparison.study import Study
from sim.reports.comparison.sure import DOUBTFUL, GIVEN, Sure, allowed, how_sure, many
from sim.reports.reading.names import days_of
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import finite, most_decimals, number, with_unit

SURE_OF: Final = {2: "sure_of_2", 3: "sure_of_3"}  # texts on a further figure of an answer
MONTHS: Final = 12
SYMBOLS: Final = ("%", "€")
DOCTORS: Final = "heads"  # the unit of what is whole, but for means over months


class Question(NamedTuple):
    """Keys of texts: what is asked, what is said of the first indicator, and of each further one."""

    name: str
    ask: str
    first: str
    more: tuple[str, ...] = ()
    payers: bool = False  # whether all who pay for measures are told


QUESTIONS: Final = (
    Question("doctors", "ask_doctors", "tell_doctors", ("and_doctors",)),
    Question("registered", "ask_registered", "tell_registered"),
    Question("wait", "ask_wait", "tell_wait", ("and_wait", "and_given_up")),
    Question("emergency", "ask_emergency", "tell_emergency", ("and_emergency",)),
    Question("cost", "ask_cost", "tell_cost", ("and_cost",), payers=True),
)


class Told(NamedTuple):
    """An answer in another place or period, in short; ``sure`` is empty where it is not doubtful."""

    where: str
    text: str
    sure: str


class Answer(NamedTuple):
    """``sure`` is a sentence too; it is empty where nothing is compared."""

    name: str
    question: str
    sentence: str
    sure: str
    also: tuple[Told, ...]


class Answers(NamedTuple):
    """All that is answered of one scenario, and where and when that is."""

    scenario: str
    place: str
    period: str
    answers: tuple[Answer, ...]


class _Cell(NamedTuple):
    """The indicators of one run in one place and period."""

    run: Run
    place: str
    period: str
    found: Mapping[str, Row]


def answers(study: Study) -> list[Answers]:
    """For each scenario that is compared (without a comparison, for the run itself): first where it acts, in
    the first year; then there in the last one, and in the whole territory in both.
    """
    if study.comparison.empty:
        made = [_answers(study, cells) for cells in (_levels(study),)]
    else:
        made = [_answers(study, _compared(study, run)) for run in study.runs[1:]]
    return [each for each in made if each.answers]


def _compared(study: Study, run: Run) -> list[_Cell]:
    first, *more = study.periods
    at = [(study.places[0], first), *((study.places[0], period) for period in more[-1:])]
    if study.places[0] != WHOLE:
        at += [(WHOLE, period) for period in (first, *more[-1:])]
    return [
        _Cell(run, place, period, rows(study.comparison, run.run_id, place, period)) for place, period in at
    ]


def _levels(study: Study) -> list[_Cell]:
    """Of a run by itself: its levels over the first twelve months and the last."""
    run, head = study.baseline, study.baseline.manifest
    if not (run.has("indicators") and run.has("waits")):
        return []
    start, last = month_of(head.start), last_months(head.end, MONTHS)
    if last.last < start:
        return []
    first = Period(start, min(later(start, MONTHS - 1), last.last))
    at = [(study.places[0], first)]
    if first.last < last.first:
        at.append((study.places[0], last))
    if study.places[0] != WHOLE:
        at.append((WHOLE, first))
    periods = dict.fromkeys(period for _, period in at)
    both = [*periods, *(Period(start, period.last) for period in periods)]
    values = dict(zip(both, over_each(run, both), strict=True))
    cells = []
    for place, period in at:
        found = {}
        for each in (each for question in QUESTIONS for each in in_answer(question.name)):
            of = values[Period(start, period.last) if each.since_start else period]
            level = of.of(each.id, ALL, place)
            nan = float("nan")
            mean = float(level.mean()) if len(level) else nan
            if finite(mean):
                found[each.id] = Row(each.id, each.unit, nan, mean, nan, nan, nan, len(level))
        cells.append(_Cell(run, place, str(period), found))
    return cells


def _answers(study: Study, cells: Sequence[_Cell]) -> Answers:
    if not cells:
        return Answers(study.style(study.baseline).name, "", "", ())
    head = cells[0]
    made = (_answer(study, question, cells) for question in QUESTIONS)
    return Answers(
        study.style(head.run).name,
        study.place(head.place),
        study.period(head.period),
        tuple(each for each in made if each is not None),
    )


def _answer(study: Study, question: Question, cells: Sequence[_Cell]) -> Answer | None:
    said = study.said
    asked = [each.id for each in in_answer(question.name)]
    told = [(cell, *_told(study, question, asked, cell)) for cell in cells if asked[0] in cell.found]
    if not told or told[0][0] is not cells[0]:
        return None
    (_, sentence, sure), *others = told
    also = []
    for cell, *_ in others:
        brief = _brief(study, question, asked, cell)
        doubt = how_sure(cell.found[asked[0]]) in DOUBTFUL
        certain = _sure(cell, asked[:1], said) if doubt else ""
        also.append(Told(_where(study, cells[0], cell), brief, certain))
    certainty = f"{sure[:1].upper()}{sure[1:]}." if sure else ""
    return Answer(question.name, said.say(question.ask), sentence, certainty, tuple(also))


def _where(study: Study, head: _Cell, cell: _Cell) -> str:
    """What of place and period is not the head's; a civil year by its number."""
    days, place = days_of(cell.period), study.place(cell.place)
    period = study.period(f"{days[0]}..{days[1]}" if days else cell.period)
    if days and (days[0].replace(month=12, day=31), days[1].replace(month=1, day=1)) == days[::-1]:
        period = str(days[0].year)
    if cell.period == head.period:
        return f"{place}, {study.said.say('same_months')}"
    return ", ".join([place] * (cell.place != head.place) + [period])


def _told(study: Study, question: Question, asked: Sequence[str], cell: _Cell) -> tuple[str, str]:
    """The sentence, and how sure it is."""
    said, first = study.said, cell.found[asked[0]]
    more = {
        name: key
        for name, key in zip(asked[1:], question.more, strict=False)
        if name in cell.found and finite(cell.found[name].scenario)
    }
    values = {"payer": said.say("payer_all" if cell.place == WHOLE else "payer_one")}
    start, days = study.baseline.manifest.start, days_of(cell.period)
    for key, day in (("start", start), ("end", days[1] if days else start)):
        values[key] = said.month(day.year, day.month)
    text = said.say(question.first, **_pair(first, said), **values) + _people(study, first, cell, "people")
    for name, key in more.items():
        text += said.say(key, **_pair(cell.found[name], said))
    if question.payers:
        text += "".join(_paid(cell, said))
    payers = paid(cell.found) if question.payers else {}
    return f"{text}.", _sure(cell, [asked[0], *more, *payers], said, full=True)


def _brief(study: Study, question: Question, asked: Sequence[str], cell: _Cell) -> str:
    """The first indicator; where nothing changes in it, each further one in which something does."""
    row = cell.found[asked[0]]
    pair = _pair(row, study.said)
    text = f"{pair['after']}{pair['instead']}{_people(study, row, cell, 'people_brief')}"
    for name, key in zip(asked[1:], question.more, strict=False):
        other = cell.found.get(name)
        if row.equal and other is not None and other.comparable and not other.equal:
            text += study.said.say(key, **_pair(other, study.said))
    if question.payers and row.equal:
        text += "".join(_paid(cell, study.said))
    return text


def _paid(cell: _Cell, said: Words) -> list[str]:
    """What others than commune and insurance pay for measures, each who does."""
    return [
        said.say("and_paid", payer=_payer(name, said), **_pair(row, said))
        for name, row in paid(cell.found).items()
    ]


def _payer(name: str, said: Words) -> str:
    """Who that is, of ``payer:NAME``."""
    return said.name(said.payers, name.removeprefix(PAYER))


def _sure(cell: _Cell, names: Sequence[str], said: Words, full: bool = False) -> str:
    """How sure the first of these indicators is, and each further one where that may be chance alone, or the
    first is no question of chance. ``full``: with the interval.
    """
    found = [cell.found[name] for name in names]
    first = found[0]
    if not first.comparable:
        return ""
    level = how_sure(first)
    shown = show(first, said)
    given = full and first.possible
    interval = f" ({with_unit(shown.interval, shown.unit_difference)})" if given else ""
    told = [said.say(level.value, interval=interval)]
    if full and first.has_range and first.plausible_low < first.plausible_high and many(first):
        within = with_unit(shown.range, shown.unit_difference)
        told.append(said.say(allowed(level, first), range=within))
    for place, (name, row) in enumerate(zip(names[1:], found[1:], strict=True), start=2):
        other = how_sure(row)
        apart = other is Sure.CHANCE or (level in GIVEN and other not in GIVEN)
        if apart and other is not level and level is not Sure.SINGLE:
            sure = said.say(other.value, interval="")
            if name.startswith(PAYER):
                told.append(said.say("sure_of_payer", payer=_payer(name, said), sure=sure))
            else:
                told.append(said.say(SURE_OF[place], sure=sure))
    return said.listed(told)


def _pair(row: Row, said: Words) -> dict[str, str]:
    """The level with the scenario as ``number`` and, with its unit, as ``after``; and ``instead`` of what."""
    after, before = (_number(value, row, said) for value in (row.scenario, row.baseline))
    symbol = row.unit if row.unit in SYMBOLS else ""  # behind every number; words stand behind the first
    if not finite(row.baseline):
        instead = ""
    elif row.equal:
        instead = said.say("instead_same")
    elif after != before:
        instead = said.say("instead", before=with_unit(before, symbol))
    elif row.clear:
        shown = show(row, said)
        instead = said.say("instead_by", difference=with_unit(shown.difference, shown.unit_difference))
    else:
        instead = said.say("instead_rounded")
    decimals = 0 if row.unit == "€" else _decimals(row)
    unit = said.unit_of(row.unit, Decimal(f"{abs(row.scenario):.{decimals}f}"))
    return {"number": after, "after": with_unit(after, unit), "instead": instead}


def _number(value: float, row: Row, said: Words) -> str:
    if row.unit == "€":
        return number(float(round(value, -3 if abs(value) >= 10_000 else 0)), 0, said)
    return number(value, _decimals(row), said)


def _decimals(row: Row) -> int:
    """As in tables; doctors who are whole are not cut into tenths, and a clear difference is not rounded
    away.
    """
    values = [value for value in (row.baseline, row.scenario) if finite(value)]
    if row.unit == DOCTORS and all(abs(value - round(value)) < 0.05 for value in values):
        return 0
    decimals = min(row.level_decimals, 1) if row.unit == DOCTORS else row.level_decimals
    most = max(decimals, most_decimals(*values))
    while row.clear and decimals < most and len({f"{value:.{decimals}f}" for value in values}) == 1:
        decimals += 1
    return decimals


def _people(study: Study, row: Row, cell: _Cell, key: str) -> str:
    """What a share of residents is in people: the share times those concerned, whom the outcomes count."""
    record = CATALOGUE.get(row.indicator)
    days = days_of(cell.period)
    if record is None or record.rule is not Rule.RATIO or row.unit != "%" or days is None:
        return ""
    concerned = CATALOGUE[record.parts[1]]
    if concerned.unit != "residents":
        return ""
    said, told = study.said, []
    for run, share in ((cell.run, row.scenario), (study.baseline, row.baseline)):
        count = _mean(run, concerned.id, cell.place, *days) if finite(share) else float("nan")
        told.append(number(_about(share * count / 100), 0, said) if finite(count) else "")
    after, before = told
    if not after:
        return ""
    instead = said.say("instead", before=before) if before and before != after else ""
    return said.say(key, after=after, instead=instead)


def _mean(run: Run, indicator: str, place: str, first: date, last: date) -> float:
    """A count that is there on the first of each month: its mean over months and replications."""
    if not run.has("indicators"):
        return float("nan")
    found = run.query(
        "indicators",
        """SELECT avg(value) AS value FROM this WHERE indicator = $indicator AND "group" = $everybody
           AND commune = $place AND month BETWEEN $first AND $last""",
        indicator=indicator,
        place=place,
        first=first,
        last=last,
        everybody=ALL,
    )
    return float(found["value"].iloc[0])


def _about(people: float) -> float:
    """Rounded as one speaks of people: in tens from 100 on, in hundreds from 10,000 on."""
    return float(round(people, 0 if people < 100 else -1 if people < 10_000 else -2))
