"""Which assumptions move a difference: as a tornado, as lines of a terminal, and in one sentence."""

from typing import Final, NamedTuple

from sim.outcomes.catalogue.catalogue import CATALOGUE, in_answer
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.periods.months import Period
from sim.outcomes.periods.sensitivity import LEAST_WORLDS, Sensitivity, Swing, sensitivity
from sim.reports.comparison.compared import Row, rows, show
from sim.reports.comparison.study import Study
from sim.reports.figures.panels import Panel, Part, Section
from sim.reports.figures.style import BASELINE, SCENARIOS, as_data, axis, figure, rows_axis
from sim.reports.reading.names import days_of
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import plain, with_unit
from sim.scenario.sources import data_root
from sim.scenario.uncertain import Uncertain, read_uncertain
from sim.scenario.worlds_file import BLOCK, OF_BLOCK
from sim.schema.languages import in_language

MOST_BARS: Final = 10
MOST_FIGURES: Final = 3  # scenarios
FIRST: Final = "registered"  # the answer whose first indicator is looked at, unless another is asked for


class Moved(NamedTuple):
    """A difference and what moves it."""

    run: Run
    row: Row
    found: Sensitivity


def indicator_of_answer() -> str:
    """The indicator that is looked at unless another is asked for."""
    return in_answer(FIRST)[0].id


def tornado(study: Study) -> Section | None:
    """A figure for each scenario; None where its replications live in too few plausible worlds."""
    if study.comparison.empty or study.worlds < LEAST_WORLDS:
        return None
    said, indicator = study.said, indicator_of_answer()
    parts: list[Part] = []
    says = []
    for run in study.runs[1 : MOST_FIGURES + 1]:
        moved = moves(study, run, indicator)
        if moved is None:
            continue
        says.append(sentence(moved, said))
        if moved.found.swings:
            parts.append(_panel(study, moved))
    if not says:
        return None
    lead = said.say(
        "tornado_lead",
        indicator=said.indicator(indicator).title,
        place=study.place_inside(study.places[0]),
        period=study.period(study.periods[0]),
    )
    return Section("tornado", said.say("tornado"), lead, parts, says=says)


def moves(study: Study, run: Run, indicator: str) -> Moved | None:
    """A run against the baseline, where it acts, in the first period; None where nothing can be told."""
    place, period = study.places[0], study.periods[0]
    days = days_of(period)
    row = rows(study.comparison, run.run_id, place, period).get(indicator)
    if row is None or days is None or CATALOGUE[indicator].rule is Rule.COMPARED:
        return None
    months = Period(days[0].replace(day=1), days[1].replace(day=1))
    found = sensitivity(run, study.baseline, months, indicator, place)
    return None if found is None else Moved(run, row, found)


def sentence(moved: Moved, said: Words) -> str:
    """In how many of 100 plausible worlds the difference holds, and what turns it."""
    found = moved.found
    told = said.say("holds_in", n=found.in_100, worlds=found.worlds)
    if found.turns is not None:
        key = "turns_above" if found.turns.above else "turns_below"
        value = value_of(found.turns.key, found.turns.value, said)
        told += said.say(key, name=name_of(found.turns.key, said), value=value)
    elif found.holds_in == found.worlds:
        told += said.say("turns_never")
    elif found.swings:
        told += said.say("turns_unsaid")
    return f"{told}. {too_few(found.worlds, said)}" if found.worlds < LEAST_WORLDS else f"{told}."


def too_few(worlds: int, said: Words) -> str:
    """That there are too few worlds to rank assumptions, and how many replications it takes."""
    whole, rest = divmod(LEAST_WORLDS, OF_BLOCK)
    needed = BLOCK * whole + rest + (rest > 1)  # the first of a block is lived in twice
    return said.say("few_worlds", n=worlds, least=LEAST_WORLDS, replications=needed)


