"""Calibrates the numbers of the labour market without patients, and writes the page docs/market.md.

python -m sim.calibration.market --data FOLDER --write docs
"""

import argparse
import copy
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from sim.calibration.kept import Kept
from sim.calibration.market.country import OWN, conf_doctors, conf_market, first, read_communes, regions
from sim.calibration.market.figures import changes, luck_of, observed
from sim.calibration.market.held_back import aid_adds, says, says_of
from sim.calibration.market.playing import Land, Playing
from sim.calibration.market.targets import assumptions, held
from sim.calibration.market.written import Result, page
from sim.calibration.waves import Ask, calibrate
from sim.errors import PlannerError
from sim.experiments.pool import in_order
from sim.scenario.ledger import Speaking, read_ledger
from sim.scenario.sources import data_root
from sim.schema.languages import LANGUAGES

PAGES: Final = {"en": "market.md", "fr": "market.fr.md"}
ROWS: Final = ("exit_rate", "entry_rate", "replacement_ratio", "distance_university", "early_loss")
HOURS: Final = 2.0
SHOWN: Final = 16  # worlds that say what is held back


def run(data: Path, outputs: Path, ask: Ask, jobs: int, command: str) -> Result:
    """Calibrates. Raises PlannerError."""
    market, doctors, communes = conf_market(), conf_doctors(), read_communes(data)
    care = 1.0 - doctors.particular
    places = tuple(regions(communes, doctors, market))
    table = observed(places, care)
    real = changes(table)
    wanted = held(tuple(real), ROWS)
    targets = wanted.targets(real, luck_of(table))
    land = Land(
        places, first(doctors, communes), market, care, assumptions(), tuple(one.id for one in targets)
    )
    player = Playing(land, jobs)
    kept = Kept(outputs / "market_calibration" / player.id(ask.points))

    def said(wave: int, done: int, of: int) -> None:
        print(f"{wave}: {done} / {of}", file=sys.stderr)

    found = calibrate(targets, land.centre, player, kept, ask, said)
    usual = player.play(land.centre[None], [0])[0]
    blocks = [copy.deepcopy(market) for _ in range(2)]
    entry = Speaking(read_ledger(data_root() / "conf")).of("market.utility.aid")
    assert entry is not None and entry.low is not None and entry.high is not None
    for block, value in zip(blocks, (entry.low, entry.high), strict=True):
        block["utility"]["aid"] = value
    own = [region for region in places if region.code == OWN]
    adds = [aid_adds(own[0], land, block) if own else float("nan") for block in blocks]
    return Result(
        land=land,
        held=wanted,
        targets=targets,
        found=found,
        usual=usual,
        central=says_of(land, land.market),
        said=in_order(partial(says, land), found.worlds[:SHOWN], jobs),
        aids=(adds[0], adds[1]),
        old=float(land.first.ages[60:].sum()),
        command=command,
        seed=ask.seed,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m sim.calibration.market", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="FOLDER", help="official files of the country"
    )
    parser.add_argument(
        "--write", type=Path, required=True, metavar="FOLDER", help="where the pages are written"
    )
    parser.add_argument("--outputs", type=Path, default=Path("outputs"), help="where what is played is kept")
    parser.add_argument("--waves", type=int, default=3)
    parser.add_argument("--points", type=int, default=200, help="that each wave plays")
    parser.add_argument("--hours", type=float, default=HOURS, help="after so many, nothing more is begun")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side")
    parser.add_argument("--seed", type=int, default=33284)
    given = parser.parse_args(arguments)
    if not given.write.is_dir():
        print(f"--write {given.write}: there is no such folder; name one that there is", file=sys.stderr)
        return 2
    ask = Ask(waves=given.waves, points=given.points, seed=given.seed, seconds=3600.0 * given.hours)
    told = f"python -m sim.calibration.market --data {given.data.name} --write {given.write.name}"
    told += "" if given.hours == HOURS else f" --hours {given.hours:g}"
    try:
        result = run(given.data, given.outputs, ask, given.jobs, told)
    except PlannerError as error:
        print(error, file=sys.stderr)
        return 2
    for lang in LANGUAGES:
        file = given.write / PAGES[lang]
        file.write_text(page(result, lang), encoding="utf-8")
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
