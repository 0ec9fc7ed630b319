"""How fast this tree is against a commit: both checked out, measured in turn in one run.

    uv run python -m benchmarks.against 7e1998b [--slower 3] [--only advance,start,list,compile,bare]

Each side has a folder, an environment and a kernel cache of its own. What is measured is processor time, in
rounds in which both sides play, first one and then the other: what else the machine does slows both sides of
a round. Of the rounds' ratios the median counts. Its margin is the 95 % interval of that median, which needs
no assumption about the noise (order statistics). A bound holds if the median is within it, and is broken only
if the whole interval lies beyond it; in between the noise does not say.

Processes of one tree differ, too, by where their memory lies, and keep that for as long as they live: so the
rounds of `advance` and of its ratio over the bare loop come in lots, each in new processes. The one that was
started first is the slower by one or two in a hundred: the sides take turns at that.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import comb
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.history import HERE

ROOT: Final = HERE.parent
PARTS: Final = ("compile", "advance", "start", "list", "bare")
ROUNDS: Final = {"compile": 3, "advance": 32, "start": 21, "list": 21, "bare": 52}
LOTS: Final = 4  # of the rounds of what a process plays: each lot in new processes
WHAT: Final = {
    "compile": "first compilation, all processes",
    "advance": "advance, half a year of Mios",
    "start": "premier-recours --help",
    "list": "premier-recours scenarios",
    "bare": "advance over its bare loop",
}
# Plays the half-year of `benchmarks/test_advance.py` at each line it is sent; processor seconds come back.
ADVANCE: Final = """
import sys
from time import process_time
from benchmarks import mios
from benchmarks.inside import Standing
standing = Standing(mios.world(), mios.territory(), mios.settings(), mios.WARM_DAYS)
standing.play(*standing.table.fresh(), days=mios.TIMED_DAYS)
print("ready", flush=True)
for _ in sys.stdin:
    arrays = standing.table.fresh()
    began = process_time()
    standing.play(*arrays, days=mios.TIMED_DAYS)
    print(process_time() - began, flush=True)
"""
# Plays it, then its bare loop, both as that file has prepared them; the ratio of their seconds comes back.
OVER_BARE: Final = """
import sys
from time import process_time
from benchmarks import test_advance

def seconds(function, table):
    arrays = table.fresh()
    began = process_time()
    function(*arrays)
    return process_time() - began

def asked(benchmark, events, kernel, bare, rounds):
    for side in (kernel, bare):
        seconds(*side)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(seconds(*kernel) / seconds(*bare), flush=True)
    sys.exit()

