"""Differences from the baseline with their intervals, all on one scale: % of the baseline's value."""

from typing import Any, Final

from sim.reports.comparison.compared import MAIN, Row, in_order, rows, show
from sim.reports.comparison.study import Study
from sim.reports.figures.panels import Panel, Section, Table, line_keys
from sim.reports.figures.style import axis, faded, layout
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import finite, with_unit

LIMIT: Final = 50.0  # % of the baseline beyond which intervals are cut
MOST_SCENARIOS: Final = 4


def forest(study: Study) -> Section | None:
    """A panel for each place and period; None where nothing is compared."""
    if study.comparison.empty:
        return None
    said = study.said
    panels: list[Panel] = []
    tables: list[Table] = []
    left_out: list[str] = []
    others = list(study.drawn[1 : MOST_SCENARIOS + 1])
    for p, period in enumerate(study.periods):
        for place in study.places:
            found = {run.run_id: rows(study.comparison, run.run_id, place, period) for run in study.runs[1:]}
            title = said.say("forest_panel", place=study.place(place), period=study.period(period))
            made = _panel(
                study, others, {run.run_id: _main(found[run.run_id]) for run in others}, title, f"{place}-{p}"
            )
            if made is not None:
                panels.append(made[0])
                left_out += made[1]
            tables += [
                _table(study, run, found[run.run_id], title) for run in study.runs[1:] if found[run.run_id]
            ]
    notes = []
    if left_out:
        notes.append(said.say("forest_left_out", names=", ".join(dict.fromkeys(left_out))))
    if study.replications < 2:
        notes.append(said.say("no_interval"))
    keys = line_keys([study.style(run) for run in others])
    return Section(
        "forest",
        said.say("forest"),
        said.say("forest_lead", limit=round(LIMIT)),
        keys,
        tuple(panels),
        tuple(tables),
        tuple(notes),
    )


def _main(found: dict[str, Row]) -> dict[str, Row]:
    return {name: row for name, row in found.items() if name in MAIN}


def _panel(
    study: Study, runs: list[Run], found: dict[str, dict[str, Row]], title: str, name: str
) -> tuple[Panel, list[str]] | None:
    """The figure, and the titles of indicators that have no place in it; None if none has."""
    said = study.said
    union = {k: row for each in reversed(list(found.values())) for k, row in each.items()}
    listed = [row.indicator for _, group in in_order(union, said) for row in group]
    drawable = [k for k in listed if any(_relative(each.get(k)) is not None for each in found.values())]
    if not drawable:
        return None
    height = len(drawable)
    first = found[runs[0].run_id]
    figure = {
        "data": _marks(study, runs, found, drawable),
        "layout": layout(
            xaxis=axis(said.say("forest_axis"), range=_range(found, drawable), ticksuffix=" %", nticks=7),
            yaxis=axis(
                tickvals=list(range(height)),
                ticktext=[_name(study, indicator, first, len(runs)) for indicator in reversed(drawable)],
                range=[-0.6, height - 0.4],
                ticks="",
                showgrid=False,
                zeroline=False,
            ),
            hovermode="closest",
        ),
    }
    told = [f"{said.indicator(k).title}: {_told(first[k], study)}" for k in drawable if k in first]
    left_out = [k for k in listed if k not in drawable and not union[k].equal and not union[k].ratio]
    panel = Panel(
        f"forest-{name.replace('*', 'all')}", title, f"{title}. {'; '.join(told)}.", figure, 70 + 40 * height
    )
    return panel, [said.indicator(k).title for k in left_out]


def _marks(
    study: Study, runs: list[Run], found: dict[str, dict[str, Row]], drawable: list[str]
) -> list[dict[str, Any]]:
    """For each indicator a mark for each run, one under the other."""
    data: list[dict[str, Any]] = []
    for i, run in enumerate(runs):
        offset = ((len(runs) - 1) / 2 - i) * min(0.22, 0.7 / len(runs))
        for at, indicator in enumerate(reversed(drawable)):
            row = found[run.run_id].get(indicator)
            relative = _relative(row)
            if row is not None and relative is not None:
                data += _mark(study, run, row, relative, at + offset)
    return data


