"""Days from first request to appointment: their spread by kind, their distribution, their mean over time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.outcomes.catalogue.catalogue import in_section
from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import over_time
from sim.reports.figures.panels import Panel, Part, Section, Table, slug
from sim.reports.figures.style import Style, as_data, axis, figure, rows_axis, scatter
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import number

QUANTILES: Final = (0.10, 0.25, 0.50, 0.75, 0.90)
HEIGHT: Final = 380
SHOWN_DAYS: Final = 30  # of the distribution


def delays(study: Study) -> Section:
    """For each place: quantiles by kind, the share seen within so many days, the mean over time."""
    said = study.said
    parts: list[Part] = []
    for place in study.places:
        found = {study.style(run): waits(run, place, study) for run in study.drawn if run.has("waits")}
        counts = {style: frame for style, frame in found.items() if len(frame)}
        if counts:
            parts += [*_quantiles(study, place, counts), _distribution(study, place, counts)]
        else:
            parts.append(said.say("missing", what=f"waits.parquet ({study.place(place)})"))
        for each in in_section("delays"):
            heading = said.indicator(each.id).heading
            title = said.say("panel_of", what=heading, place=study.place_inside(place))
            for part in over_time(study, each.id, place, title, said.unit(each.unit)):
                if not isinstance(part, str):
                    parts.append(replace(part, height=HEIGHT) if isinstance(part, Panel) else part)
    lead = said.say("delays_lead", period=study.window_name)
    return Section("delays", said.say("delays"), lead, parts, study.keys, columns=3)


def waits(run: Run, place: str, study: Study) -> pd.DataFrame:
    """Appointments of the window, over all replications: [days waited from 0 on, kind]."""
    first, last = study.window
    found = run.query(
        "waits",
        f"""SELECT kind, days, CAST(sum(n) AS BIGINT) AS n FROM this
            WHERE $place IN ('{WHOLE}', commune) AND month BETWEEN $first AND $last GROUP BY ALL""",
        place=place,
        first=first,
        last=last,
    )
    counts = found.pivot(index="days", columns="kind", values="n")
    return counts.reindex(range(counts.index.max() + 1)).fillna(0).astype(int) if len(counts) else counts


def quantile(n: ArrayLike, share: float) -> int:
    """The fewest days within which that share has its appointment; ``n``: how many waited 0, 1, … days."""
    return int(np.searchsorted(np.cumsum(n), share * np.sum(n), side="left"))


def _quantiles(study: Study, place: str, counts: Mapping[Style, pd.DataFrame]) -> tuple[Panel, Table]:
    said = study.said
    kinds = [kind for kind in said.kinds if any(kind in frame for frame in counts.values())]
    data: list[dict[str, Any]] = []
    lines: list[tuple[str, ...]] = []
    for i, (style, frame) in enumerate(counts.items()):
        offset = (i - (len(counts) - 1) / 2) * min(0.26, 0.7 / len(counts))
        for row, kind in enumerate(kinds, start=1):
            if kind in frame:
                days = [quantile(frame[kind], share) for share in QUANTILES]
                data += _box(days, len(kinds) - row + offset, style, said.kinds[kind])
                total = number(float(frame[kind].sum()) / study.replications, 0, said)
                lines.append((said.kinds[kind], style.name, *map(str, days), total))
    title = said.say("delays_quantiles", place=study.place_inside(place))
    made = figure(
        data,
        xaxis=axis(said.say("delays_days"), rangemode="tozero"),
        yaxis=rows_axis([said.kinds[kind] for kind in kinds]),
        hovermode="closest",
    )
    within = (said.say("within_share", share=round(100 * share)) for share in QUANTILES)
    head = (said.say("kind"), said.say("several"), *within, said.say("appointments"))
    lines.sort()
    alt = f"{title}. " + said.listed(said.pair(f"{line[0]}, {line[1]}", line[4]) for line in lines) + "."
    panel = Panel(f"delays-{slug(place)}", title, alt, made, height=HEIGHT)
    return panel, Table(f"{title} ({said.say('days')})", head, lines)


def _box(q: Sequence[int], y: float, style: Style, kind: str) -> list[dict[str, Any]]:
    """Thin line from the first to the last quantile, thick bar over the middle half, a mark at the median."""
    color, edge = style.color, {"color": "#ffffff", "width": 1.5}
    marker = {"color": color, "size": 10, "symbol": style.symbol, "line": edge}
    parts = [
        scatter("lines", [q[0], q[4]], [y, y], line={"color": color, "width": 1.5}),
        scatter("lines", [q[1], q[3]], [y, y], line={"color": color, "width": 7}, opacity=0.55),
        scatter("markers", [q[2]], [y], marker=marker),
    ]
    names = (f"{style.name}, {share}\u00a0%" for share in ("10 – 90", "25 – 75", "50"))
    told = f"{q[0]} – {q[1]} – <b>{q[2]}</b> – {q[3]} – {q[4]}"
    hover = f"{style.name}, {kind}<br>{told}<extra></extra>"
    return [
        {**part, "name": name, **as_data(row=kind), "hovertemplate": hover, "showlegend": False}
        for name, part in zip(names, parts, strict=True)
    ]


def _distribution(study: Study, place: str, counts: Mapping[Style, pd.DataFrame]) -> Panel:
    said = study.said
    title = said.say("delays_share", place=study.place_inside(place))
    data, told = [], []
    for style, frame in counts.items():
        n = frame.sum(axis=1)
        share = (100 * n.cumsum() / n.sum()).reindex(range(SHOWN_DAYS + 1), fill_value=100.0)
        data.append(
            scatter(
                "lines",
                list(share.index),
                [round(value, 3) for value in share],
                name=style.name,
                line={"color": style.color, "dash": style.dash, "width": 2.2, "shape": "hv"},
                hovertemplate=f"≤ %{{x}} {said.say('days')}: <b>%{{y:.1f}} %</b><extra>{style.name}</extra>",
            )
        )
        told.append(
            said.pair(style.name, f"{number(share[1], 1, said)} % ≤ 1, {number(share[7], 1, said)} % ≤ 7")
        )
    made = figure(
        data,
        xaxis=axis(said.say("delays_days"), range=[0, SHOWN_DAYS], dtick=5),
        yaxis=axis(said.say("delays_share_axis"), range=[0, 101]),
        hovermode="closest",
    )
    alt = f"{title}. {said.listed(told)} {said.say('days')}."
    return Panel(f"delays-within-{slug(place)}", title, alt, made, height=HEIGHT)
