"""The command `levers`: what each lever does and costs, beside what the sources expect of it."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.cli.output import check_writable, print_json, print_json_rows
from sim.scenario.errors import ScenarioError
from sim.scenario.settings import Job
from sim.scenario.sources import Sources, find_sources

if TYPE_CHECKING:
    from sim.levers.kept import Played  # brings pandas and more
    from sim.levers.records import Records

PAGES: Final = {"en": "levers.md", "fr": "levers.fr.md"}
KEPT: Final = "levers.csv"
LINK: Final = re.compile(r"\[([^]]*)\]\(#(\w+)\)")  # leads nowhere in a terminal


def run_levers(
    *,
    overrides: Sequence[str],
    scenarios: str | None,
    territory: str | None,
    replications: int,
    outputs: Path,
    out: Path,
    kept: Path | None,
    config_dir: Path | None,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Plays what is missing, or reads what is kept; writes figures and pages, prints a summary (or JSON)."""
    from sim.levers.about import about
    from sim.levers.kept import read_kept, write_kept
    from sim.levers.records import read_records
    from sim.levers.told import Page, usual_luck

    records, sources = read_records(), find_sources(config_dir)
    names = _asked(scenarios, territory, records, sources)
    if kept is not None:
        played = _chosen(read_kept(kept), names, kept, strict=territory is None)
        if dry_run:
            _would_write(out, as_json=as_json, lang=lang)
            return
    else:
        from sim.levers.choose import Ask, Chooser
        from sim.levers.play import jobs_of, play

        ask = Ask(outputs, names, replications, tuple(overrides), config_dir, records)
        chooser = Chooser(ask)
        if dry_run:
            _forecast(jobs_of(chooser.levers()), as_json=as_json, lang=lang)
            return
        check_writable(outputs, "choose another folder with --outputs FOLDER")
        check_writable(out, "choose another folder with --out FOLDER")
        from sim.cli.progress import bars

        with bars(lang) as progress:
            played = play(chooser, records.budget, _check, progress)
    check_writable(out, "choose another folder with --out FOLDER")
    often, _ = usual_luck(played)
    command = _typed(overrides, names, often, config_dir)
    its = about(played, sources)
    pages = {spoken: Page(played, records, its, spoken) for spoken in PAGES}
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
    from sim.levers.cells import Cells

    paths = [out / name for name in PAGES.values()]
    if as_json:
        print_json({"written": [str(path) for path in paths]})
        return
    for path in paths:
        print(Cells(lang).say("would_write", path=path))


def _typed(overrides: Sequence[str], names: Sequence[str], replications: int, config_dir: Path | None) -> str:
    """The command as one would type it again."""
    words = ["premier-recours", "levers", *overrides]
    words += ["--scenarios", ",".join(names)] if names else []
    words += ["--replications", str(replications)]
    words += ["--config-dir", str(config_dir)] if config_dir is not None else []
    return shlex.join(words)


def _asked(
    scenarios: str | None, territory: str | None, records: "Records", sources: Sources
) -> tuple[str, ...]:
    """The scenarios that are named, or those of a territory; none: all. Raises ScenarioError."""
    from sim.levers.about import of_territory

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


def _chosen(played: Sequence["Played"], names: Sequence[str], file: Path, *, strict: bool) -> list["Played"]:
    """Those that are asked for; all, if none are. ``strict``: none may lack. Raises ScenarioError."""
    from sim.schema.nearest import nearest

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
