"""The command `levers`: what each lever does and costs, beside what the sources expect of it."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.cli.output import check_writable, print_json, print_json_rows
from sim.levers.about import about, of_territory
from sim.levers.cells import Cells
from sim.levers.choose import Ask, Chooser
from sim.levers.kept import Played, read_kept, write_kept
from sim.levers.play import jobs_of, play
from sim.levers.records import Records
from sim.levers.told import Page, usual_luck
from sim.scenario.errors import ScenarioError
from sim.scenario.settings import Job
from sim.scenario.sources import Sources, find_sources
from sim.schema.nearest import nearest

PAGES: Final = {"en": "levers.md", "fr": "levers.fr.md"}
KEPT: Final = "levers.csv"
LINK: Final = re.compile(r"\[([^]]*)\]\(#(\w+)\)")  # leads nowhere in a terminal


def run_levers(
    ask: Ask,
    out: Path,
    kept: Path | None,
    *,
    strict: bool,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Plays what is missing, or reads the file ``kept``; writes figures and pages into the folder ``out``,
    prints a summary (or JSON). ``strict``: the file must hold all levers that are asked for. Raises
    ScenarioError, and what playing raises.
    """
    if kept is not None:
        played = _chosen(read_kept(kept), ask.names, kept, strict=strict)
        if dry_run:
            _would_write(out, as_json=as_json, lang=lang)
            return
    else:
        chooser = Chooser(ask)
        if dry_run:
            _forecast(jobs_of(chooser.levers()), as_json=as_json, lang=lang)
            return
        check_writable(ask.outputs, "choose another folder with --outputs FOLDER")
        check_writable(out, "choose another folder with --out FOLDER")
        from sim.cli.progress import bars

        with bars(lang) as progress:
            played = play(chooser, ask.records.budget, _check, progress)
    check_writable(out, "choose another folder with --out FOLDER")
    often, _ = usual_luck(played)
    command = _typed(ask, often)
    its = about(played, find_sources(ask.config_dir))
    pages = {spoken: Page(played, ask.records, its, spoken) for spoken in PAGES}
    said = [] if kept is not None else [out / KEPT]
    if kept is None:
        write_kept(out / KEPT, played)
    for spoken, name in PAGES.items():
        (out / name).write_text(pages[spoken].text(command), encoding="utf-8")
        said.append(out / name)
    if as_json:
        print_json_rows([row for each in played for row in each.rows()])
    else:
        print(LINK.sub(r"\1 (\2)", pages[lang].summary()), *said, sep="\n")


def _would_write(out: Path, *, as_json: bool, lang: str) -> None:
    """Says which pages would be made of figures that are kept."""
    paths = [out / name for name in PAGES.values()]
    if as_json:
        print_json({"written": [str(path) for path in paths]})
        return
    for path in paths:
        print(Cells(lang).say("would_write", path=path))


def _typed(ask: Ask, replications: int) -> str:
    """The command as one would type it again."""
    words = ["premier-recours", "levers", *ask.overrides]
    words += ["--scenarios", ",".join(ask.names)] if ask.names else []
    words += ["--replications", str(replications)]
    words += ["--config-dir", str(ask.config_dir)] if ask.config_dir is not None else []
    return shlex.join(words)


def names_asked(
    scenarios: str | None, territory: str | None, records: Records, sources: Sources
) -> tuple[str, ...]:
    """The scenarios that are named, or those of a territory; none: all. Raises ScenarioError."""
    names = tuple(name.strip() for name in (scenarios or "").split(",") if name.strip())
    if scenarios is not None and not names:
        raise ScenarioError("--scenarios: names no scenario; write some, with commas between them")
    if territory is None:
        return names
    if names:
        raise ScenarioError("levers: write either --scenarios or --territory")
    found = of_territory(records.levers, territory, sources)
    if not found:
        raise ScenarioError(f"--territory {territory}: no lever is played there; see docs/levers.md")
    return found


def _chosen(played: Sequence[Played], names: Sequence[str], file: Path, *, strict: bool) -> list[Played]:
    """Those that are asked for; all, if none are. ``strict``: none may lack. Raises ScenarioError."""
    there = [*dict.fromkeys(each.scenario for each in played)]
    for name in names if strict else ():
        if name not in there:
            hint = f"`premier-recours levers --scenarios {name}` plays it; {nearest(name, there)}"
            raise ScenarioError(f"--scenarios {name}: {file} does not hold it; {hint}")
    if not strict and not {*names} & {*there}:
        raise ScenarioError(f"--territory: {file} holds no lever of it; leave out --kept to play them")
    return [each for each in played if not names or each.scenario in names]


def _check(jobs: Sequence[Job]) -> None:
    """Checks jobs of one territory, those with the same end together."""
    from sim.cli.checks import check_jobs

    by_end: dict[object, list[Job]] = {}
    for job in jobs:
        by_end.setdefault(job.settings.run.end, []).append(job)
    for together in by_end.values():
        check_jobs(together)


def _forecast(groups: Sequence[Sequence[Job]], *, as_json: bool, lang: str) -> None:
    """Checks, and says what would be played; not what the budget buys, which depends on what comes of it."""
    from sim.cli.runs import print_forecast
    from sim.experiments.forecast import forecast

    for jobs in groups:
        _check(jobs)
    print_forecast(
        forecast([job for jobs in groups for job in jobs], force=False), as_json=as_json, lang=lang
    )
