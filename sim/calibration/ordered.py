"""A calibration from what is asked to the files of its result."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sim.calibration.errors import CalibrationError
from sim.calibration.kept import Kept
from sim.calibration.playing import Territories
from sim.calibration.result import FILE, Line, about, lines, remaining, worlds_of, write
from sim.calibration.sample import built, shipped
from sim.calibration.targets import rows
from sim.calibration.waves import Ask, Found, calibrate
from sim.experiments.progress import Progress
from sim.scenario.sources import data_root
from sim.scenario.uncertain import read_uncertain
from sim.scenario.worlds_file import Worlds
from sim.schema.languages import Message
from sim.validation.country import Place


@dataclass(frozen=True)
class Order:
    """What is asked for. ``out``: where the result goes; ``outputs``: where what is played is kept; ``data``:
    official files of the whole country; ``of_class``: intercommunalités of each class of density.
    """

    out: Path
    outputs: Path
    ask: Ask
    data: Path | None = None
    of_class: int = 1
    jobs: int | None = None
    command: str = "premier-recours calibrate"
    places: tuple[Place, ...] = ()  # in place of those shipped


class Done(NamedTuple):
    """What came of it, and the files that were written."""

    found: Found
    worlds: Worlds
    told: dict[str, Any]
    lines: list[Line]
    files: list[Path]

    def flat(self) -> dict[str, Any]:
        """What ``calibrate --json`` prints."""
        left = remaining(self.worlds)
        return {
            **self.told,
            "worlds": len(self.worlds.values),
            "figures": [
                {
                    "id": line.row.id,
                    "published": line.row.published.published,
                    "low": line.row.published.low,
                    "high": line.row.published.high,
                    "worlds_low": line.low,
                    "worlds_median": line.median,
                    "worlds_high": line.high,
                    "fit": line.fit,
                    "state": line.state,
                }
                for line in self.lines
            ],
            "assumptions": [
                {
                    "key": each.key,
                    "low": each.low,
                    "high": each.high,
                    "remaining_low": left.get(each.key, (None, None))[0],
                    "remaining_high": left.get(each.key, (None, None))[1],
                }
                for each in self.worlds.uncertain
            ],
            "files": [str(file) for file in self.files],
        }


def run(order: Order, progress: Progress) -> Done:
    """Calibrates, and writes the result. Raises CalibrationError, ScenarioError, BuildingError, SourceError,
    ExperimentError, StoreError.
    """
    conf = data_root() / "conf"
    uncertain, held = read_uncertain(conf), rows(conf)
    work = order.outputs / "calibration"
    territories = work / "territories"
    if order.data is not None:
        places = built(order.data, territories, order.of_class, _teller(progress, "calibrate_builds", "name"))
    else:
        places = order.places or shipped()
    player = Territories(
        uncertain,
        held,
        places,
        territories if order.data is not None else None,
        work,
        seed=order.ask.seed,
        jobs=order.jobs,
        progress=progress,
    )
    kept = Kept(work / player.id(order.ask.points))

    def said(wave: int, done: int, of: int) -> None:
        progress.say(Message("calibrate_wave", {"wave": wave, "done": done, "of": of}))

    progress.say(Message("calibrate_kept", {"folder": kept.folder}))
    found = calibrate([row.target for row in held], player.centre, player, kept, order.ask, said)
    if not found.waves:
        raise CalibrationError("calibrate: the time was over before anything was played; give more --hours")
    worlds = worlds_of(found, uncertain, order.out / FILE)
    told = about(found, held, places, order.ask, order.command, order.data is not None)
    listed = lines(found, held)
    order.out.mkdir(parents=True, exist_ok=True)
    return Done(found, worlds, told, listed, write(worlds, told, listed))


def _teller(progress: Progress, key: str, value: str) -> Callable[[str], None]:
    return lambda said: progress.say(Message(key, {value: said}))
