"""One self-contained HTML page: what the scenario changes, in words, figures and tables; and its summary, one
sheet of A4 to print.

Plotly stands in the page once; nothing is loaded from anywhere (the page's own content policy forbids it).
The same runs give the same bytes: no date, no random id.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from sim.outcomes.storage.manifest import replace_text
from sim.reports.comparison.answers import answers
from sim.reports.comparison.by_assumption import by_assumption
from sim.reports.comparison.compared import beyond
from sim.reports.comparison.study import Study, make_study
from sim.reports.comparison.sure import ENOUGH
from sim.reports.figures.curve import curve
from sim.reports.figures.delays import delays
from sim.reports.figures.diversions import diversions
from sim.reports.figures.effects import effects
from sim.reports.figures.ends import ends
from sim.reports.figures.forest import forest
from sim.reports.figures.gains import gains
from sim.reports.figures.over_months import volumes, without_mt
from sim.reports.figures.panels import Panel, Section
from sim.reports.figures.supply import supply
from sim.reports.figures.tornado import tornado
from sim.reports.origin.assumptions import Assumption, assumptions, changes, inherited, measures_of
from sim.reports.origin.premises import premises
from sim.reports.origin.provenance import command_of, origin, territory_of
from sim.reports.reading.parameter import swept
from sim.reports.reading.runs import ReportError, Run, read_runs
from sim.reports.template import template
from sim.reports.words import Words, words
from sim.scenario.ledger import Entry
from sim.scenario.run import CENTRAL

MOST_ON_A_SHEET: Final = 2  # runs
MOST_PREMISES: Final = 8
SHEET_FIGURE: Final = 210  # height in pixels


def write_page(
    folders: Sequence[Path],
    comparison: pd.DataFrame,
    out: Path,
    *,
    ledger: Sequence[Entry] | None = None,
    command: str | None = None,
    lang: str = "en",
) -> Path:
    """Writes the page and returns its path.

    folders: run folders, the baseline first. comparison: the table of ``sim.experiments.compare``; empty
    for one run. ledger: the entries of the parameter ledger. command: what makes these results again
    (composed from the runs if not given). Raises StoreError for a folder that is no run, ReportError for a
    file that cannot be written.
    """
    everything, whole = read_runs(folders, _labels(comparison)), comparison
    said = words(lang, everything[0].manifest.vocabulary)
    sweep = by_assumption(whole, everything, said)
    if sweep is not None:  # the page shows the first of the assumptions
        chosen = whole["baseline_run_id"] == whole["baseline_run_id"].iloc[0]
        comparison = whole[chosen]
    runs = _baseline_first(everything if sweep is None else _of(comparison, everything), comparison)
    study = make_study(runs, comparison, said)
    parts = sections(study)
    if sweep is not None:
        parts.insert(0, effects(study, sweep, whole))
    first = first_figure(study)
    panels = [*([first] if first else []), *(panel for part in parts for panel in part.panels)]
    html = template("page.html.j2").render(
        **_common(study, panels, command),
        first=first,
        sections=parts,
        measures=[(study.style(run), run.source(lang), measures_of(study, run)) for run in runs],
        ledger=None if ledger is None else _ledger(assumptions(ledger, everything, said)),
        changed=changes(everything, said),
        origins=[origin(study, run) for run in everything],
        reading=_reading(study),
        downloaded=_downloaded(said),
    )
    return _write(html, out)


def write_summary(
    folders: Sequence[Path],
    comparison: pd.DataFrame,
    out: Path,
    *,
    ledger: Sequence[Entry] = (),
    command: str | None = None,
    lang: str = "en",
) -> Path:
    """Writes one sheet of A4, of the same runs as ``write_page``: the answers, two figures, the numbers that
    the scenario rests on, and how to do it again. Raises ReportError for several scenarios.
    """
    runs = _baseline_first(read_runs(folders, _labels(comparison)), comparison)
    if len(runs) > MOST_ON_A_SHEET:
        raise ReportError(
            f"a summary has room for one scenario against its baseline, not for {len(runs)} runs: name two"
        )
    said = words(lang, runs[0].manifest.vocabulary)
    study = make_study(runs, comparison, said)
    held = premises(study, runs[-1], ledger)
    panels = summary_figures(study)
    html = template("summary.html.j2").render(
        **_common(study, panels, command),
        panels=panels,
        premises=held[:MOST_PREMISES],
        more=len(held) - len(held[:MOST_PREMISES]),
        measures=[line for line in measures_of(study, runs[-1]) if line.mark != said.say("inherited")],
        inherited=inherited(study, runs[-1]) if len(runs) > 1 else "",
        source=runs[-1].source(lang),
        origins=[origin(study, run) for run in runs],
    )
    return _write(html, out)


def _common(study: Study, panels: Sequence[Panel], command: str | None) -> dict[str, Any]:
    """What the page and its summary both show, by the names of their templates."""
    said = study.said
    return {
        "said": said,
        "lang": said.lang,
        "title": _title(study),
        "study": study,
        "answers": answers(study),
        "territory": territory_of(study),
        "command": command or command_of(study),
        "note": _note(study),
        "figures": {panel.name: _data(panel, said) for panel in panels},
        "plotly": Markup(_plotly()),
    }


def _write(html: str, out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        replace_text(out, html)
    except OSError as error:
        raise ReportError(
            f"{out}: the page cannot be written ({error.strerror}); the runs are kept, and "
            "`premier-recours report` writes it from them"
        ) from error
    return out


def summary_figures(study: Study) -> list[Panel]:
    """Doctors, and who has no médecin traitant, where the scenario acts."""
    drawn = [*supply(study).panels[:1], first_figure(study)]
    return [replace(panel, height=SHEET_FIGURE) for panel in drawn if panel is not None]


def first_figure(study: Study) -> Panel | None:
    """The one figure beside the answers: who has no médecin traitant, where the scenario acts."""
    drawn = without_mt(study).panels
    title = study.said.say("first_figure", place=study.place_inside(study.places[0]))
    return replace(drawn[0], name="first", title=title, height=300) if drawn else None


def sections(study: Study) -> list[Section]:
    """The figures of the page, in the order in which they are read."""
    parameter = swept(study.runs)
    made = [
        curve(study, parameter) if parameter is not None else None,
        gains(study),
        forest(study),
        tornado(study),
        supply(study),
        without_mt(study),
        delays(study),
        ends(study),
        diversions(study),
        volumes(study),
    ]
    return [section for section in made if section is not None]


def _labels(comparison: pd.DataFrame) -> dict[str, str]:
    """By run id what the comparison calls it."""
    if comparison.empty:
        return {}
    return dict(comparison[["run_id", "label"]].drop_duplicates().itertuples(index=False))


def _of(comparison: pd.DataFrame, runs: list[Run]) -> list[Run]:
    """The runs of a comparison."""
    named = set(comparison["run_id"]) | set(comparison["baseline_run_id"])
    return [run for run in runs if run.run_id in named]


def _baseline_first(runs: list[Run], comparison: pd.DataFrame) -> list[Run]:
    """The runs with the comparison's baseline at the head; without comparison as they are given."""
    if comparison.empty:
        return runs
    baseline = str(comparison["baseline_run_id"].iloc[0])
    if baseline not in {run.run_id for run in runs}:
        raise ReportError(
            f"the baseline of the comparison, {baseline}, is not among the run folders of the page"
        )
    return sorted(runs, key=lambda run: run.run_id != baseline)


