"""The command `calibrate`: plausible worlds from published figures."""

import sys
from pathlib import Path

from sim.calibration.ordered import Order, run
from sim.calibration.result import sentences
from sim.calibration.waves import Ask
from sim.cli.output import check_writable, print_json
from sim.cli.progress import bars
from sim.scenario.errors import ScenarioError


def calibrate_worlds(order: Order, *, as_json: bool, lang: str) -> None:
    """Calibrates, and prints what came of it. Raises ScenarioError and what the run raises."""
    if order.data is not None and not order.data.exists():
        raise ScenarioError(f"--data {order.data}: there is no such folder; name that of the official files")
    check_writable(order.out, "choose another folder with --out FOLDER")
    check_writable(order.outputs, "choose another folder with --outputs FOLDER")
    with bars(lang) as progress:
        done = run(order, progress)
    if as_json:
        print_json(done.flat())
        return
    for sentence in sentences(done.worlds, done.told, lang):
        print(sentence)
    for file in done.files:
        print(file)


def order_of(
    data: Path | None,
    out: Path,
    outputs: Path,
    hours: float,
    waves: int,
    points: int,
    territories: int,
    jobs: int | None,
    seed: int,
) -> Order:
    """What the options ask for."""
    ask = Ask(waves=waves, points=points, seed=seed, seconds=3600.0 * hours)
    command = " ".join(["premier-recours", *sys.argv[1:]])
    return Order(out, outputs, ask, data, territories, jobs, command)
