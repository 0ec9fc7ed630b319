"""The page docs/apl.md and its figure, from the numbers of ``benchmarks.pages.apl``."""
# ruff: noqa: E501 (lines of the page)

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.plots import AXIS, HERE, draw, layout
from sim.france.apl import Agreement
from sim.reports.figures.style import INK, SCENARIOS

DOCS: Final = HERE.parent / "docs"
HTML: Final = HERE.parent / "outputs" / "apl.html"
MOST: Final = 10.0  # of both axes


class Line(NamedTuple):
    """One row of a table: what was compared, and how well it agrees."""

    what: str
    found: Agreement


class Cloud(NamedTuple):
    """Points of one panel."""

    title: str
    ours: Sequence[float]
    theirs: Sequence[float]
    people: Sequence[float]
    names: Sequence[str]
    line: Agreement


class Findings(NamedTuple):
    """Everything that the page shows."""

    communes: Agreement
    epcis: Agreement
    departments: Agreement
    variants: Sequence[Line]
    classes: Sequence[Line]
    own: Sequence[Line]  # by the part of the APL that the commune's own doctors make
    between: float  # of what the line leaves, between intercommunalités
    particular: float  # share of liberal GPs in particular modes of practice
    deciles: Sequence[float]  # of road minutes over estimated ones
    spread: float
    ceiling: Sequence[float]  # r2 of ours on other roads with ours: communes, EPCIs, départements
    other_roads: float  # r2 of ours on other roads with theirs, communes
    far: Sequence[tuple[str, float, float, float, float]]  # name, people, GPs, ours, theirs
    clouds: Sequence[Cloud]


def row(line: Line) -> str:
    found = line.found
    return (
        f"| {line.what} | {found.communes:,} | {found.ours:.2f} | {found.theirs:.2f} | {found.r2:.2f} | "
        f"{found.slope:.2f} | {found.offset:.2f} |"
    )


HEAD: Final = "| | places | ours | DREES | R² | slope | offset |\n|---|---|---|---|---|---|---|"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def table(lines: Iterable[Line]) -> str:
    return "\n".join([HEAD, *map(row, lines)])


def page(found: Findings) -> str:
    return "\n".join([in_short(found), why(found), tried(found)])


def in_short(found: Findings) -> str:
    """What is compared, and how well it agrees by the size of places."""
    named = ("communes", "intercommunalités", "départements")
    levels = map(Line, named, (found.communes, found.epcis, found.departments))
    return f"""# Accessibility: our formula against DREES

Written by `python -m benchmarks.pages.apl --data FOLDER`; `tests/unit/france/test_apl.py` holds the figures that matter.

`sim/france/apl.py` is the formula of the accessibility that a run reports, `conf/costs/default.yaml` its weights (by minutes, by age) and the 5,400 consultations of a full-time GP. Here it is played without a simulation, for all communes:
the liberal GPs at the end of 2024, each full time but for the {percent(found.particular)} in particular modes of practice (acupuncture, allergology), whom DREES leaves out and no list names: the same share everywhere; the residents of 2023 by seven bands of age, and minutes estimated from coordinates as for a territory without a travel file. Beside it, what DREES published for 2023, where the table
of all communes tells it. Places are weighted by people; the line is `DREES = offset + slope × ours`. Nothing is fitted.

![Ours across, DREES up: communes and intercommunalités](figures/apl.svg)

{table(levels)}

**Summed to intercommunalités the formula explains {percent(found.epcis.r2)} of the variance, as was hoped for; commune by commune {percent(found.communes.r2)}, less than the 80 % hoped for.** So a territory's level, and how its parts compare over some
kilometres, can be believed; the figure of one commune is good to a point or two of APL. `territory check` treats them so.
"""


def why(found: Findings) -> str:
    """What estimated minutes cost, and where the misses lie."""
    first, middle, last = found.deciles
    return f"""## Why commune by commune does not reach 0.8

The formula counts a doctor fully at less than 10 minutes, by two thirds to 15, by a third to 20: a minute more or less moves a whole town in or out of reach. DREES drives on roads, between town halls, at busy hours; we estimate.
How wrong the estimate is can be seen where both are known: minutes by road to the nearest emergency department (DREES 2019) over estimated ones are {first:.2f} at the first decile, {middle:.2f} at the median, {last:.2f} at
the ninth: a spread of {percent(found.spread)}. Were every number of doctors, residents and acts exact, and minutes wrong by that much alone, two computations of the same APL would agree as follows:

| R² of our APL with itself on other roads | |
|---|---|
| communes | {found.ceiling[0]:.2f} |
| intercommunalités | {found.ceiling[1]:.2f} |
| départements | {found.ceiling[2]:.2f} |

So no formula on estimated minutes can do better than about {found.ceiling[0]:.1f} commune by commune: the roads alone use up what was hoped for. Between places of many communes such errors cancel. A matrix of road minutes (`travel`, a file `a;b;minutes`) takes
the place of the estimate. On such other roads the agreement with DREES falls in its turn, to {found.other_roads:.2f}.

Where the misses lie says the same. Of what the line leaves, {percent(1 - found.between)} lies between communes of one intercommunalité, in large communes as in small ones; and by the part of a commune's APL that its own doctors make, whom no road takes out of reach:

{table(found.own)}

What else is not known: the acts of each doctor, who is in a particular mode of practice, the salaried doctors of health centres.
"""