def _title(study: Study) -> str:
    if len(study.runs) == 1:
        return study.style(study.baseline).name
    if len(study.runs) == 2:
        first, second = (study.style(run).name for run in study.runs)
        return study.said.say("against", scenario=second, baseline=first)
    parameter, titles = swept(study.runs), {run.title(study.said.lang) for run in study.runs[1:]}
    if parameter is not None and len(titles) == 1:
        baseline = study.style(study.baseline).name
        return study.said.say(
            "swept_against", scenario=titles.pop(), parameter=parameter.name, baseline=baseline
        )
    return study.said.say("several_against", n=len(study.runs) - 1, baseline=study.style(study.baseline).name)


def _reading(study: Study) -> str:
    """How to read lines, bands and differences; other words where there is one replication."""
    said, head = study.said, study.baseline.manifest
    warmup = study.period(f"{head.first_day}..{head.start - timedelta(days=1)}")
    key = "read_lines" if len(study.runs) > 1 else "read_lines_one"
    if study.replications < 2:
        key = "read_lines_single"
    read = said.say(key, warmup=warmup, replications=said.say("replications", n=study.replications))
    if head.worlds != CENTRAL:
        read = f"{read} {said.say('read_worlds')}"
    return read if head.grain == "commune" else f"{read} {said.coarse(head.grain)}"


def _note(study: Study) -> str:
    """What the answers' words of certainty are said of."""
    said = study.said
    n = study.replications
    count = said.say("replications", n=n) if n > 1 else said.say("one_replication")
    if len(study.runs) == 1:
        return said.say("levels_note", replications=count)
    if n < 2:
        return said.say("no_interval")
    notes = [said.say("sure_note" if n >= ENOUGH else "few_note", replications=count, enough=ENOUGH)]
    if study.ranged:
        notes = [said.say("worlds_note", replications=count, n=study.worlds)]
        few = ("few_of_worlds", "few_worlds_range") if n < ENOUGH else ()
        notes += [said.say(key, enough=ENOUGH) for key in few]
    return " ".join([*notes, said.say("beyond")] if beyond(study.comparison) else notes)


def _ledger(lines: list[Assumption]) -> dict[str, list[Assumption]]:
    """The entries by heading: those of measures, then the rest by status."""
    grouped: dict[str, list[Assumption]] = {"measures": []}
    for line in lines:
        own = line.entry.key.startswith(("measures.", "territory.measures.")) and line.value != "–"
        grouped.setdefault("measures" if own else line.entry.status, []).append(line)
    return {heading: held for heading, held in grouped.items() if held}


def _data(panel: Panel, said: Words) -> Markup:
    """A figure as JSON that can stand inside a script element: whoever wrote what is in it, no ``<`` is left
    that could end the script or begin a comment.
    """
    layout = panel.figure["layout"] | {"separators": said.plotly["separators"]}
    figure = _known(panel.figure | {"layout": layout})
    text = json.dumps(figure, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))


def _known(value: Any) -> Any:
    """Plain data with None for numbers that are none."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_known(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _downloaded(said: Words) -> dict[str, str]:
    """What the buttons under a figure are called, what heads the columns of its numbers, and how those are
    written.
    """
    keys = ("series", "position", "value", "low", "high", "unit", "month", "events", "colon")
    named = {key: said.say(key) for key in keys} | {"download_as": said.say("download_as", format="{format}")}
    return {**named, "separators": said.plotly["separators"]}


def _plotly() -> str:
    """Plotly's own code. It is read as a file: importing ``plotly`` would take a second."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
