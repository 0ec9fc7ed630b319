"""The commands and their options. What a command needs is imported only when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.language import Lang
from sim.cli.new_commands import new_app
from sim.cli.options import (
    Baseline,
    ConfigDir,
    Csv,
    DryRun,
    Force,
    Json,
    Outputs,
    Overrides,
    Period,
    Runs,
    Where,
)
from sim.cli.sure_commands import sure_app
from sim.cli.territory_commands import app as territory_app

app = typer.Typer(
    help="Who is seen by whom, where and after how long, when doctors leave, settle or are relieved.\n\n"
    "Choose a scenario (`premier-recours scenarios` lists them) and play it; or play several and "
    "compare them.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


@app.callback(invoke_without_command=True)
def premier_recours(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="the version, and nothing else")] = False,
) -> None:
    """Prints the help when no command is given."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"premier-recours {version_of('premier-recours')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def run(
    overrides: Overrides = None,
    config_dir: ConfigDir = None,
    force: Force = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Plays one scenario: run scenario=NAME [key=value ...]

    A result that exists is not played again; more replications are added to it.
    """
    from sim.cli.run_commands import run_scenario

    run_scenario(overrides or [], config_dir, force=force, dry_run=dry_run, as_json=as_json, lang=lang)


@app.command()
def sweep(
    overrides: Overrides = None,
    config_dir: ConfigDir = None,
    force: Force = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    period: Period = None,
    lang: Lang = "",
) -> None:
    """Plays several scenarios with the same draws and compares them with the first: sweep [scenario=A,B]
    [key=v1,v2 ...]

    A list (a,b), range(0,4) (0 to 3: the end is left out) or glob(gisele_*) stands for several values. Each
    value of an assumption (any key but measures.*) has its own baseline; one scenario alone is compared with
    itself without its measures.
    Without anything: Mios as it is against three doctors at Gisèle Halimi.
    """
    from sim.cli.run_commands import run_sweep

    run_sweep(
        overrides or [],
        config_dir,
        force=force,
        dry_run=dry_run,
        as_json=as_json,
        period=period,
        lang=lang,
    )


@app.command()
def compare(
    runs: Runs,
    baseline: Baseline = None,
    period: Period = None,
    outputs: Outputs = Path("outputs"),
    csv: Csv = None,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            "--xlsx",
            metavar="FILE",
            help="also write a workbook: differences, levels, assumptions, units, sources",
        ),
    ] = None,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Compares runs with the first of them (or --baseline), replication by replication: table and page."""
    from sim.cli.report_commands import compare_runs

    compare_runs(runs, baseline, period, outputs, csv=csv, xlsx=xlsx, as_json=as_json, lang=lang)


@app.command()
def report(
    runs: Runs,
    outputs: Outputs = Path("outputs"),
    summary: Annotated[
        bool, typer.Option("--summary", help="one sheet of A4 to print, instead of the whole page")
    ] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Writes the page of runs that have been played: one HTML file that needs nothing else."""
    from sim.cli.report_commands import report_runs

    report_runs(runs, outputs, summary=summary, as_json=as_json, lang=lang)


runs_app = typer.Typer(rich_markup_mode=None, help="What has been played.")
app.add_typer(runs_app, name="runs")


@runs_app.callback(invoke_without_command=True)
def runs(
    context: typer.Context,
    text: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="TEXT",
            help="only those with this text in name, title, territory or settings that differ",
        ),
    ] = None,
    outputs: Where = Path("outputs"),
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Lists the runs there are, with the settings in which those of a scenario differ, and their sizes."""
    if context.invoked_subcommand is None:
        from sim.cli.runs import list_runs

        list_runs(text, outputs, as_json=as_json, lang=lang)


@runs_app.command()
def remove(
    names: Runs,
    outputs: Where = Path("outputs"),
    sure: Annotated[bool, typer.Option("--yes", help="without asking")] = False,
    lang: Lang = "",
) -> None:
    """Takes runs away for good, after asking; pages made from them stay."""
    from sim.cli.runs import remove_runs

    remove_runs(names, outputs, sure=sure, lang=lang)


@app.command()
def scenarios(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="one scenario, with its measures", show_default=False),
    ] = None,
    config_dir: ConfigDir = None,
    check: Annotated[
        bool, typer.Option("--check", help="only say whether the scenario NAME could be played")
    ] = False,
    of_territory: Annotated[
        str | None,
        typer.Option("--territory", metavar="NAME", help="those of this territory alone", show_default=False),
    ] = None,
    of_measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="those alone that have a measure of this kind of their own, such as retire",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Lists the scenarios there are; or shows one, with its source; or checks it."""
    if check:
        from sim.cli.checks import check_scenario

        check_scenario(name, config_dir, lang)
        return
    from sim.cli.lists import list_scenarios

    list_scenarios(name, config_dir, as_json=as_json, lang=lang, territory=of_territory, kind=of_measure)


app.add_typer(territory_app, name="territory")


@app.command()
def measures(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="one measure, with its keys and an example", show_default=False
        ),
    ] = None,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Lists the measures there are; or tells one: its keys, their units and bounds, an example."""
    from sim.cli.measure_list import list_measures

    list_measures(kind, as_json=as_json, lang=lang)


@app.command()
def parameters(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORD]",
            help="only those with this text in key, unit, source or note, such as needs.patience or CARMF",
            show_default=False,
        ),
    ] = None,
    config_dir: ConfigDir = None,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Lists every number of the model: its value, plausible range, status and source."""
    from sim.cli.lists import list_parameters

    list_parameters(word, config_dir, as_json=as_json, lang=lang)


@app.command()
def levers(
    overrides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[key=value]...",
            help="settings that hold for all levers and baselines, such as run.jobs=2 or run.worlds=central",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--scenarios", metavar="A,B", help="these alone; else every scenario that is no baseline"
        ),
    ] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", metavar="NAME", help="levers of this territory alone")
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=1, help="of each scenario and each baseline")
    ] = 16,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="FOLDER", help="where levers.md, levers.fr.md and levers.csv are written"
        ),
    ] = Path("outputs"),
    kept: Annotated[
        Path | None,
        typer.Option("--kept", metavar="FILE", help="plays nothing: the pages of a levers.csv there is"),
    ] = None,
    config_dir: ConfigDir = None,
    outputs: Where = Path("outputs"),
    dry_run: DryRun = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Says of every lever what it does after 1 and 5 years, at what cost to whom; ranks them at equal budget.

    Beside what the sources expect of it (conf/levers.yaml). What has been played is not played again: stopped
    and started again, it goes on.
    """
    from sim.cli.levers_command import names_asked, run_levers
    from sim.levers.choose import Ask
    from sim.levers.records import read_records
    from sim.scenario.sources import find_sources

    records = read_records()
    names = names_asked(only, territory, records, find_sources(config_dir))
    ask = Ask(outputs, names, replications, tuple(overrides or ()), config_dir, records)
    run_levers(ask, out, kept, strict=territory is None, dry_run=dry_run, as_json=as_json, lang=lang)


@app.command()
def bench(
    short: Annotated[bool, typer.Option("--short", help="the kernels and small peers alone")] = False,
    full: Annotated[bool, typer.Option("--full", help="also 68 million residents (12 GB of memory)")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="only say whether a kernel has become slower; keep nothing")
    ] = False,
    as_json: Json = False,
) -> int:
    """Measures the speed of this machine with this version, against the run before.

    Needs a clone of the repository. The run is kept in benchmarks/history.jsonl, docs/benchmarks.md is
    rewritten.
    """
    from sim.cli.bench import bench as measure

    return measure(short=short, full=full, check=check, as_json=as_json)


@app.command(name="compile")
def compile_() -> None:
    """Compiles the kernels ahead, once for an installed version; else the first run does it."""
    from sim.cli.compiling import compile_now

    compile_now()


app.add_typer(new_app, name="new")
app.add_typer(sure_app)