def lines(moved: Moved, said: Words, width: int) -> list[str]:
    """The tornado of a terminal: for each assumption the mean difference in its lowest and highest third."""
    swings = moved.found.swings[:MOST_BARS]
    if not swings:
        return []
    names = [name_of(each.key, said) for each in swings]
    room = min(44, max(map(len, names)))
    ends = [value for each in swings for value in (each.at_low, each.at_high)] + [moved.found.difference]
    least, most = min(ends), max(ends)
    bar = max(10, min(40, width - room - 34))
    told = []
    for name, each in zip(names, swings, strict=True):
        places = [round((bar - 1) * (v - least) / ((most - least) or 1)) for v in (each.at_low, each.at_high)]
        drawn = "".join("█" if min(places) <= n <= max(places) else "·" for n in range(bar))
        low, high = (_number(moved, value, said) for value in (each.at_low, each.at_high))
        values = said.say("from_to", low=low, high=high)
        told.append(f"{'*' if each.clear else ' '} {name[:room]:<{room}} {drawn} {values}")
    return told


def _number(moved: Moved, value: float, said: Words) -> str:
    return show(moved.row.at(value), said).difference


def _panel(study: Study, moved: Moved) -> Panel:
    said, swings = study.said, moved.found.swings[:MOST_BARS]
    names = [name_of(each.key, said) for each in swings]
    heights = list(range(len(swings)))[::-1]
    data = []
    factor = show(moved.row, said).unit.startswith("k") and not moved.row.unit.startswith("k")
    scale = 0.001 if factor else 1.0
    middle = moved.found.difference * scale
    for end, key, colour in (("low", "third_low", SCENARIOS[5]), ("high", "third_high", SCENARIOS[1])):
        values = [scale * getattr(each, f"at_{end}") for each in swings]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "base": middle,
                "x": [value - middle for value in values],
                "y": heights,
                "width": 0.6,
                "name": said.say(key),
                "marker": {"color": colour, "opacity": [1.0 if each.clear else 0.35 for each in swings]},
                "hovertext": [_hover(each, moved, said) for each in swings],
                "hoverinfo": "text",
                **as_data(row=names, value=values),
            }
        )
    unit = show(moved.row, said).unit_difference
    upright = {"type": "line", "y0": -0.6, "y1": len(swings) - 0.4}
    shapes = [
        upright | {"x0": middle, "x1": middle, "line": {"width": 1}},
        upright | {"x0": 0, "x1": 0, "line": {"width": 1.5, "color": BASELINE, "dash": "dot"}},
    ]
    made = figure(
        data,
        xaxis=axis(unit),
        yaxis=rows_axis(names),
        barmode="overlay",
        shapes=shapes,
        showlegend=True,
        legend={"orientation": "h", "y": -0.25},
        hovermode="closest",
    )
    title = study.style(moved.run).name
    told = said.listed(_hover(each, moved, said) for each in swings if each.clear)
    alt = f"{title}. {told or said.say('none_clear')}."
    return Panel(f"tornado-{moved.run.run_id}", title, alt, made, 120 + 34 * len(swings))


def _hover(each: Swing, moved: Moved, said: Words) -> str:
    unit = show(moved.row, said).unit_difference
    low, high = (with_unit(_number(moved, value, said), unit) for value in (each.at_low, each.at_high))
    return said.say(
        "swings",
        name=name_of(each.key, said),
        low=value_of(each.key, each.low, said),
        high=value_of(each.key, each.high, said),
        at_low=low,
        at_high=high,
    )


def _known() -> dict[str, Uncertain]:
    return {each.key: each for each in read_uncertain(data_root() / "conf")}


def name_of(key: str, said: Words) -> str:
    """What an assumption is called; its key, where it is known no more."""
    known = _known().get(key)
    return key if known is None else in_language(known.name, said.lang)


def value_of(key: str, value: float, said: Words) -> str:
    """A value of an assumption; of a factor, with a sign."""
    known = _known().get(key)
    text = plain(float(f"{value:.2g}"), said)
    return f"× {text}" if known is not None and known.factor else text
