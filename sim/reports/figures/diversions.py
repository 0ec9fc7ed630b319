"""The diversion matrix as a heat map: rows how a need ended in the baseline, columns in the scenario."""

import pandas as pd

from sim.reports.comparison.study import Study
from sim.reports.figures.panels import Panel, Part, Section, Table, slug
from sim.reports.figures.style import Figure, as_data, bare_axis, figure
from sim.reports.reading.diversion import Diversion, diversion
from sim.reports.words import Words
from sim.reports.words.numbers import number

MOST_SCENARIOS = 3  # compared with the baseline in matrices


def diversions(study: Study) -> Section | None:
    """A matrix for each of the first scenarios and each place; None for a single run."""
    if len(study.runs) < 2:
        return None
    said = study.said
    parts: list[Part] = []
    lead = ""
    for run in study.runs[1 : MOST_SCENARIOS + 1]:
        by_place = diversion(study.baseline, run, study.places)
        for place in study.places:
            found = by_place.get(place)
            scenario = study.style(run).name
            title = said.say("diversion_panel", scenario=scenario, place=study.place_inside(place))
            if found is None:
                parts.append(said.say("missing", what=f"trace.parquet ({title})"))
                continue
            since = said.day(found.since)
            lead = lead or said.say("diversion_lead", since=since)
            parts += _parts(study, f"diversion-{run.run_id}-{slug(place)}", title, found)
    return Section("diversion", said.say("diversion"), lead, parts)


def _note(found: Diversion, said: Words) -> str:
    counts = {"matched": found.matched, "lost": found.lost, "gained": found.gained}
    told = said.say("diversion_note", **{name: number(n, 0, said) for name, n in counts.items()})
    share = number(100 * found.changed / found.matched, 1, said)
    return f"{said.say('diversion_changed', share=share)} {told}"


def _parts(study: Study, name: str, title: str, found: Diversion) -> list[Part]:
    """Heat map, table and note."""
    said = study.said
    note = _note(found, said)
    names = {group: said.name(said.endings, group) for group in (*found.matrix.index, *found.matrix.columns)}
    counts = found.matrix.rename(index=names, columns=names)
    share = (100 * counts).div(counts.sum(axis=1), axis=0)
    moved = [
        (n, said.pair(f"{was} → {is_now}", f"{number(100 * n / sum(row), 1, said)} %"))
        for was, *row in counts.itertuples()
        for is_now, n in zip(counts, row, strict=True)
        if was != is_now and 100 * n / sum(row) >= 0.05
    ]
    moved.sort(key=lambda cell: -cell[0])
    alt = f"{title}. {note} {said.listed(told for _, told in moved[:6])}."
    lines = [(was, *(number(n, 0, said) for n in row)) for was, *row in counts.itertuples()]
    head = (said.say("diversion_rows"), *counts)
    return [
        Panel(name, title, alt, _figure(share, counts, said), height=150 + 42 * len(counts)),
        Table(f"{title} ({said.say('traced_needs')})", head, lines),
        said.pair(title, note),
    ]


def _figure(share: pd.DataFrame, counts: pd.DataFrame, said: Words) -> Figure:
    cells = share.to_numpy().tolist()
    heat = {
        "type": "heatmap",
        "name": said.say("diversion"),
        **as_data(unit="%"),
        "x": [_two_lines(name) for name in share.columns],
        "y": [_two_lines(name) for name in share.index],
        "z": [[round(value, 3) for value in row] for row in cells],
        "zmin": 0,
        "zmax": 100,
        "text": [[_cell(value, said) for value in row] for row in cells],
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "customdata": counts.to_numpy().tolist(),
        "colorscale": [[0, "#ffffff"], [0.02, "#e8f1f8"], [0.2, "#a6cbe5"], [1, "#08519c"]],
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "%{y} → %{x}<br><b>%{z:.1f} %</b>, %{customdata:,}<extra></extra>",
    }
    small = {"size": 11}
    columns = bare_axis(said.say("diversion_columns"), side="top", tickangle=-55, tickfont=small)
    rows = bare_axis(said.say("diversion_rows"), autorange="reversed", tickfont=small)
    return figure([heat], xaxis=columns, yaxis=rows)


def _cell(share: float, said: Words) -> str:
    """% as it stands in a cell: nothing for nothing, one decimal below 10."""
    if share == 0:
        return ""
    if share < 0.05:
        return f"<{number(0.1, 1, said)}"
    return number(share, 1 if share < 9.95 else 0, said)


def _two_lines(name: str) -> str:
    """A name cut in two at the space nearest to its middle, if it is long."""
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    if len(name) <= 16 or not spaces:
        return name
    cut = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:cut]}<br>{name[cut + 1 :]}"
