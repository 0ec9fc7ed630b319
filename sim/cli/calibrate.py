"""The command `calibrate`: plausible worlds from published figures."""

from sim.calibration.ordered import Order, run
from sim.calibration.result import sentences
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
