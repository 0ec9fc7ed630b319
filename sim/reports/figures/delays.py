"""Days from first request to appointment: their spread by kind, their distribution, their mean over time."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import in_section
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import over_time
from sim.reports.figures.panels import Panel, Section, Table, line_keys
from sim.reports.figures.style import axis, layout
from sim.reports.reading.runs import Run
from sim.reports.reading.series import here
from sim.reports.words.numbers import number

QUANTILES: Final = (0.10, 0.25, 0.50, 0.75, 0.90)
HEIGHT: Final = 380
SHOWN_DAYS: Final = 30  # of the distribution


def delays(study: Study) -> Section:
    """For each place: quantiles by kind, the share seen within so many days, the mean over time."""
    said = study.said
    panels: list[Panel] = []
    tables: list[Table] = []
    notes: list[str] = []
    for place in study.places:
        counts = {run.run_id: waits(run, place, study) for run in study.drawn if run.has("waits")}
        counts = {run_id: frame for run_id, frame in counts.items() if len(frame)}
        if counts:
            panel, table = _quantile_panel(study, place, counts)
            panels += [panel, _distribution_panel(study, place, counts)]
            tables.append(table)
        else:
            notes.append(said.say("missing", what=f"waits.parquet ({study.place(place)})"))
        for each in in_section("delays"):
            heading = said.indicator(each.id).heading
            title = said.say("panel_of", what=heading, place=study.place_inside(place))
            over = over_time(study, each.id, place, title, said.unit(each.unit))
            if over is not None:
                panels.append(replace(over[0], height=HEIGHT))
                tables.append(over[1])
    keys = line_keys([study.style(run) for run in study.drawn])
    lead = said.say("delays_lead", period=study.window_name)
    return Section(
        "delays", said.say("delays"), lead, keys, tuple(panels), tuple(tables), tuple(notes), columns=3
    )


def waits(run: Run, place: str, study: Study) -> pd.DataFrame:
    """Appointments of the window by kind and days waited, over all replications: kind, days, n."""
    condition, parameters = here(place)
    first, last = study.window
    return run.query(
        "waits",
        f"""SELECT kind, days, CAST(sum(n) AS BIGINT) AS n FROM this
            WHERE {condition} AND month BETWEEN ? AND ? GROUP BY ALL ORDER BY kind, days""",
        [*parameters, first.replace(day=1), last],
    )


def by_days(counts: pd.DataFrame, kind: str | None = None) -> NDArray[np.int64]:
    """How many waited 0, 1, … days."""
    chosen = counts if kind is None else counts[counts["kind"] == kind]
    n = np.zeros(int(counts["days"].max()) + 1, dtype=np.int64)
    np.add.at(n, chosen["days"].to_numpy(dtype=np.int64), chosen["n"].to_numpy(dtype=np.int64))
    return n


def quantile(n: NDArray[np.int64], share: float) -> int:
    """The fewest days within which that share has its appointment."""
    return int(np.searchsorted(np.cumsum(n), share * n.sum(), side="left"))


def _quantile_panel(study: Study, place: str, counts: dict[str, pd.DataFrame]) -> tuple[Panel, Table]:
    said = study.said
    kinds = [kind for kind in said.kinds if any((frame["kind"] == kind).any() for frame in counts.values())]
    data: list[dict[str, Any]] = []
    lines: list[tuple[str, ...]] = []
    ticks = list(range(len(kinds)))
    for i, (run_id, frame) in enumerate(counts.items()):
        style = study.styles[run_id]
        offset = (i - (len(counts) - 1) / 2) * min(0.26, 0.7 / len(counts))
        for row, kind in enumerate(kinds):
            n = by_days(frame, kind)
            if not n.sum():
                continue
            q = [quantile(n, share) for share in QUANTILES]
            data += _box(
                q,
                len(kinds) - 1 - row + offset,
                style.color,
                style.symbol,
                f"{style.name}, {said.kinds[kind]}",
            )
            lines.append((said.kinds[kind], style.name, *map(str, q), number(int(n.sum()), 0, said)))
    title = said.say("delays_quantiles", place=study.place_inside(place))
    figure = {
        "data": data,
        "layout": layout(
            xaxis=axis(said.say("delays_days"), rangemode="tozero"),
            yaxis=axis(
                tickvals=ticks,
                ticktext=[said.kinds[kind] for kind in reversed(kinds)],
                showgrid=False,
                zeroline=False,
                range=[-0.6, len(kinds) - 0.4],
                ticks="",
            ),
            hovermode="closest",
        ),
    }
    head = (
        said.say("kind"),
        said.say("several"),
        *(said.say("within_share", share=round(100 * s)) for s in QUANTILES),
    )
    table = Table(f"{title} ({said.say('days')})", (*head, said.say("appointments")), tuple(sorted(lines)))
    alt = f"{title}. " + "; ".join(f"{line[0]}, {line[1]}: {line[4]}" for line in table.rows) + "."
    return Panel(f"delays-{_slug(place)}", title, alt, figure, height=HEIGHT), table


def _box(q: list[int], y: float, color: str, symbol: str, name: str) -> list[dict[str, Any]]:
    """Thin line from the first to the last quantile, thick bar over the middle half, a mark at the median."""
    hover = f"{name}<br>{q[0]} – {q[1]} – <b>{q[2]}</b> – {q[3]} – {q[4]}<extra></extra>"
    common = {"type": "scatter", "hovertemplate": hover, "showlegend": False}
    return [
        {**common, "mode": "lines", "x": [q[0], q[4]], "y": [y, y], "line": {"color": color, "width": 1.5}},
        {
            **common,
            "mode": "lines",
            "x": [q[1], q[3]],
            "y": [y, y],
            "line": {"color": color, "width": 7},
            "opacity": 0.55,
        },
        {
            **common,
            "mode": "markers",
            "x": [q[2]],
            "y": [y],
            "marker": {
                "color": color,
                "size": 10,
                "symbol": symbol,
                "line": {"color": "#ffffff", "width": 1.5},
            },
        },
    ]


def _distribution_panel(study: Study, place: str, counts: dict[str, pd.DataFrame]) -> Panel:
    said = study.said
    title = said.say("delays_share", place=study.place_inside(place))
    data = []
    told = []
    for run_id, frame in counts.items():
        style = study.styles[run_id]
        n = by_days(frame)
        share = 100 * np.cumsum(n) / n.sum()
        share = np.append(share, np.full(max(0, SHOWN_DAYS + 1 - len(share)), 100.0))[: SHOWN_DAYS + 1]
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": style.name,
                "x": list(range(SHOWN_DAYS + 1)),
                "y": [round(float(value), 3) for value in share],
                "line": {"color": style.color, "dash": style.dash, "width": 2.2, "shape": "hv"},
                "hovertemplate": (
                    f"≤ %{{x}} {said.say('days')}: <b>%{{y:.1f}} %</b><extra>{style.name}</extra>"
                ),
            }
        )
        told.append(f"{style.name}: {share[1]:.1f} % ≤ 1, {share[7]:.1f} % ≤ 7")
    figure = {
        "data": data,
        "layout": layout(
            xaxis=axis(said.say("delays_days"), range=[0, SHOWN_DAYS], dtick=5),
            yaxis=axis(said.say("delays_share_axis"), range=[0, 101]),
            hovermode="closest",
        ),
    }
    return Panel(
        f"delays-within-{_slug(place)}",
        title,
        f"{title}. {'; '.join(told)} {said.say('days')}.",
        figure,
        height=HEIGHT,
    )


def _slug(place: str) -> str:
    return "all" if place == "*" else place
