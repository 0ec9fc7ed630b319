"""The diversion matrix as a heat map: rows how a need ended in the baseline, columns in the scenario."""

import numpy as np

from sim.reports.diversion import Diversion, diversion
from sim.reports.numbers import number
from sim.reports.panels import Panel, Section, Table
from sim.reports.runs import Run
from sim.reports.study import Study
from sim.reports.theme import Figure, axis, layout
from sim.vocabulary.vocabulary import ids

MOST_SCENARIOS = 3  # compared with the baseline in matrices


def diversions(study: Study) -> Section | None:
    """A matrix for each of the first scenarios and each place; None for a single run."""
    if len(study.runs) < 2:
        return None
    said = study.said
    panels: list[Panel] = []
    tables: list[Table] = []
    notes: list[str] = []
    since = ""
    for run in study.runs[1 : MOST_SCENARIOS + 1]:
        by_place = diversion(study.baseline, run, study.places)
        for place in study.places:
            found = by_place.get(place)
            title = said.say(
                "diversion_panel", scenario=study.style(run).name, place=study.place_inside(place)
            )
            if found is None:
                notes.append(said.say("missing", what=f"trace.parquet ({title})"))
                continue
            since = since or f"{found.since.day} {said.month(found.since.year, found.since.month)}"
            panels.append(_panel(study, run, place, title, found))
            tables.append(_table(study, title, found))
            notes.append(f"{title}: {_note(study, found)}")
    lead = said.say("diversion_lead", since=since) if panels else ""
    return Section("diversion", said.say("diversion"), lead, (), tuple(panels), tuple(tables), tuple(notes))


def _note(study: Study, found: Diversion) -> str:
    said = study.said
    counts = {"matched": found.matched, "lost": found.lost, "gained": found.gained}
    told = said.say("diversion_note", **{name: number(n, 0, said) for name, n in counts.items()})
    share = number(100 * found.changed / found.matched, 1, said)
    return f"{said.say('diversion_changed', share=share)} {told}"


def _ordered(study: Study, found: Diversion) -> tuple[list[str], list[str]]:
    """Rows and columns in the order of endings, those that occur."""
    order = ids(study.vocabulary.endings)
    both = (found.matrix.index, found.matrix.columns)
    rows, columns = ([*(g for g in order if g in held), *sorted(set(held) - set(order))] for held in both)
    return rows, columns


def _panel(study: Study, run: Run, place: str, title: str, found: Diversion) -> Panel:
    said = study.said
    rows, columns = _ordered(study, found)
    counts = found.matrix.loc[rows, columns].to_numpy(dtype=float)
    share = 100 * counts / counts.sum(axis=1, keepdims=True)
    names = [[said.name(said.endings, group) for group in groups] for groups in (rows, columns)]
    moved = [
        f"{names[0][i]} → {names[1][j]}: {share[i, j]:.1f} %"
        for i, j in sorted(np.ndindex(*share.shape), key=lambda at: -counts[at])
        if rows[i] != columns[j] and share[i, j] >= 0.05
    ]
    alt = f"{title}. {_note(study, found)} {'; '.join(moved[:6])}."
    name = f"diversion-{run.run_id}-{'all' if place == '*' else place}"
    return Panel(name, title, alt, _figure(study, names, share, counts), height=150 + 42 * len(rows))


def _figure(study: Study, names: list[list[str]], share: np.ndarray, counts: np.ndarray) -> Figure:
    said = study.said
    wrapped = [[_two_lines(name) for name in each] for each in names]
    texts = [[_cell(value) for value in row] for row in share]
    heat = {
        "type": "heatmap",
        "x": wrapped[1],
        "y": wrapped[0],
        "z": [[round(float(v), 3) for v in row] for row in share],
        "zmin": 0,
        "zmax": 100,
        "text": texts,
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "customdata": counts.astype(int).tolist(),
        "colorscale": [[0, "#ffffff"], [0.02, "#e8f1f8"], [0.2, "#a6cbe5"], [1, "#08519c"]],
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "%{y} → %{x}<br><b>%{z:.1f} %</b>, %{customdata:,}<extra></extra>",
    }
    return {
        "data": [heat],
        "layout": layout(
            xaxis=axis(
                said.say("diversion_columns"),
                side="top",
                tickangle=-55,
                showgrid=False,
                ticks="",
                tickfont={"size": 11},
            ),
            yaxis=axis(
                said.say("diversion_rows"),
                autorange="reversed",
                showgrid=False,
                ticks="",
                tickfont={"size": 11},
            ),
        ),
    }


def _cell(share: float) -> str:
    """% as it stands in a cell: nothing for nothing, one decimal below 10."""
    if share == 0:
        return ""
    if share < 0.05:
        return "<0.1"
    return f"{share:.1f}" if share < 9.95 else f"{share:.0f}"


def _two_lines(name: str) -> str:
    """A name cut in two at the space nearest to its middle, if it is long."""
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    if len(name) <= 16 or not spaces:
        return name
    cut = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:cut]}<br>{name[cut + 1 :]}"


def _table(study: Study, title: str, found: Diversion) -> Table:
    said = study.said
    rows, columns = _ordered(study, found)
    counts = found.matrix.loc[rows, columns].to_numpy(dtype=float)
    head = (said.say("diversion_rows"), *(said.name(said.endings, group) for group in columns))
    lines = tuple(
        (
            said.name(said.endings, row),
            *(number(float(n), 0, said) for n in counts[i]),
        )
        for i, row in enumerate(rows)
    )
    return Table(f"{title} ({said.say('traced_needs')})", head, lines)