def tried(found: Findings) -> str:
    """Other ways to count, and what is least explained."""
    far = "\n".join(
        f"| {name} | {people:,.0f} | {gps:.0f} | {ours:.1f} | {theirs:.1f} |"
        for name, people, gps, ours, theirs in found.far
    )
    return f"""## What else was tried

{table(found.variants)}

* **Consumption by age** (DREES's own standardised population in place of ours): nothing.
* **Which list of doctors**: the permanent database of facilities holds doctors of SOS Médecins and of walk-in centres where they have their address, and agrees less.
* **Acts**: DREES counts each doctor's acts of the year, without particular modes of practice, with the salaried doctors of health centres. The table knows none of it; that particular modes are taken off by their share moves the level alone. A number of acts for each region, fitted, says how much
  regions could explain: little of the order, more of the level. They are fewer in cities and on the southern coast, where DREES's figure is below ours: that is most of why the slope is {found.communes.slope:.2f}.
* **Up to 65**: of the GPs of 60 and over, the part that DREES leaves out nationally.
* **Slower or faster roads, no steps**: nothing that matters; nor would another speed for each class of density, fitted (0.57).

By density of the commune (INSEE, 1 dense to 7):

{table(found.classes)}

The communes that weigh most in what is not explained: a centre of SOS Médecins or of doctors on screen that no list of GPs tells of, towns beside a city whose doctors are just within or beyond 10 minutes.

| commune | residents | GPs | ours | DREES |
|---|---|---|---|---|
{far}
"""


def panel(cloud: Cloud, axis: str) -> list[dict[str, Any]]:
    """The points, the line through them, and the line where both are the same."""
    largest = max(cloud.people)
    sizes = [2.5 + 22 * (people / largest) ** 0.5 for people in cloud.people]
    axes = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "showlegend": False, "type": "scatter"}
    fitted = [cloud.line.offset, cloud.line.offset + cloud.line.slope * MOST]
    return [
        {
            **axes,
            "mode": "lines",
            "x": [0, MOST],
            "y": [0, MOST],
            "line": {"color": INK, "dash": "dot", "width": 1},
        },
        {
            **axes,
            "mode": "markers",
            "x": [round(float(each), 2) for each in cloud.ours],
            "y": [round(float(each), 2) for each in cloud.theirs],
            "text": list(cloud.names),
            "marker": {"size": np.round(sizes, 1).tolist(), "color": SCENARIOS[0], "opacity": 0.35},
        },
        {**axes, "mode": "lines", "x": [0, MOST], "y": fitted, "line": {"color": SCENARIOS[1], "width": 2}},
    ]


def figure(clouds: Sequence[Cloud]) -> dict[str, Any]:
    titles = [
        {"text": f"{cloud.title}<br>R² {cloud.line.r2:.2f}, slope {cloud.line.slope:.2f}", "showarrow": False,
         "xref": "paper", "yref": "paper", "x": at, "y": 1.0, "yanchor": "top", "xanchor": "left", "align": "left"}
        for cloud, at in zip(clouds, (0.02, 0.56), strict=True)
    ]  # fmt: skip
    axis = {**AXIS, "range": [0, MOST], "dtick": 2}
    return {
        "data": [*panel(clouds[0], ""), *panel(clouds[1], "2")],
        "layout": layout(
            "APL, consultations a year and resident: our formula (across), DREES 2023 (up)",
            xaxis={**axis, "domain": [0, 0.46]},
            yaxis=axis,
            xaxis2={**axis, "domain": [0.54, 1], "anchor": "y2"},
            yaxis2={**axis, "anchor": "x2"},
            annotations=titles,
        ),
    }


def write(found: Findings) -> None:
    """Writes the page, and the image if there is a Chromium to draw it."""
    from plotly.offline import get_plotlyjs

    (DOCS / "apl.md").write_text(page(found), encoding="utf-8")
    drawn = figure(found.clouds)
    call = f"Plotly.newPlot('apl', {json.dumps(drawn['data'])}, {json.dumps(drawn['layout'])});"
    head = f'<meta charset="utf-8"><title>APL</title><script>{get_plotlyjs()}</script>'
    HTML.parent.mkdir(parents=True, exist_ok=True)
    HTML.write_text(f'<!doctype html>{head}<div id="apl"></div><script>{call}</script>', encoding="utf-8")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print(
            f"no Chromium: the image in {DOCS / 'figures'} stays as it was; {HTML} has the new one",
            file=sys.stderr,
        )
        return
    draw(browser, HTML, Path(DOCS / "figures"), ["apl"])
