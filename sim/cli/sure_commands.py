"""The commands that say how sure a result is: `sensitivity`, `validate`, `calibrate`."""

import sys
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
    from sim.validation.play import Ask

    ask = Ask(outputs, data, replications, quick, experiments, places, 60.0 * minutes)
    run_validation(ask, role or (), figure or (), as_json=as_json, csv=csv, write=write, lang=lang)


# --- what `calibrate` is told

Sampled = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        help="official files of the whole country: intercommunalités of all densities are played; "
        "without, a few territories that are shipped",
    ),
]
Out = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="where the worlds and the page are written")
]
Played = Annotated[Path, typer.Option("--outputs", metavar="FOLDER", help="where what is played is kept")]
Hours = Annotated[
    float, typer.Option("--hours", metavar="N", min=0, help="after so many, nothing more is begun")
]
Waves = Annotated[int, typer.Option("--waves", metavar="N", min=1, max=20, help="at most so many")]
Points = Annotated[int, typer.Option("--points", metavar="N", min=12, max=2000, help="that each wave plays")]
OfClass = Annotated[
    int,
    typer.Option(
        "--territories", metavar="N", min=1, max=9, help="intercommunalités of each class of density"
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="processes side by side; else as the cores allow"),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="chooses points and draws")]


@sure_app.command()
def calibrate(
    data: Sampled = None,
    out: Out = Path("calibrated"),
    outputs: Played = Path("outputs"),
    hours: Hours = 2.0,
    waves: Waves = 4,
    points: Points = 60,
    territories: OfClass = 1,
    jobs: Jobs = None,
    seed: Seed = 33284,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Looks for the values of uncertain assumptions that reproduce published figures: plausible worlds.

    In waves: points of the ranges are played, what is implausible is ruled out. What has been played is kept:
    stopped and started again, it goes on. The worlds are played by run.worlds=FOLDER/plausible.csv.
    """
    from sim.calibration.ordered import Order
    from sim.calibration.waves import Ask
    from sim.cli.calibrate import calibrate_worlds

    ask = Ask(waves=waves, points=points, seed=seed, seconds=3600.0 * hours)
    typed = " ".join(["premier-recours", *sys.argv[1:]])
    order = Order(out, outputs, ask, data, of_class=territories, jobs=jobs, command=typed)
    calibrate_worlds(order, as_json=as_json, lang=lang)
