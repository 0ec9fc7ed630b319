"""The commands of `territory`: a territory of one's own, from official files."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.language import Lang

if TYPE_CHECKING:
    from sim.building.build import Done

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="A territory of your own, from official open-data files.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="what the territory is called", show_default=False)]
Epcis = Annotated[
    list[str] | None,
    typer.Option("--epci", metavar="CODE", help="the communes of an EPCI, by its code or name; repeatable"),
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--dep", metavar="CODE", help="the communes of a département; repeatable"),
]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="CODE", help="the communes of a region, by its INSEE code; repeatable"),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="commune|epci",
        help="what a line is: a commune, or an intercommunalité with its communes added up, for a territory "
        "as large as a region; lost are distances and trips within an intercommunalité",
    ),
]
Communes = Annotated[
    list[str] | None,
    typer.Option(
        "--communes", metavar="CODE,…", help="these communes, by INSEE code or name, commas between them"
    ),
]
Around = Annotated[
    str | None,
    typer.Option("--around", metavar="COMMUNE", help="the communes around one, given by code or name"),
]
Minutes = Annotated[
    float, typer.Option("--minutes", metavar="MINUTES", min=0, max=240, help="how far around it, by car")
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FOLDER", help="where the official files lie that you have downloaded"),
]
Ring = Annotated[
    float,
    typer.Option(
        "--ring",
        metavar="MINUTES",
        min=0,
        max=120,
        help="how far around all of them communes are simulated and not reported; 0: none",
    ),
]
Gps = Annotated[
    list[str] | None,
    typer.Option(
        "--gps",
        metavar="CODE=N,…",
        help="how many GPs there are in a commune, before what files say, such as 33284=4",
    ),
]
Services = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        metavar="PROFILE=COMMUNE,…",
        help="where a service is open on the first day, by its profile of conf/services or of your own "
        "folder, such as cmsi=33284; repeatable",
    ),
]
Into = Annotated[
    Path | None,
    typer.Option("--config-dir", metavar="FOLDER", help="your own folder, which the territory is written to"),
]
Force = Annotated[
    bool, typer.Option("--force", help="build it anew where it exists; what you changed there is lost")
]

Download = Annotated[
    bool,
    typer.Option(
        "--download", help="first fetch the open files that can be fetched into the folder of --data"
    ),
]


@app.command()
def build(
    name: Name,
    epci: Epcis = None,
    dep: Departments = None,
    region: Regions = None,
    communes: Communes = None,
    around: Around = None,
    minutes: Minutes = 30.0,
    by: By = "commune",
    data: Data = None,
    ring: Ring = 20.0,
    gps: Gps = None,
    service: Services = None,
    config_dir: Into = None,
    force: Force = False,
    download: Download = False,
    lang: Lang = "",
) -> None:
    """Builds a territory and a scenario of it as it is: territory build NAME --epci CODE --data FOLDER
    --config-dir FOLDER

    It is made from whatever official files lie in the folder, each known by its header. What no file says is
    assumed and marked; report.html in the territory's folder tells all of it.
    """
    from sim.building.build import Order, build
    from sim.building.errors import BuildingError
    from sim.building.select import Asked
    from sim.building.words import say
    from sim.building.write import scenario_name
    from sim.cli.territory_check import check_built

    if config_dir is None:
        raise BuildingError(
            "say which folder of yours the territory is written to, such as --config-dir mine"
        )
    if download and data is None:
        raise BuildingError("--download: say with --data FOLDER where the files go")
    if download and data is not None:
        from sim.cli.download_commands import download as fetch_all

        fetch_all(data, config_dir, (), refresh=False, lang=lang)
    asked = Asked(_parted(epci), _parted(dep), _parted(communes), around or "", minutes, _parted(region))
    typed = dict(_pair(each) for each in _parted(gps))
    services: dict[str, list[str]] = {}
    for each in _parted(service):
        profile, _, commune = each.partition("=")
        services.setdefault(profile.strip(), []).append(commune.strip())
    done = build(Order(name, asked, data, config_dir, ring, typed, services, force, lang, by))
    _tell(done, lang)
    check_built(name, config_dir, lang)
    print(say("next", lang, name=name, folder=config_dir, scenario=scenario_name(name)))


def _parted(written: Sequence[str] | None) -> list[str]:
    """The entries of lists with commas."""
    return [part.strip() for each in written or () for part in each.split(",") if part.strip()]


def _pair(written: str) -> tuple[str, str]:
    from sim.building.errors import BuildingError

    commune, equals, heads = written.partition("=")
    if not equals:
        raise BuildingError(f"--gps {written}: write a commune and its number of GPs, such as 33284=4")
    return commune.strip(), heads.strip()


def _tell(done: "Done", lang: str) -> None:
    """What was built and where it lies; on standard error, what is assumed."""
    from sim.building.report import assumed_line, summary
    from sim.building.words import say
    from sim.cli.messages import say as say_here

    print(summary(done.plan, done.built))
    notes = [assumed_line(each, lang) for each in done.built.assumed]
    if done.unknown:
        notes.insert(0, say("unknown_files", lang, files=", ".join(done.unknown)))
    if done.left_out:
        notes.insert(0, say("left_out", lang, communes=", ".join(done.left_out)))
    for said in notes:
        print(say_here("note", lang, said=said), file=sys.stderr)
    for path in done.files:
        print(path)


@app.command()
def download(
    data: Annotated[Path, typer.Option("--data", metavar="FOLDER", help="where the files go")] = Path("data"),
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME,…", help="these alone, by their names in the list"),
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="ask whether there are newer ones")] = False,
    config_dir: Annotated[
        Path | None,
        typer.Option("--config-dir", metavar="FOLDER", help="with france/sources.yaml: other addresses"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="print JSON, and nothing else, on standard output")
    ] = False,
    lang: Lang = "",
) -> int:
    """Fetches open files of INSEE, DREES, data.gouv.fr and CNAM into a folder, each once; what was cut off is
    resumed.

    A file that cannot be had is told with the page from which it is downloaded by hand. Very large ones, and
    those that say what another says, are fetched only by --only.
    """
    from sim.cli.download_commands import download_files

    return download_files(data, config_dir, _parted(only), refresh=refresh, as_json=as_json, lang=lang)


@app.command()
def check(
    name: Name,
    config_dir: Annotated[
        Path | None, typer.Option("--config-dir", metavar="FOLDER", help="your own folder, where it lies")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="look at the files alone, without a short simulation")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="print JSON, and nothing else, on standard output")
    ] = False,
    lang: Lang = "",
) -> None:
    """Looks whether a territory can be believed: territory check NAME --config-dir FOLDER

    Its files first: coordinates, ages, doctors, emergency departments, what is assumed. Then a year is played
    and stands beside what is published of France and what the files say of the place.
    """
    from sim.cli.territory_check import check_territory

    check_territory(name, config_dir, quick=quick, as_json=as_json, lang=lang)