def _relative(row: Row | None) -> tuple[float, float, float] | None:
    """Difference, low and high in % of the baseline; None where that is 0 or unknown."""
    if row is None or not finite(row.baseline) or row.baseline == 0 or not finite(row.difference):
        return None
    scale = 100 / abs(row.baseline)
    return row.difference * scale, row.low * scale, row.high * scale


def _range(found: dict[str, dict[str, Row]], drawable: list[str]) -> list[float]:
    """The axis: as far as the widest interval reaches, within the limit, with 0 in it."""
    ends = [0.0]
    for each in found.values():
        for indicator in drawable:
            relative = _relative(each.get(indicator))
            ends += [value for value in relative or () if finite(value)]
    low, high = max(-LIMIT, min(ends)), min(LIMIT, max(ends))
    space = max(0.5, 0.06 * (high - low))
    return [low - space, high + space]


def _mark(
    study: Study, run: Run, row: Row, relative: tuple[float, float, float], y: float
) -> list[dict[str, Any]]:
    """The interval's line and the difference's mark; what lies beyond the limit is cut there."""
    middle = relative[0]
    style = study.style(run)
    hover = f"{style.name}<br>{study.said.indicator(row.indicator).title}: {_told(row, study)}<extra></extra>"
    inside = [max(-LIMIT, min(LIMIT, value)) for value in relative]
    traces: list[dict[str, Any]] = []
    if row.has_interval:
        line = {"color": style.color, "width": 2}
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": inside[1:],
                "y": [y, y],
                "line": line,
                "hovertemplate": hover,
            }
        )
    fill = style.color if row.clear else "#ffffff"
    symbol = style.symbol if abs(middle) <= LIMIT else ("triangle-right" if middle > 0 else "triangle-left")
    marker = {"symbol": symbol, "size": 10, "color": fill, "line": {"color": style.color, "width": 2}}
    if not row.has_interval:
        marker["color"] = faded(style.color, 0.35)
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": inside[:1],
            "y": [y],
            "marker": marker,
            "hovertemplate": hover,
        }
    )
    return traces


def _told(row: Row, study: Study) -> str:
    """The difference with unit and interval."""
    shown = show(row, study.said)
    text = with_unit(shown.difference, shown.unit_difference)
    return f"{text} ({study.said.say('to', low=shown.low, high=shown.high)})" if row.has_interval else text


def _name(study: Study, indicator: str, first: dict[str, Row], runs: int) -> str:
    """The indicator and, where there is but one scenario, its difference in its own unit."""
    title = study.said.indicator(indicator).title
    if runs > 1 or indicator not in first:
        return title
    shown = show(first[indicator], study.said)
    difference = with_unit(shown.difference, shown.short_unit_difference)
    return f"{title}<br><span style='font-size:11px;color:#52606d'>{difference}</span>"


def _table(study: Study, run: Run, found: dict[str, Row], title: str) -> Table:
    """All indicators of one scenario, place and period: the whole comparison as numbers."""
    said = study.said
    lines = []
    for theme, listed in in_order(found, said):
        for row in listed:
            shown = show(row, said)
            interval = said.say("to", low=shown.low, high=shown.high) if row.has_interval else "–"
            difference = f"{shown.difference} *" if row.clear else shown.difference
            name = f"{theme}: {said.indicator(row.indicator).title}"
            lines.append((name, shown.baseline, shown.scenario, difference, interval, shown.unit))
    head = tuple(
        said.say(key) for key in ("indicator", "baseline", "scenario", "difference", "interval", "unit")
    )
    return Table(f"{study.style(run).name}: {title}. {said.say('mark_legend')}", head, tuple(lines))
