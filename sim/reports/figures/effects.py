"""What each scenario changes under each value of an assumption, against the baseline that shares it."""

from typing import Any

import pandas as pd

from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.by_assumption import Assumed, ByAssumption
from sim.reports.comparison.compared import Row, places_of, rows, show, unique
from sim.reports.comparison.study import Study
from sim.reports.figures.curve import CURVES
from sim.reports.figures.panels import Panel, Section, Table
from sim.reports.figures.style import BASELINE, DASHES, SCENARIOS, SYMBOLS, Style, axis, figure, scatter
from sim.reports.reading.focus import focus_communes
from sim.reports.words.numbers import finite, signed
from sim.reports.words.numbers import plain as decimal


def effects(study: Study, sweep: ByAssumption, comparison: pd.DataFrame) -> Section:
    """A panel for each main indicator (the difference over the assumption, a line for each scenario), and a
    table for each place. ``study`` is that of the assumption which the rest of the page shows.
    """
    said = study.said
    everybody = [run for each in sweep.values for run in (each.baseline, *each.runs)]
    places = places_of(comparison, focus_communes(everybody)) or [WHOLE]
    period = unique(comparison, "period")[0]
    marks = {
        name: Style(name, SCENARIOS[n % len(SCENARIOS)], DASHES[n % len(DASHES)], SYMBOLS[n % len(SYMBOLS)])
        for n, name in enumerate(sweep.scenarios)
    }
    panels = [_panel(study, sweep, comparison, places[0], period, name, marks) for name in CURVES]
    shown = next(each.value for each in sweep.values if each.baseline is study.baseline)
    lead = said.say(
        "effects_lead",
        parameter=sweep.parameter,
        place=study.place_inside(places[0]),
        period=study.period(period),
        baseline=study.style(study.baseline).name,
        shown=shown,
    )
    tables = [_table(study, sweep, comparison, place, period) for place in places]
    drawn = [panel for panel in panels if panel is not None]
    title = said.say("effects", parameter=sweep.parameter)
    return Section("effects", title, lead, [*drawn, *tables], list(marks.values()))


def _found(
    each: Assumed, comparison: pd.DataFrame, place: str, period: str
) -> list[tuple[str, dict[str, Row]]]:
    """The rows of each run under an assumption, by what it is called."""
    return [(each.names[run.run_id], rows(comparison, run.run_id, place, period)) for run in each.runs]


def _panel(
    study: Study,
    sweep: ByAssumption,
    comparison: pd.DataFrame,
    place: str,
    period: str,
    indicator: str,
    marks: dict[str, Style],
) -> Panel | None:
    said = study.said
    named = any(each.number is None for each in sweep.values)
    lines: dict[str, list[tuple[float | str, Row]]] = {}
    for each in sweep.values:
        for name, found in _found(each, comparison, place, period):
            row = found.get(indicator)
            if row is not None and row.comparable:
                x = each.value if named or each.number is None else each.number
                lines.setdefault(name, []).append((x, row))
    if not lines:
        return None
    first = next(iter(lines.values()))[0][1]
    unit = show(first, said).unit_difference
    factor = 0.001 if show(first, said).unit.startswith("k") and not first.unit.startswith("k") else 1.0
    traces, told = [], []
    for name, points in lines.items():
        values = [row.difference * factor for _, row in points]
        traces.append(
            scatter(
                "lines+markers",
                [x for x, _ in points],
                values,
                name=name,
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "color": marks[name].color,
                    "array": [factor * _bar(row.high - row.difference) for _, row in points],
                    "arrayminus": [factor * _bar(row.difference - row.low) for _, row in points],
                },
                line={"color": marks[name].color, "width": 2, "dash": marks[name].dash},
                marker={"color": marks[name].color, "size": 8, "symbol": marks[name].symbol},
                hovertemplate=f"%{{x}}<br><b>%{{y:,.{first.decimals}f}}</b> {unit}<extra>{name}</extra>",
            )
        )
        pairs = (
            said.pair(x if isinstance(x, str) else decimal(x, said), signed(value, first.decimals, said))
            for (x, _), value in zip(points, values, strict=True)
        )
        told.append(f"{name} ({said.listed(pairs)})")
    title = said.indicator(indicator).title
    made = figure(
        traces,
        xaxis=axis(sweep.parameter, **_ticks(sweep)),
        yaxis=axis(unit, tickformat=",", zeroline=True, zerolinecolor=BASELINE, zerolinewidth=1.5),
    )
    text = said.pair(f"{title} ({unit})" if unit else title, said.listed(told))
    return Panel(f"effects-{indicator}", title, f"{text}.", made, height=280)


def _ticks(sweep: ByAssumption) -> dict[str, Any]:
    """The values that were played; they are names where one of them is no number."""
    numbers = [each.number for each in sweep.values]
    return {"type": "category"} if None in numbers else {"tickvals": numbers}


def _bar(length: float) -> float:
    return length if finite(length) else 0.0


def _table(study: Study, sweep: ByAssumption, comparison: pd.DataFrame, place: str, period: str) -> Table:
    said = study.said
    held = [name for name in CURVES if name in set(comparison["indicator"])]
    lines = []
    for each in sweep.values:
        found = _found(each, comparison, place, period)
        level = next((rows_ for _, rows_ in found if rows_), {})
        cells = [show(level[name], said).baseline if name in level else "–" for name in held]
        baseline = each.baseline.title(said.lang) or each.baseline.manifest.scenario
        lines.append((each.value, said.say("of_baseline", name=baseline), *cells))
        lines += [(each.value, name, *(_cell(mine.get(one), study) for one in held)) for name, mine in found]
    head = (sweep.parameter, said.say("scenario"), *(said.indicator(name).title for name in held))
    caption = said.say("effects_of", place=study.place(place), period=study.period(period))
    return Table(caption, head, lines)


def _cell(row: Row | None, study: Study) -> str:
    if row is None:
        return "–"
    shown = show(row, study.said)
    if not row.has_interval:
        return f"{shown.scenario} ({shown.difference})"
    allowed = [study.said.say("allowed_inside", range=shown.range)] if row.has_range else []
    told = [shown.difference + " *" * row.clear, shown.interval, *allowed]
    return f"{shown.scenario} ({study.said.listed(told)})"
