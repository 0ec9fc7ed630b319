"""Differences from the baseline with their intervals, all on one scale: % of the baseline's value."""

from typing import Any, Final

from sim.reports.compared import MAIN, Row, in_order, rows, show
from sim.reports.numbers import finite, with_unit
from sim.reports.panels import Panel, Section, Table, line_keys
from sim.reports.runs import Run
from sim.reports.study import Study
from sim.reports.theme import axis, faded, layout

LIMIT: Final = 50.0  # % of the baseline beyond which intervals are cut
MOST_SCENARIOS: Final = 4


def forest(study: Study) -> Section | None:
    """A panel for each place and period; None where nothing is compared."""
    if study.comparison.empty:
        return None
    said = study.said
    panels: list[Panel] = []
    tables: list[Table] = []
    notes: list[str] = []
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
                notes += [f"{title}: {note}" for note in made[1]]
            tables += [
                _table(study, run, found[run.run_id], title) for run in study.runs[1:] if found[run.run_id]
            ]
    if study.replications < 2:
        notes.append(said.say("no_interval"))
    keys = line_keys([study.style(run) for run in others])
    return Section(
        "forest",
        said.say("forest"),
        said.say("forest_lead"),
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
    said = study.said
    union = {k: row for each in reversed(list(found.values())) for k, row in each.items()}
    listed = [row.indicator for _, group in in_order(union, said) for row in group]
    drawable = [
        k for k in listed if any(_relative(each[k]) is not None for each in found.values() if k in each)
    ]
    if not drawable:
        return None
    height = len(drawable)
    data: list[dict[str, Any]] = []
    told: list[str] = []
    clipped = False
    for i, run in enumerate(runs):
        offset = ((len(runs) - 1) / 2 - i) * min(0.22, 0.7 / len(runs))
        for at, indicator in enumerate(drawable):
            row = found[run.run_id].get(indicator)
            if row is None or _relative(row) is None:
                continue
            told.append(f"{said.indicator(indicator).title}: {_told(row, study)}")
            traces, cut = _mark(study, run, row, height - 1 - at + offset)
            data += traces
            clipped |= cut
    first = found[runs[0].run_id]
    figure = {
        "data": data,
        "layout": layout(
            xaxis=axis(
                said.say("forest_axis"),
                range=_range(found, drawable),
                zeroline=True,
                ticksuffix=" %",
                nticks=7,
            ),
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
    notes = [said.say("forest_clipped", limit=round(LIMIT))] if clipped else []
    left_out = [
        said.indicator(k).title
        for k in listed
        if k not in drawable and not union[k].equal and not union[k].ratio
    ]
    if left_out:
        notes.append(said.say("forest_left_out", names=", ".join(left_out)))
    alt = f"{title}. {'; '.join(told)}."
    return Panel(f"forest-{name.replace('*', 'all')}", title, alt, figure, height=70 + 40 * height), notes


def _relative(row: Row) -> tuple[float, float, float] | None:
    """Difference, low and high in % of the baseline's value; None where that is 0 or nothing differs by
    definition.
    """
    if not finite(row.baseline) or row.baseline == 0 or not finite(row.difference):
        return None
    scale = 100 / abs(row.baseline)
    return row.difference * scale, row.low * scale, row.high * scale


def _range(found: dict[str, dict[str, Row]], drawable: list[str]) -> list[float]:
    """The axis: as far as the widest interval reaches, within the limit, with 0 in it."""
    ends = [0.0]
    for each in found.values():
        for indicator in drawable:
            relative = _relative(each[indicator]) if indicator in each else None
            ends += [value for value in relative or () if finite(value)]
    low, high = max(-LIMIT, min(ends)), min(LIMIT, max(ends))
    space = max(0.5, 0.06 * (high - low))
    return [low - space, high + space]


def _mark(study: Study, run: Run, row: Row, y: float) -> tuple[list[dict[str, Any]], bool]:
    """The interval's line and the difference's mark; whether something was cut at the limit."""
    relative = _relative(row)
    assert relative is not None
    middle, low, high = relative
    style = study.style(run)
    cut = any(finite(value) and abs(value) > LIMIT for value in relative)
    hover = f"{style.name}<br>{study.said.indicator(row.indicator).title}: {_told(row, study)}<extra></extra>"
    inside = [max(-LIMIT, min(LIMIT, value)) for value in (middle, low, high)]
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
    return traces, cut


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
    difference = with_unit(shown.difference, study.said.name(study.said.short_units, shown.unit_difference))
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
