"""Main indicators over the number that a sweep varies, with the interval of the difference."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.comparison.compared import Row, rows, show
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import bounds
from sim.reports.figures.panels import Panel, Section, Table
from sim.reports.figures.style import BASELINE, SCENARIOS, as_data, axis, figure, scatter
from sim.reports.reading.parameter import Parameter
from sim.reports.words.numbers import finite, number, plain

CURVES: Final = tuple(each.id for each in CATALOGUE.values() if each.in_curve)
OfRuns = Mapping[str, Row]  # an indicator in each run that holds it, by run id


def curve(study: Study, parameter: Parameter) -> Section | None:
    """A panel for each main indicator where the scenario acts, in the first period; None if nothing is
    compared.
    """
    if study.comparison.empty:
        return None
    said = study.said
    place, period = study.places[0], study.periods[0]
    found = {run.run_id: rows(study.comparison, run.run_id, place, period) for run in study.runs[1:]}
    curves = {name: {run: each[name] for run, each in found.items() if name in each} for name in CURVES}
    held = {name: of_runs for name, of_runs in curves.items() if of_runs}
    panels = [_panel(study, parameter, name, of_runs) for name, of_runs in held.items()]
    drawn = [panel for panel in panels if panel is not None]
    if not drawn:
        return None
    lead = said.say(
        "curve_lead",
        parameter=parameter.name,
        place=study.place(place),
        period=study.period(period),
        baseline=study.style(study.baseline).name,
    )
    title = said.say("curve", parameter=parameter.name)
    return Section("curve", title, lead, [*drawn, _table(study, parameter, held)])


def points(
    study: Study, parameter: Parameter, indicator: str, found: OfRuns
) -> list[tuple[float, float, float, float]]:
    """(value of the parameter, level, low, high), by value; the baseline without interval, if it is in the
    sweep.
    """
    level = next(iter(found.values())).baseline
    drawn = []
    for run_id, value in parameter.values.items():
        row = found.get(run_id)
        if row is not None:
            low, high = np.clip(
                [row.baseline + row.low, row.baseline + row.high], *bounds(indicator)
            ).tolist()
            drawn.append((value, row.scenario, low, high))
        elif run_id == study.baseline.run_id:
            drawn.append((value, level, level, level))
    return sorted(drawn)


def _panel(study: Study, parameter: Parameter, indicator: str, found: OfRuns) -> Panel | None:
    row = next(iter(found.values()))
    drawn = [point for point in points(study, parameter, indicator, found) if finite(point[1])]
    if len(drawn) < 2:
        return None
    said = study.said
    unit, title = said.unit(row.unit), said.term(indicator)
    xs, ys = [x for x, *_ in drawn], [y for _, y, *_ in drawn]
    error = {
        "type": "data",
        "symmetric": False,
        "color": SCENARIOS[0],
        "thickness": 1.6,
        "width": 5,
        "array": [high - y if finite(high) else 0 for _, y, _, high in drawn],
        "arrayminus": [y - low if finite(low) else 0 for _, y, low, _ in drawn],
    }
    trace = scatter(
        "lines+markers",
        xs,
        ys,
        error_y=error,
        name=title,
        **as_data(low=[low for *_, low, _ in drawn], high=[high for *_, high in drawn]),
        line={"color": SCENARIOS[0], "width": 2},
        marker={"color": SCENARIOS[0], "size": 8},
        hovertemplate=f"{parameter.name} = %{{x}}<br><b>%{{y:,.{row.decimals}f}}</b> {unit}<extra></extra>",
    )
    space = 0.06 * (max(xs) - min(xs))
    ends = [min(xs) - space, max(xs) + space]
    dashed = {"color": BASELINE, "width": 1.5, "dash": "dash"}
    level = [row.baseline, row.baseline]
    dashes = scatter("lines", ends, level, name=said.say("baseline"), line=dashed, hoverinfo="skip")
    made = figure(
        [dashes, trace],
        xaxis=axis(parameter.name.removeprefix("measures."), range=ends, tickvals=xs),
        yaxis=axis(unit, tickformat=","),
    )
    told = said.listed(said.pair(plain(x, said), number(y, row.decimals, said)) for x, y, *_ in drawn)
    return Panel(f"curve-{indicator}", title, f"{said.pair(f'{title} ({unit})', told)}.", made, height=280)


def _table(study: Study, parameter: Parameter, held: Mapping[str, OfRuns]) -> Table:
    said = study.said
    lines = []
    for run in study.runs:
        cells = []
        for found in held.values():
            row = found.get(run.run_id)
            if row is not None:
                shown = show(row, said)
                cells.append(f"{shown.scenario} ({shown.difference}{' *' if row.clear else ''})")
            elif run is study.baseline:
                cells.append(show(next(iter(found.values())), said).baseline)
            else:
                cells.append("–")
        value = parameter.values.get(run.run_id)
        name = study.style(run).name if value is None else plain(value, said)
        lines.append((name, *cells))
    head = (parameter.name.removeprefix("measures."), *map(said.term, held))
    return Table(said.say("sweep_legend"), head, lines)
