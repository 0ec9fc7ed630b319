"""Differences from the baseline with their intervals, all on one scale: % of the baseline's value."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from sim.reports.comparison.compared import Row, in_order, main, rows, show
from sim.reports.comparison.study import Study
from sim.reports.figures.panels import Panel, Part, Section, Table, slug
from sim.reports.figures.style import Style, as_data, axis, faded, figure, rows_axis, scatter
from sim.reports.words import Words
from sim.reports.words.numbers import finite, with_unit

LIMIT: Final = 50.0  # % of the baseline beyond which intervals are cut
MOST_SCENARIOS: Final = 4
Found = Mapping[Style, Mapping[str, Row]]  # the indicators of each scenario


def forest(study: Study) -> Section | None:
    """A panel for each place and period; None where nothing is compared."""
    if study.comparison.empty:
        return None
    said = study.said
    parts: list[Part] = []
    left_out: list[str] = []
    keys = study.keys[1 : MOST_SCENARIOS + 1]
    for (p, period), place in product(enumerate(study.periods), study.places):
        compared = {
            study.style(run): rows(study.comparison, run.run_id, place, period) for run in study.runs[1:]
        }
        title = said.say("forest_panel", place=study.place(place), period=study.period(period))
        found = {style: main(compared[style]) for style in keys}
        union = {name: row for each in reversed(found.values()) for name, row in each.items()}
        listed = [row for _, group in in_order(union, said) for row in group]
        drawable = [row.indicator for row in listed if any(map(_relative, _of(found, row.indicator)))]
        if drawable:
            parts.append(_panel(f"forest-{slug(place)}-{p}", title, found, drawable, said))
            missing = [row for row in listed if row.indicator not in drawable]
            left_out += [
                said.indicator(row.indicator).title for row in missing if not row.equal and not row.ratio
            ]
        parts += [_table(style, each, title, said) for style, each in compared.items() if each]
    if left_out:
        parts.append(said.say("forest_left_out", names=", ".join(dict.fromkeys(left_out))))
    if study.replications < 2:
        parts.append(said.say("no_interval"))
    lead = said.say("forest_lead", limit=round(LIMIT))
    if study.ranged:
        lead = f"{lead} {said.say('forest_allowed')}"
    return Section("forest", said.say("forest"), lead, parts, keys, choice=True)


def _of(found: Found, indicator: str) -> list[Row]:
    """An indicator in the scenarios that hold it."""
    return [each[indicator] for each in found.values() if indicator in each]


def _panel(name: str, title: str, found: Found, drawable: Sequence[str], said: Words) -> Panel:
    first = next(iter(found.values()))
    shown = [row for indicator in drawable for row in _of(found, indicator)]
    made = figure(
        _marks(found, drawable, said),
        xaxis=axis(said.say("forest_axis"), range=_range(shown), ticksuffix=" %", nticks=7),
        yaxis=rows_axis([_name(indicator, found, said) for indicator in drawable]),
        hovermode="closest",
    )
    told = [said.pair(said.indicator(k).title, _told(first[k], said)) for k in drawable if k in first]
    return Panel(name, title, f"{title}. {said.listed(told)}.", made, 70 + 40 * len(drawable))


def _marks(found: Found, drawable: Sequence[str], said: Words) -> list[dict[str, Any]]:
    """For each indicator a mark for each run, one under the other."""
    data: list[dict[str, Any]] = []
    for i, (style, held) in enumerate(found.items()):
        offset = ((len(found) - 1) / 2 - i) * min(0.22, 0.7 / len(found))
        for height, indicator in enumerate(reversed(drawable)):
            if indicator in held and _relative(held[indicator]):
                data += _mark(style, held[indicator], height + offset, said)
    return data


def _relative(row: Row) -> list[float]:
    """Difference, low and high, and the ends of the range over plausible worlds, in % of the baseline;
    nothing where that is 0 or unknown.
    """
    if not finite(row.baseline) or row.baseline == 0 or not finite(row.difference):
        return []
    scale = 100 / abs(row.baseline)
    ends = (row.low, row.high, row.plausible_low, row.plausible_high)
    return [value * scale for value in (row.difference, *ends)]


def _range(shown: Sequence[Row]) -> list[float]:
    """The axis: as far as the widest interval reaches, within the limit, with 0 in it."""
    ends = [0.0, *(value for row in shown for value in _relative(row) if finite(value))]
    low, high = max(-LIMIT, min(ends)), min(LIMIT, max(ends))
    space = max(0.5, 0.06 * (high - low))
    return [low - space, high + space]


def _mark(style: Style, row: Row, y: float, said: Words) -> list[dict[str, Any]]:
    """What lies beyond the limit is cut there; behind the mark, the range over plausible worlds."""
    middle, low, high, *allowed = (max(-LIMIT, min(LIMIT, value)) for value in _relative(row))
    value, *ends = _relative(row)
    title = said.indicator(row.indicator).title
    beyond = replace(style, symbol="triangle-right" if middle > 0 else "triangle-left")
    made = mark_of(
        beyond if abs(value) > LIMIT else style,
        row,
        (middle, low, high),
        y,
        clear=row.clear,
        size=10,
        meta=as_data(row=title, value=[value], low=ends[:1], high=ends[1:2]),
    )
    if row.has_range:
        wide = {"color": faded(style.color, 0.3), "width": 7}
        made.insert(0, scatter("lines", allowed, [y, y], line=wide))
    return hovered(made, style, said.pair(title, _told(row, said)))


def mark_of(
    style: Style,
    row: Row,
    ends: tuple[float, float, float],
    y: float,
    *,
    clear: bool,
    size: int,
    meta: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """A difference at its height, middle, low and high given as they are drawn: the line of its interval, if
    it has one, then its mark, filled where it is ``clear``, empty where luck may explain it, pale where no
    interval says. ``meta``: what the data of the mark are called (``as_data``).
    """
    middle, low, high = ends
    outline = {"color": style.color, "width": 2}
    fill = style.color if clear else "#ffffff" if row.has_interval else faded(style.color, 0.35)
    marker = {"symbol": style.symbol, "size": size, "color": fill, "line": outline}
    line = [scatter("lines", [low, high], [y, y], line=outline)] if row.has_interval else []
    return [*line, scatter("markers", [middle], [y], marker=marker, name=style.name, **meta)]


def hovered(traces: Sequence[dict[str, Any]], style: Style, told: str) -> list[dict[str, Any]]:
    """Traces that say which scenario they are of, and what."""
    return [{**trace, "hovertemplate": f"{style.name}<br>{told}<extra></extra>"} for trace in traces]


def _told(row: Row, said: Words) -> str:
    """The difference with unit and interval."""
    shown = show(row, said)
    text = with_unit(shown.difference, shown.unit_difference)
    if not row.has_interval:
        return text
    allowed = f" {said.say('allowed_inside', range=shown.range)}" if row.has_range else ""
    return f"{text} ({shown.interval}){allowed}"


def _name(indicator: str, found: Found, said: Words) -> str:
    """The indicator and, where there is but one scenario, its difference in its own unit."""
    title = said.indicator(indicator).title
    if len(found) > 1:
        return title
    shown = show(_of(found, indicator)[0], said)
    difference = with_unit(shown.difference, shown.short_unit_difference)
    return f"{title}<br><span style='font-size:11px;color:#52606d'>{difference}</span>"


def _table(style: Style, found: dict[str, Row], title: str, said: Words) -> Table:
    """All indicators of one scenario, place and period: the whole comparison as numbers."""
    lines = []
    ranged = any(row.has_range for row in found.values())
    for theme, listed in in_order(found, said):
        for row in listed:
            shown = show(row, said)
            intervals = (shown.interval, shown.range) if ranged else (shown.interval,)
            difference = f"{shown.difference} *" if row.clear else shown.difference
            name = said.term(row.indicator, said.pair(theme, said.indicator(row.indicator).title))
            lines.append((name, shown.baseline, shown.scenario, difference, *intervals, shown.unit))
    ends = ("luck", "allowed") if ranged else ("interval",)
    head = [said.say(key) for key in ("indicator", "baseline", "scenario", "difference", *ends, "unit")]
    worlds = max(row.worlds for row in found.values())
    legend = said.say("worlds_legend", n=worlds) if ranged else said.say("mark_legend")
    return Table(f"{said.pair(style.name, title)}. {legend}", head, lines)
