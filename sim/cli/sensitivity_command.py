"""The command `sensitivity`: which assumptions move a difference."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.output import console, print_json
from sim.cli.report_commands import beside_runs
from sim.cli.run_commands import play_pairs, write_page
from sim.experiments.compare import compare_pairs
from sim.experiments.find_run import find_run
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.comparison.compared import show
from sim.reports.comparison.study import Study, make_study
from sim.reports.figures import tornado
from sim.reports.reading.runs import Run, read_runs
from sim.reports.terminal.console import WIDTH, plain
from sim.reports.words import words as words_of
from sim.scenario.errors import ScenarioError
from sim.schema.nearest import nearest


def tell(
    words: Sequence[str],
    config_dir: Path | None,
    indicator: str | None,
    period: str | None,
    outputs: Path,
    *,
    as_json: bool,
    lang: str,
) -> None:
    """Prints a tornado and a sentence for each scenario, and writes the page; or prints JSON alone. Raises
    ScenarioError.
    """
    if indicator is not None and indicator not in CATALOGUE:
        raise ScenarioError(
            f"--indicator {indicator}: there is none of that name; {nearest(indicator, CATALOGUE)}"
        )
    pairs = _pairs(words, config_dir, outputs, lang)
    asked = indicator or tornado.indicator_of_answer()
    studies = _studies(pairs, period, lang)
    if as_json:
        print_json([found for study in studies for found in _json(study, asked)])
        return
    for study in studies:
        _print(study, asked)
    folders = list(dict.fromkeys(folder for pair in pairs for folder in reversed(pair)))
    comparison = compare_pairs(pairs, period)
    print(write_page(folders, comparison, beside_runs(folders[0]), lang=lang))


def _pairs(
    words: Sequence[str], config_dir: Path | None, outputs: Path, lang: str
) -> list[tuple[Path, Path]]:
    """Each run with its baseline."""
    if any("=" in word for word in words):
        pairs, _ = play_pairs(words, config_dir, lang)
    else:
        first, *others = [find_run(word, outputs) for word in words]
        pairs = [(folder, first) for folder in others]
    pairs = [pair for pair in pairs if pair[0].resolve() != pair[1].resolve()]
    if not pairs:
        raise ScenarioError("sensitivity: name a baseline and another run (or scenario=A,B)")
    return pairs


def _studies(pairs: Sequence[tuple[Path, Path]], period: str | None, lang: str) -> list[Study]:
    """One for each baseline."""
    studies = []
    for base in dict.fromkeys(base for _, base in pairs):
        folders = [base, *(folder for folder, of in pairs if of == base)]
        comparison = compare_pairs([(folder, base) for folder in folders[1:]], period)
        labels = dict(zip(comparison["run_id"], comparison["label"], strict=True))
        runs: list[Run] = read_runs(folders, labels)
        studies.append(make_study(runs, comparison, words_of(lang, runs[0].manifest.vocabulary)))
    return studies


def _print(study: Study, indicator: str) -> None:
    said, to = study.said, console()
    if not to.is_terminal:
        to.width = max(to.width, WIDTH)
    place, period = study.places[0], study.periods[0]
    for run in study.runs[1:]:
        title = said.indicator(indicator).title
        head = said.say("against", scenario=study.style(run).name, baseline=study.style(study.baseline).name)
        to.print()
        to.print(plain(f"{title} · {study.place(place)} · {study.period(period)}", "bold"), soft_wrap=True)
        to.print(plain(head), soft_wrap=True)
        moved = tornado.moves(study, run, indicator)
        if moved is None:
            to.print(plain(said.say("no_worlds" if study.worlds < 2 else "nothing_moves")), soft_wrap=True)
            continue
        lines = tornado.lines(moved, said, to.width)
        if lines:
            unit = show(moved.row, said).unit_difference
            to.print(plain(said.say("tornado_columns", unit=unit), "dim"), soft_wrap=True)
        for line in lines:
            to.print(plain(line, "" if line.startswith("*") else "dim"), soft_wrap=True)
        to.print(plain(tornado.sentence(moved, said)), soft_wrap=True)


def _json(study: Study, indicator: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for run in study.runs[1:]:
        moved = tornado.moves(study, run, indicator)
        head = {
            "run_id": run.run_id,
            "baseline_run_id": study.baseline.run_id,
            "indicator": indicator,
            "commune": study.places[0],
            "period": study.periods[0],
        }
        if moved is None:
            found.append(head | {"worlds": study.worlds, "swings": [], "turns": None})
            continue
        each = moved.found
        found.append(
            head
            | {"unit": moved.row.unit, **each._asdict(), "holds_in_100": each.in_100}
            | {"swings": [swing._asdict() for swing in each.swings]}
            | {"turns": None if each.turns is None else each.turns._asdict()}
            | {"sentence": tornado.sentence(moved, study.said)}
        )
    return found
