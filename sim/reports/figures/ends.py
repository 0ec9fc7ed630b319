"""Where needs end: shares of outcomes in the window, a bar for each scenario, and month by month."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import dates, time_axis, warmup
from sim.reports.figures.panels import Panel, Section, Table, slug
from sim.reports.figures.style import Style, axis, bare_axis, figure, scatter
from sim.reports.reading.endings import grouped, in_order
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import number
from sim.vocabulary.vocabulary import ids

LABELLED: Final = 5.0  # % of needs from which a part of a bar has its number written in it
MOST_AREAS: Final = 3  # runs drawn month by month
UNKNOWN: Final = "#999999"  # the colour of an outcome that stands in no group


def ends(study: Study) -> Section:
    """Bars for every place; areas over time where the scenario acts (all places, for one run)."""
    said = study.said
    lead = said.say("ends_lead", period=study.window_name)
    keys = [Style(said.endings[each.id], each.colour, "solid", "box") for each in study.vocabulary.endings]
    if not any(run.has("outcomes") for run in study.runs):
        return Section("ends", said.say("ends"), lead, [said.say("missing", what="outcomes.parquet")], keys)
    held = [run for run in study.drawn if run.has("outcomes")]
    bars = [part for place in study.places for part in _bars(study, held, place)]
    places = study.places[:1] if len(study.runs) > 1 else study.places
    drawn = [run for run in study.drawn[:MOST_AREAS] if run in held]
    areas = [_areas(study, run, place) for place in places for run in drawn]
    return Section("ends", said.say("ends"), lead, [*bars, *areas], keys)


def needs(run: Run, place: str) -> pd.DataFrame:
    """Needs over all replications by month (index) and group of outcomes (columns)."""
    vocabulary = run.manifest.vocabulary
    found = run.query(
        "outcomes",
        f"""SELECT CAST(month AS TIMESTAMP) AS month, {grouped("outcome", vocabulary)} AS ending, sum(n) AS n
            FROM this WHERE $place IN ('{WHOLE}', commune) GROUP BY ALL""",
        place=place,
    )
    table = found.pivot(index="month", columns="ending", values="n")
    groups = {*ids(vocabulary.endings), *table.columns}
    return table.reindex(columns=in_order(groups, vocabulary)).fillna(0.0)


def shares(run: Run, place: str, study: Study) -> pd.Series:
    """% of the needs of the window by group of outcomes."""
    first, last = map(pd.Timestamp, study.window)
    total = needs(run, place).loc[first:last].sum()
    return 100 * total / total.sum()


def _bars(study: Study, runs: list[Run], place: str) -> tuple[Panel, Table]:
    said = study.said
    found = pd.DataFrame({study.style(run).name: shares(run, place, study) for run in runs}).fillna(0.0)
    found = found.loc[in_order(found.index, study.vocabulary)]
    title = said.say("ends_bars", period=study.window_name, place=study.place_inside(place))
    upwards = [study.style(run).name for run in reversed(runs)]
    made = figure(
        [_bar(str(group), values.loc[upwards], study) for group, values in found.iterrows()],
        barmode="stack",
        bargap=0.35,
        xaxis=axis(said.say("share_of_needs"), range=[0, 100.5], ticksuffix=""),
        yaxis=bare_axis(ticktext=[_wrapped(name) for name in upwards], tickvals=upwards),
    )
    lines = [
        (said.name(said.endings, str(group)), *(number(value, 1, said) for value in values))
        for group, *values in found.itertuples()
    ]
    table = Table(f"{title} ({said.say('share_of_needs')})", (said.say("ends"), *found), lines)
    main = [line for line in lines if line[1] != number(0.0, 1, said)]
    alt = f"{title}. " + said.listed(said.pair(line[0], f"{' / '.join(line[1:])} %") for line in main) + "."
    return Panel(f"ends-{slug(place)}", title, alt, made, height=130 + 64 * len(upwards)), table


def _bar(group: str, values: "pd.Series[float]", study: Study) -> dict[str, Any]:
    name = study.said.name(study.said.endings, group)
    light = {ending.id for ending in study.vocabulary.endings if ending.light}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(values.index),
        "x": [round(value, 4) for value in values],
        "marker": {"color": _colours(study).get(group, UNKNOWN), "line": {"color": "#7b8794", "width": 0.5}},
        "text": [number(value, 0, study.said) if value >= LABELLED else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": "#1f2933" if group in light else "#ffffff", "size": 12},
        "hovertemplate": f"{name}<br><b>%{{x:.1f}} %</b><extra>%{{y}}</extra>",
    }


def _colours(study: Study) -> Mapping[str, str]:
    return {ending.id: ending.colour for ending in study.vocabulary.endings}


def _areas(study: Study, run: Run, place: str) -> Panel:
    said = study.said
    counts = needs(run, place)
    share = counts.div(counts.sum(axis=1), axis=0) * 100
    data = []
    for group in share:
        name = said.name(said.endings, str(group))
        data.append(
            scatter(
                "lines",
                dates(share.index),
                [round(value, 3) for value in share[group]],
                stackgroup="needs",
                name=name,
                line={"width": 0.5, "color": "#ffffff"},
                fillcolor=_colours(study).get(str(group), UNKNOWN),
                hovertemplate=f"{name}<br><b>%{{y:.1f}} %</b><extra>%{{x|%b %Y}}</extra>",
            )
        )
    title = said.say("ends_time", scenario=study.style(run).name, place=study.place_inside(place))
    made = figure(
        data,
        xaxis=time_axis(run),
        yaxis=axis(said.say("share_of_needs"), range=[0, 100]),
        **warmup(study, "rgba(255,255,255,0.5)", "above", "#1f2933"),
        hovermode="closest",
    )
    alt = f"{said.pair(title, said.say('share_of_needs'))}."
    return Panel(f"ends-time-{run.run_id}-{slug(place)}", title, alt, made, height=320)


def _wrapped(name: str) -> str:
    """A name in lines of about 22 letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) >= 22:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