test_advance.in_turn = asked
test_advance.test_advance(None, None)
"""
PLAYERS: Final = {"advance": ADVANCE, "bare": OVER_BARE}


# --- what the rounds say


@dataclass(frozen=True)
class Compared:
    """What was measured of one part: ``rounds`` of (before, now), in seconds or as ratios."""

    part: str
    rounds: tuple[tuple[float, float], ...]
    bound: float  # the greatest ratio that is meant to be

    @property
    def ratios(self) -> list[float]:
        """Now over before, round by round, rising."""
        return sorted(now / before for before, now in self.rounds)

    @property
    def ratio(self) -> float:
        """The median."""
        return median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """In which the true median lies with 95 %, or as nearly as so few rounds can say."""
        cut = ranks_cut(len(self.rounds))
        return self.ratios[cut], self.ratios[-1 - cut]

    @property
    def verdict(self) -> str:
        """``holds``, ``within the noise`` (beyond the bound, but not surely) or ``broken``."""
        if self.ratio <= self.bound:
            return "holds"
        return "within the noise" if self.interval[0] <= self.bound else "broken"


def ranks_cut(n: int) -> int:
    """How many of ``n`` values in order may be cut off at each end, so that what is left holds the median of
    their distribution with 95 %; 0 where no cut does.
    """
    beyond, cut = 0.0, 0
    while cut < n // 2:
        beyond += comb(n, cut) * 0.5**n
        if beyond > 0.025:
            break
        cut += 1
    return max(0, cut - 1)


def in_turn(
    before: Callable[[], float], now: Callable[[], float], rounds: int
) -> Iterator[tuple[float, float]]:
    """Rounds of (before, now); who goes first changes from round to round."""
    for number in range(rounds):
        if number % 2:
            later = now()
            yield before(), later
        else:
            sooner = before()
            yield sooner, now()


def table(compared: Sequence[Compared]) -> str:
    """A line for each part."""
    head = f"{'':34}{'before':>9}{'now':>9}{'ratio':>8}{'95 %':>16}{'bound':>7}"
    lines = [head]
    for part in compared:
        before, now = (median(side) for side in zip(*part.rounds, strict=True))
        low, high = part.interval
        lines.append(
            f"{WHAT[part.part]:34}{before:9.3g}{now:9.3g}{part.ratio:8.3f}{f'{low:.3f} – {high:.3f}':>16}"
            f"{part.bound:7.2f}  {part.verdict} ({len(part.rounds)} rounds)"
        )
    return "\n".join(lines)


# --- the two sides


@dataclass(frozen=True)
class Side:
    """A checkout with an environment of its own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Of its processes: nothing of the caller's environment leads elsewhere."""
        kept = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
        return kept | {"NUMBA_CACHE_DIR": str(self.folder / ".kernels")}

    def command(self, *words: str) -> list[str]:
        """`premier-recours WORDS` there."""
        return [str(self.folder / ".venv/bin/premier-recours"), *words]

    def python(self, *words: str) -> list[str]:
        """Its Python."""
        return [str(self.folder / ".venv/bin/python"), *words]

    def seconds(self, command: Sequence[str], **environment: str) -> float:
        """Processor seconds of a command and of all processes it waited for. RuntimeError if it fails."""
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment | environment, stdout=said, stderr=said
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                raise RuntimeError(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')}")
        return used.ru_utime + used.ru_stime

    def compile(self) -> float:
        """Of a first compilation, into an empty folder."""
        with tempfile.TemporaryDirectory() as empty:
            return self.seconds(self.command("compile"), NUMBA_CACHE_DIR=empty)

    @contextmanager
    def player(self, script: str) -> Iterator[Callable[[], float]]:
        """What such a script measures, as often as one asks, in one process that is warm."""
        process = subprocess.Popen(
            self.python("-c", script),
            cwd=self.folder, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        ask, told = process.stdin, process.stdout

        def play() -> float:
            ask.write("\n")
            ask.flush()
            return float(told.readline())

        try:
            if told.readline() != "ready\n":
                raise RuntimeError(f"{self.folder}: half a year of Mios could not be played")
            yield play
        finally:
            ask.close()
            process.wait()


def check_out(commit: str, folder: Path) -> Side:
    """A commit."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        raise SystemExit(f"{commit}: {archive.stderr.decode().strip()}")
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return installed(folder)


def copied(folder: Path) -> Side:
    """This tree as it is, with what is not committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return installed(folder)


def installed(folder: Path) -> Side:
    """With an environment."""
    side = Side(folder)
    subprocess.run(["uv", "sync", "--quiet"], cwd=folder, env=side.environment, check=True)
    return side


def compare(before: Side, now: Side, part: str, rounds: int, bound: float) -> Compared:
    """Both sides, in turn. RuntimeError where one of them cannot be played."""
    played: list[tuple[float, float]] = []
    for number, lot in enumerate(lots_of(rounds, LOTS if part in PLAYERS else 1)):
        with ExitStack() as stack:
            sides: dict[Side, Callable[[], float]] = {}
            for side in (before, now) if number % 2 == 0 else (now, before):
                if part in PLAYERS:
                    sides[side] = stack.enter_context(side.player(PLAYERS[part]))
                elif part == "compile":
                    sides[side] = side.compile
                else:
                    command = side.command("--help" if part == "start" else "scenarios")
                    side.seconds(command)  # bytecode
                    sides[side] = lambda side=side, command=command: side.seconds(command)
            played.extend(in_turn(sides[before], sides[now], lot))
    return Compared(part, tuple(played), bound)


def lots_of(rounds: int, lots: int) -> list[int]:
    """So many rounds in at most so many lots, as equal as can be."""
    return [n for lot in range(lots) if (n := rounds // lots + (lot < rounds % lots)) > 0]


def main() -> int:
    """Measures, prints the table; 1 if a bound is broken."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.against",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("commit", help="what this tree is measured against")
    parser.add_argument(
        "--slower", type=float, default=3.0, metavar="PERCENT", help="what advance may cost more"
    )
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {','.join(PARTS)}")
    parser.add_argument("--rounds", type=int, help="of each part, instead of the usual number")
    options = parser.parse_args()
    parts = [part for part in PARTS if part in options.only.split(",")]
    if not parts:
        parser.error(f"--only: nothing of {','.join(PARTS)}")
    compared: list[Compared] = []
    with tempfile.TemporaryDirectory(prefix="premier-recours-") as name:
        before, now = check_out(options.commit, Path(name) / "before"), copied(Path(name) / "now")
        for part in parts:
            bound = 1 + options.slower / 100 if part in ("advance", "bare") else 1.0
            print(f"{WHAT[part]} …", file=sys.stderr)
            compared.append(compare(before, now, part, options.rounds or ROUNDS[part], bound))
    print(table(compared))
    return int(any(part.verdict == "broken" for part in compared))


if __name__ == "__main__":
    sys.exit(main())
