"""The commands that say how sure a result is: `sensitivity`, `validate`, `calibrate`."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.language import Lang
from sim.cli.options import ConfigDir, Csv, Json, Outputs, Period, Where

sure_app = typer.Typer(rich_markup_mode=None)


@sure_app.command()
def sensitivity(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...|key=value...",
            help="runs, the baseline first; or scenario=A,B and settings, as for sweep",
            show_default=False,
        ),
    ],
    config_dir: ConfigDir = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator",
            metavar="ID",
            help="of this one; else of the share without a médecin traitant",
        ),
    ] = None,
    period: Period = None,
    outputs: Outputs = Path("outputs"),
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Says which assumptions move a difference most, and in how many of 100 plausible worlds it holds.

    Of runs whose replications live in plausible worlds (run.worlds), at least 20: run.replications=27.
    """
    from sim.cli.sensitivity_command import tell

    tell(words, config_dir, indicator, period, outputs, as_json=as_json, lang=lang)


# --- what `validate` is told

Country = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        help="official files of the whole country: national figures are held on intercommunalités of all "
        "sorts, and maps are compared",
    ),
]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", metavar="ROLE", help="figures of this role alone, as held_back; repeatable"),
]
Figures = Annotated[
    list[str] | None,
    typer.Option(
        "--figure", metavar="ID", help="this figure alone: only what shows it is played; repeatable"
    ),
]
Replications = Annotated[
    int,
    typer.Option(
        "--replications",
        metavar="N",
        min=1,
        help="of each intercommunalité; of territories and experiments four times as many (not --quick)",
    ),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="the territories shipped alone: no maps, no experiments")
]
Experiments = Annotated[
    bool, typer.Option("--experiments/--no-experiments", help="effects found elsewhere, played again")
]
Places = Annotated[
    int | None,
    typer.Option("--places", metavar="N", min=1, help="intercommunalités played for maps, whatever the time"),
]
Minutes = Annotated[
    float,
    typer.Option(
        "--minutes",
        metavar="MINUTES",
        min=0,
        help="after so many, no more of them are begun; a quarter is for maps without a run",
    ),
]
Write = Annotated[
    Path | None,
    typer.Option("--write", metavar="FOLDER", help="also write validation.md and validation.fr.md there"),
]


@sure_app.command()
def validate(
    data: Country = None,
    role: Roles = None,
    figure: Figures = None,
    outputs: Where = Path("outputs"),
    replications: Replications = 2,
    quick: Quick = False,
    experiments: Experiments = True,
    places: Places = None,
    minutes: Minutes = 12.0,
    csv: Csv = None,
    write: Write = None,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Holds what the model says against published figures: misses first.

    What has been played is not played again. Without --data, the territories shipped stand for France.
    """
    from sim.cli.validate import run_validation

    run_validation(
        data=data,
        roles=tuple(role or ()),
        figures=tuple(figure or ()),
        outputs=outputs,
        replications=replications,
        quick=quick,
        experiments=experiments,
        places=places,
        minutes=minutes,
        as_json=as_json,
        csv=csv,
        write=write,
        lang=lang,
    )


@sure_app.command()
def calibrate(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="FOLDER",
            help="official files of the whole country: intercommunalités of all densities are played; "
            "without, a few territories that are shipped",
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="where the worlds and the page are written")
    ] = Path("calibrated"),
    outputs: Annotated[
        Path, typer.Option("--outputs", metavar="FOLDER", help="where what is played is kept")
    ] = Path("outputs"),
    hours: Annotated[
        float, typer.Option("--hours", metavar="N", min=0, help="after so many, nothing more is begun")
    ] = 2.0,
    waves: Annotated[int, typer.Option("--waves", metavar="N", min=1, max=20, help="at most so many")] = 4,
    points: Annotated[
        int, typer.Option("--points", metavar="N", min=12, max=2000, help="that each wave plays")
    ] = 60,
    territories: Annotated[
        int,
        typer.Option(
            "--territories", metavar="N", min=1, max=9, help="intercommunalités of each class of density"
        ),
    ] = 1,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="processes side by side; else as the cores allow"),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="chooses points and draws")] = 33284,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Looks for the values of uncertain assumptions that reproduce published figures: plausible worlds.

    In waves: points of the ranges are played, what is implausible is ruled out. What has been played is kept:
    stopped and started again, it goes on. The worlds are played by run.worlds=FOLDER/plausible.csv.
    """
    from sim.cli.calibrate import calibrate_worlds, order_of

    order = order_of(data, out, outputs, hours, waves, points, territories, jobs, seed)
    calibrate_worlds(order, as_json=as_json, lang=lang)
