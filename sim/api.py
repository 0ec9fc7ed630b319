"""Runs, comparisons and figures for notebooks and scripts: ``from sim import api``.

What the command line plays, stores, compares and draws, as pandas frames and Plotly figures::

    base = api.play("mios_as_is", "run.replications=4")
    more = api.play("gisele_halimi_3_doctors", "run.replications=4")
    api.compare(base, more)                      # paired differences, with intervals
    api.figures(base, more, lang="fr")["without_mt-all"]

Frames are tidy: one row an observation, columns as in outputs/README.md, months as ``datetime64``, names of
communes in ``place`` behind their codes. Units stand in the column ``unit``, or by column in
``frame.attrs["units"]``. Whatever is wrong with a name, a key or a file is a ``PlannerError``, whose message
says what would be right; a notebook shows that message alone.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sim.errors import PlannerError
from sim.outcomes.storage.store import StoredRun, read_run
from sim.outcomes.storage.tables import TABLES
from sim.schema.languages import in_language
from sim.schema.nearest import by_nearness, nearest, some_of

if TYPE_CHECKING:
    import plotly.graph_objects as go  # costs a second: only where a figure is made

__all__ = ["ApiError", "Run", "compare", "figures", "follow", "levels", "play", "read", "runs", "steps"]

NEED: Final = ["replication", "commune", "resident", "occurrence"]  # what names a need in every scenario
SAME: Final = ["place", "age", "ald", "kind"]  # of a need, whatever the scenario
UNITS: Final = {
    "outcomes": {"n": "needs"},
    "waits": {"days": "days", "n": "appointments"},
    "indicators": {"value": "as in the column unit"},
    "events": {},
    "trace": {"age": "years", "days": "days", "minutes": "minutes"},
    "daily": {"n": "visits"},
    "doctors": {
        "panel": "patients",
        "visits": "visits",
        "hours": "hours",
        "weeks": "weeks",
        "refused": "requests",
    },
}
TITLES_IN: Final = "en"  # of scenarios, in frames, and of warnings; figures are in the language asked for
TITLE: Final = 80  # pixels above a figure: on the page its title stands outside it


class ApiError(PlannerError):
    """A name that there is not; the message says which there are."""


@dataclass(frozen=True)
class Run:
    """A run folder: one scenario, played."""

    id: str
    folder: Path
    scenario: str
    title: str
    start: date  # the first day reported
    end: date  # the last
    replications: tuple[int, ...]  # those that are complete
    communes: Mapping[str, str] = field(repr=False)  # INSEE code → name
    stored: StoredRun = field(repr=False)

    @property
    def settings(self) -> dict[str, Any]:
        """The configuration that determined the run, resolved. Raises StoreError if it was altered."""
        return self.stored.config

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run, all replications: ``outcomes``, ``waits``, ``indicators`` (by month, with the
        counts that they are made of; ``levels`` has them by period), ``events`` or ``trace``.

        Raises ApiError for another name, StoreError where a file is damaged.
        """
        if name not in TABLES:
            raise ApiError(f"table “{name}”: there is no such table; {nearest(name, TABLES)}")
        frame: pd.DataFrame = self.stored.table(name).to_pandas()
        for column in {"month", "date"} & {*frame.columns}:
            frame[column] = pd.to_datetime(frame[column])
        return self._placed(frame, UNITS[name])

    def _placed(self, frame: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
        behind = list(frame.columns).index("commune") + 1
        names = frame["commune"].map(lambda code: self.communes.get(code, code))
        frame.insert(behind, "place", names)
        frame.attrs = {"run": self.id, "units": dict(units)}
        return frame


def play(scenario: str, *overrides: str, config_dir: str | Path | None = None) -> Run:
    """Plays what is missing of a scenario, through the same cache as the command line; then it is read.

    ``overrides`` as on the command line: ``"run.replications=4"``, ``"run.outputs=FOLDER"``. ``config_dir``:
    a folder of your own scenarios and territories. What a plan asks for that will not happen is a warning.
    Raises ScenarioError for a name, key or value that is wrong, before anything is played.
    """
    from sim.cli.checks import check_at_home, check_folders, check_jobs, notes
    from sim.cli.progress import bars
    from sim.experiments import run_jobs
    from sim.measures.registry import schemas
    from sim.scenario.load import load

    own = None if config_dir is None else Path(config_dir)
    jobs = [load([f"scenario={scenario}", *overrides], own, schemas())]
    check_at_home(jobs, own)
    names = check_jobs(jobs)
    check_folders(jobs)
    for note in notes(jobs, TITLES_IN, names):
        warnings.warn(note, stacklevel=2)
    with bars(TITLES_IN) as progress:
        return _run(run_jobs(jobs, progress=progress)[0])


def read(run: str | Path, outputs: str | Path = "outputs") -> Run:
    """A run that exists, by its folder, its id or the beginning of its id.

    Raises ExperimentError where there is none or several, StoreError where none of it is complete.
    """
    from sim.experiments.find_run import find_run

    return _run(read_run(find_run(str(run), Path(outputs))))


def runs(outputs: str | Path = "outputs") -> pd.DataFrame:
    """The runs in a folder of results, one a row: id, scenario, title, label (in its sweep), territory, seed,
    start, end, replications (how many are complete), folder, settings (in which runs of a scenario differ).
    Runs of which none is complete, or that are damaged, are left out.
    """
    from sim.experiments.runs_there import runs_there

    def rows() -> Iterator[tuple[object, ...]]:
        for there in runs_there(Path(outputs)):
            head = there.manifest
            if there.fault or head is None or not head.complete:
                continue
            title = in_language(head.title, TITLES_IN)
            which = head.run_id, head.scenario, title, head.label, head.territory, head.seed
            days = pd.Timestamp(head.start), pd.Timestamp(head.end)
            yield *which, *days, len(head.complete), str(there.folder), dict(there.settings)

    which = ["id", "scenario", "title", "label", "territory", "seed"]
    return pd.DataFrame(rows(), columns=[*which, "start", "end", "replications", "folder", "settings"])


def levels(run: Run, period: str | None = None) -> pd.DataFrame:
    """Every indicator over a period, by its rule: (replication, commune, place, indicator, group, value,
    unit); commune ``*`` is the whole territory, group ``all`` everybody. What is undefined has no row.

    ``period``: ``2025-10..2026-09``; the last twelve months reported if None. Raises StoreError for a period
    that cannot be read or lies outside the run.
    """
    from sim.experiments.windows import windows
    from sim.outcomes.periods.period import over

    asked = next(iter(windows(run.stored, run.stored, period).values()))
    found = over(run.stored, asked)
    shown = {key: values for key, values in found.values.items() if found.catalogue[key[0]].shown}
    rows = [
        (number, commune, name, group, float(values[i, place]), found.catalogue[name].unit)
        for (name, group), values in sorted(shown.items())
        for i, number in enumerate(found.replications)
        for place, commune in enumerate(found.communes)
    ]
    columns = ["replication", "commune", "indicator", "group", "value", "unit"]
    frame = pd.DataFrame(rows, columns=columns).dropna(subset=["value"], ignore_index=True)
    frame = run._placed(frame, UNITS["indicators"])
    frame.attrs["period"] = str(asked)
    return frame


def compare(baseline: Run, *scenarios: Run, period: str | None = None, lang: str = "en") -> pd.DataFrame:
    """Each scenario against the baseline, as the command `compare`: the columns of ``compare --csv`` in
    outputs/README.md. Differences are scenario − baseline, paired by replication, with an interval of 95 %.

    ``period`` as of ``levels``; if None, the usual ones. ``lang``: of ``place`` and ``title``, ``fr`` or
    ``en``. Raises ExperimentError for runs that cannot be compared.
    """
    from sim.reports.export import named

    folders = [run.folder for run in (baseline, *scenarios)]
    return named(_compared(baseline, scenarios, period), folders, lang=_spoken(lang))


def figures(
    baseline: Run, *scenarios: Run, period: str | None = None, lang: str = "en"
) -> "dict[str, go.Figure]":
    """The figures of the page by their name, in the order of the page, titles and words in ``lang`` (``fr``
    or ``en``). Of one run, those that compare nothing. Raises as ``compare``.
    """
    import plotly.graph_objects as go

    from sim.reports.comparison.study import make_study
    from sim.reports.page import sections
    from sim.reports.reading.runs import read_runs
    from sim.reports.words import words

    table = _compared(baseline, scenarios, period) if scenarios else pd.DataFrame()
    labels = dict(zip(table["run_id"], table["label"], strict=True)) if scenarios else {}
    held = read_runs([run.folder for run in (baseline, *scenarios)], labels)
    said = words(_spoken(lang), held[0].manifest.vocabulary)
    drawn = {}
    for section in sections(make_study(held, table, said)):
        for panel in section.panels:
            drawn[panel.name] = go.Figure(panel.figure)
            drawn[panel.name].update_layout(
                title={"text": said.pair(section.title, panel.title)},
                separators=said.plotly["separators"],
                height=panel.height + TITLE,
                margin={"t": TITLE},
            )
    return drawn


def follow(
    baseline: Run,
    scenario: Run,
    *,
    commune: str | None = None,
    resident: int | None = None,
    replication: int | None = None,
) -> pd.DataFrame:
    """What the traced needs became in two scenarios, one need a row: (replication, commune, resident,
    occurrence, place, age, ald, kind), then arose, outcome, service, days, tried in each, with the endings
    ``_baseline`` and ``_scenario``, and ``changed``: whether it ended otherwise, or is in one of them only.

    ``commune`` (code or name), ``resident`` (rank in the commune) and ``replication`` choose among them.
    Needs that arise by themselves do so at the same moment in both; the returns of the chronically ill
    depend on when they were last seen. Raises ApiError for a commune or resident who is not there,
    ExperimentError for runs that cannot be compared.
    """
    from sim.experiments.compare import check_comparable

    check_comparable(scenario.stored, baseline.stored)
    both = [
        _some(run, _code(baseline, commune), resident, replication).set_index(NEED)
        for run in (baseline, scenario)
    ]
    about = both[0][SAME].combine_first(both[1][SAME])[SAME]
    before, after = (
        frame.drop(columns=SAME).add_suffix(end)
        for frame, end in zip(both, ("_baseline", "_scenario"), strict=True)
    )
    joined = about.join(before).join(after)
    joined["changed"] = joined["outcome_baseline"].ne(joined["outcome_scenario"])
    joined = joined.reset_index().astype({"days_baseline": "Int64", "days_scenario": "Int64"})
    joined.attrs = {"units": UNITS["trace"]}
    return joined


def steps(trace: pd.DataFrame, tried: str = "tried") -> pd.DataFrame:
    """What was tried, one step a row, in order: the key of the need, ``step`` as the pathway calls it, what
    ``came`` of it, ``service`` (empty if none), ``days`` since the need arose.

    ``trace``: rows of the table ``trace`` or of ``follow`` (then ``tried``: ``tried_baseline`` or
    ``tried_scenario``). The steps that were not meant for the person or the hour, or not taken up, are not
    there.
    """
    rows = [
        (*key, *step)
        for *key, said in trace[[*NEED, tried]].itertuples(index=False)
        for step in _steps_of(said if isinstance(said, str) else "")
    ]
    return pd.DataFrame(rows, columns=[*NEED, "order", "days", "step", "came", "service"])


def _steps_of(said: str) -> Iterator[tuple[int, int, str, str, str]]:
    days, order = 0, 0
    for word in said.split():
        if word.startswith("+"):
            days = int(word)
            continue
        step, _, came = word.partition(":")
        what, _, service = came.partition("@")
        yield order, days, step, what, service
        order += 1


def _run(stored: StoredRun) -> Run:
    head = stored.manifest
    days, complete = (head.start, head.end), tuple(head.complete)
    title = in_language(head.title, TITLES_IN)
    return Run(head.run_id, stored.folder, head.scenario, title, *days, complete, dict(head.communes), stored)


def _compared(baseline: Run, scenarios: tuple[Run, ...], period: str | None) -> pd.DataFrame:
    from sim.experiments.compare import compare

    return compare([run.folder for run in scenarios], baseline.folder, period)


def _spoken(lang: str) -> str:
    from sim.reports.words.words import languages

    if lang not in languages():
        raise ApiError(f"lang “{lang}”: there is no such language; write {' or '.join(languages())}")
    return lang


def _code(run: Run, commune: str | None) -> str | None:
    """The code of a commune that is given by code or name."""
    codes = {name: code for code, name in run.communes.items()}
    if commune is None or commune in run.communes:
        return commune
    if commune not in codes:
        raise ApiError(f"commune “{commune}”: not in {run.id}; {nearest(commune, codes)}")
    return codes[commune]


def _some(run: Run, commune: str | None, resident: int | None, replication: int | None) -> pd.DataFrame:
    """The rows of the trace that are asked for."""
    trace = run.table("trace")
    for column, value in (("commune", commune), ("resident", resident), ("replication", replication)):
        if value is not None:
            there = sorted(trace[column].unique())
            trace = trace[trace[column] == value]
            if trace.empty:
                near = some_of(by_nearness(str(value), list(map(str, there))))
                raise ApiError(
                    f"{column} {value}: no need of theirs is traced in {run.id}; traced are: {near or 'none'}"
                    " (run.trace is the share of residents who are)"
                )
    return trace
