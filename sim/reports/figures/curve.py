"""Main indicators over the number that a sweep varies, with the interval of the difference."""

from typing import Any, Final

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.comparison.compared import Row, rows, show
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import bounds
from sim.reports.figures.panels import Panel, Section, Table
from sim.reports.figures.style import BASELINE, SCENARIOS, axis, layout
from sim.reports.reading.parameter import Parameter
from sim.reports.words.numbers import finite, number

CURVES: Final = tuple(each.id for each in CATALOGUE.values() if each.in_curve)


def curve(study: Study, parameter: Parameter) -> Section | None:
    """A panel for each main indicator where the scenario acts, in the first period; None if nothing is
    compared.
    """
    if study.comparison.empty:
        return None
    said = study.said
    place, period = study.places[0], study.periods[0]
    found = {run.run_id: rows(study.comparison, run.run_id, place, period) for run in study.runs[1:]}
    made = [_panel(study, parameter, indicator, found) for indicator in CURVES]
    panels = tuple(panel for panel in made if panel is not None)
    if not panels:
        return None
    lead = said.say(
        "curve_lead",
        parameter=parameter.name,
        place=study.place(place),
        period=study.period(period),
        baseline=study.style(study.baseline).name,
    )
    table = _table(study, parameter, found)
    return Section("curve", said.say("curve", parameter=parameter.name), lead, (), panels, (table,))


def points(
    study: Study, parameter: Parameter, indicator: str, found: dict[str, dict[str, Row]]
) -> list[tuple[float, float, float, float]]:
    """(value of the parameter, level, low, high), by value; the baseline without interval, if it is in the
    sweep.
    """
    drawn = []
    for run in study.runs:
        row = found.get(run.run_id, {}).get(indicator)
        value = parameter.values.get(run.run_id)
        if value is None:
            continue
        if row is not None:
            least, most = bounds(indicator)
            low, high = (min(max(row.baseline + end, least), most) for end in (row.low, row.high))
            drawn.append((value, row.scenario, low, high))
        elif run is study.baseline:
            level = _baseline(indicator, found)
            if level is not None:
                drawn.append((value, level, level, level))
    return sorted(drawn)


def _baseline(indicator: str, found: dict[str, dict[str, Row]]) -> float | None:
    levels = [each[indicator].baseline for each in found.values() if indicator in each]
    return levels[0] if levels else None


def _panel(
    study: Study, parameter: Parameter, indicator: str, found: dict[str, dict[str, Row]]
) -> Panel | None:
    level = _baseline(indicator, found)
    drawn = [point for point in points(study, parameter, indicator, found) if finite(point[1])]
    if level is None or len(drawn) < 2:
        return None
    said = study.said
    row = next(each[indicator] for each in found.values() if indicator in each)
    error: dict[str, Any] = {
        "type": "data",
        "symmetric": False,
        "color": SCENARIOS[0],
        "thickness": 1.6,
        "width": 5,
    }
    error["array"] = [high - y if finite(high) else 0 for _, y, _, high in drawn]
    error["arrayminus"] = [y - low if finite(low) else 0 for _, y, low, _ in drawn]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [x for x, *_ in drawn],
        "y": [y for _, y, *_ in drawn],
        "error_y": error,
        "line": {"color": SCENARIOS[0], "width": 2},
        "marker": {"color": SCENARIOS[0], "size": 8},
        "hovertemplate": (
            f"{parameter.name} = %{{x}}: <b>%{{y:,.{row.decimals}f}}</b> {said.unit(row.unit)}<extra></extra>"
        ),
    }
    title = said.indicator(indicator).title
    xs = [x for x, *_ in drawn]
    space = 0.06 * (max(xs) - min(xs))
    ends = [min(xs) - space, max(xs) + space]
    reference = {
        "type": "scatter",
        "mode": "lines",
        "x": ends,
        "y": [level, level],
        "line": {"color": BASELINE, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }
    figure = {
        "data": [reference, trace],
        "layout": layout(
            xaxis=axis(
                parameter.name.removeprefix("measures."),
                range=ends,
                tickvals=xs,
            ),
            yaxis=axis(said.unit(row.unit), tickformat=","),
        ),
    }
    told = "; ".join(f"{number(x, 2, said)}: {number(y, row.decimals, said)}" for x, y, *_ in drawn)
    return Panel(f"curve-{indicator}", title, f"{title} ({said.unit(row.unit)}): {told}.", figure, height=280)


def _table(study: Study, parameter: Parameter, found: dict[str, dict[str, Row]]) -> Table:
    said = study.said
    held = [k for k in CURVES if _baseline(k, found) is not None]
    lines = []
    for run in study.runs:
        cells = []
        for indicator in held:
            row = found.get(run.run_id, {}).get(indicator)
            if row is not None:
                shown = show(row, said)
                cells.append(f"{shown.scenario} ({shown.difference}{' *' if row.clear else ''})")
            elif run is study.baseline:
                any_row = next(each[indicator] for each in found.values() if indicator in each)
                cells.append(show(any_row, said).baseline)
            else:
                cells.append("–")
        value = parameter.values.get(run.run_id)
        name = study.style(run).name if value is None else f"{value:g}"
        lines.append((name, *cells))
    head = (parameter.name.removeprefix("measures."), *(said.indicator(name).title for name in held))
    return Table(said.say("sweep_legend"), head, tuple(lines))
