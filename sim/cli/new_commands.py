"""The commands `new scenario` and `new territory`: files to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.language import Lang

new_app = typer.Typer(rich_markup_mode=None, help="Writes a file to begin with.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="what it will be called", show_default=False)]
Mine = Annotated[
    Path, typer.Option("--config-dir", metavar="FOLDER", help="your own folder, made where there is none")
]


@new_app.command(name="scenario")
def scenario(
    name: Name,
    territory: Annotated[
        str | None,
        typer.Option("--territory", metavar="NAME", help="of this territory; else of your own, or Mios"),
    ] = None,
    config_dir: Mine = Path("mine"),
    lang: Lang = "",
) -> None:
    """Writes scenarios/NAME.yaml with examples of measures, commented out; nothing is overwritten."""
    from sim.cli.new_scenario import new_scenario

    new_scenario(name, territory, config_dir, lang)


@new_app.command(name="territory")
def territory(name: Name, config_dir: Mine = Path("mine"), lang: Lang = "") -> None:
    """Writes territory/NAME.yaml and its folder with two made-up communes to replace; nothing is overwritten.

    `territory build` makes a territory from official files instead.
    """
    from sim.building.begin import begin
    from sim.building.words import say
    from sim.building.write import scenario_name

    done = begin(name, config_dir, lang)
    for path in done.files:
        print(path)
    folder = config_dir / "territory" / name
    print(say("new_next", lang, folder=folder, scenario=scenario_name(name), name=name, own=config_dir))
