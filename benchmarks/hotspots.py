"""Where the time of `advance` goes: samples of a whole run, by the function they fell in (docs/profiling.md).

The kernels are inlined into one function, so that no sampler sees them by itself. Here they are compiled with
line numbers and nothing else of what debugging adds (it would slow the loops that one wants to see); `perf`
samples the process while patients are played, and `addr2line` names the chain of inlined functions of every
address.

    uv run python -m benchmarks.hotspots [--replications N] [--lines N] [key=value ...]

Needs Linux, `perf` (linux-perf) and `addr2line` (binutils).
"""

import argparse
import ast
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

from sim.experiments.cache import VARIABLE, sources_hash, use_cache
from sim.scenario.sources import PACKAGE

SAMPLES_A_SECOND = 2999
ENTRY = "advance"
LEAST_SHARE = 0.002  # of the samples, for a function to be named
OBJECT = "entry.o"  # beside the compiled kernels: Numba's cache keeps it in a form of its own


@dataclass(frozen=True)
class Sample:
    """An address at which the process was found, and the file it belongs to."""

    address: int
    where: str


@dataclass(frozen=True)
class Frame:
    """A kernel and a line of it."""

    function: str
    line: str


@dataclass(frozen=True)
class Compiled:
    """The machine code of an entry: where it lies in this process and in its object file; that file."""

    address: int
    offset: int
    length: int
    content: bytes


def with_lines_only() -> None:
    """Makes Numba emit line numbers and still compile the same code.

    `NUMBA_DEBUGINFO=1` alone also checks bounds and keeps every variable alive; that is another program.
    """
    from numba.core.cpu import CPUContext, CPUTargetOptions
    from numba.core.debuginfo import DIBuilder
    from numba.core.errors import NumbaDebugInfoWarning

    finalize = CPUTargetOptions.finalize

    class Lines(DIBuilder):
        """Names lines and inlined functions, no variables."""

        def initialize(self) -> None:
            self.emission_kind = "LineTablesOnly"
            super().initialize()

        def mark_variable(self, *_: Any, **__: Any) -> None:
            """Left out."""

    def lines_only(self: Any, flags: Any, options: Any) -> None:
        flags.debuginfo, flags.dbg_directives_only = True, True
        flags.dbg_extend_lifetimes, flags.boundscheck = False, False
        finalize(self, flags, options)

    CPUTargetOptions.finalize, CPUContext.DIBuilder = lines_only, Lines
    warnings.filterwarnings("ignore", category=NumbaDebugInfoWarning)  # functions without a file of their own


def compiled(entry: Any) -> Compiled:
    """The machine code of the one signature that has been compiled."""
    (only,) = entry.overloads.values()
    name = only.fndesc.llvm_func_name
    kept = Path(os.environ[VARIABLE]) / OBJECT
    if not kept.exists():
        kept.write_bytes(only.library._get_compiled_object())  # there only when it has just been compiled
    content = kept.read_bytes()
    offset, length = symbol(content, name)
    return Compiled(only.library.get_pointer_to_function(name), offset, length, content)


def symbol(content: bytes, name: str) -> tuple[int, int]:
    """Offset and length of a function in an object file."""
    with tempfile.NamedTemporaryFile(suffix=".o") as file:
        file.write(content)
        file.flush()
        listed = subprocess.run(
            ["nm", "--print-size", "--defined-only", file.name], capture_output=True, text=True, check=True
        ).stdout
    for line in listed.splitlines():
        words = line.split()
        if len(words) == 4 and words[3] == name:
            return int(words[0], 16), int(words[1], 16)
    raise SystemExit(f"the object file has no function {name}")


def sampled(play: Callable[[], None], folder: Path) -> list[Sample]:
    """Plays under `perf`."""
    data = folder / "perf.data"
    record = ["perf", "record", "-q", "-e", "cpu-clock:u", "-F", str(SAMPLES_A_SECOND), "-o", str(data)]
    perf = subprocess.Popen([*record, "-p", str(os.getpid())])
    try:
        play()
    finally:
        perf.send_signal(signal.SIGINT)
        perf.wait()
    script = ["perf", "script", "-i", str(data), "-F", "ip,sym,dso"]
    found = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    lines = (line.split(maxsplit=1) for line in found.splitlines() if line.strip())
    return [
        Sample(int(address, 16), Path(place.rpartition("(")[2].rstrip(")")).name) for address, place in lines
    ]


def chains(code: Compiled, places: Sequence[int], folder: Path) -> dict[int, list[Frame]]:
    """The kernels in which each place of the entry lies, innermost first: those it is inlined into follow."""
    file = folder / "entry.o"
    file.write_bytes(code.content)
    asked = "\n".join(f"{code.offset + place:#x}" for place in places)
    named = subprocess.run(
        ["addr2line", "-a", "-i", "-j", ".ltext", "-e", str(file)],
        input=asked, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found: dict[int, list[Frame]] = {}
    for line in named.splitlines():
        if line.startswith("0x"):
            frames = found.setdefault(int(line, 16) - code.offset, [])
            continue
        path, _, number = line.partition(" (")[0].rpartition(":")
        if Path(path).is_relative_to(PACKAGE) and number.isdigit():  # what Numba inlines is its caller's
            frames.append(Frame(function_at(path, int(number)), f"{Path(path).name}:{number}"))
    return found


@cache
def functions_of(path: str) -> list[tuple[int, int, str]]:
    """First and last line of every function of a file."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return [
        (node.lineno, node.end_lineno or node.lineno, node.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]


def function_at(path: str, line: int) -> str:
    """The function in which a line stands."""
    return next((name for first, last, name in functions_of(path) if first <= line <= last), "?")


def table(samples: Sequence[Sample], code: Compiled, folder: Path, lines: int) -> Iterator[str]:
    """Share of samples in each function itself and in it with all it calls; the lines of most samples."""
    inside = Counter(s.address - code.address for s in samples if 0 <= s.address - code.address < code.length)
    outside = Counter(s.where for s in samples if not 0 <= s.address - code.address < code.length)
    total = inside.total()
    own: Counter[str] = Counter()
    within: Counter[str] = Counter()
    at: Counter[Frame] = Counter()
    for place, frames in chains(code, list(inside), folder).items():
        first = frames[0] if frames else Frame("?", "?")
        own[first.function] += inside[place]
        at[first] += inside[place]
        for function in {frame.function for frame in frames}:
            within[function] += inside[place]
    elsewhere = ", ".join(f"{where} {n / len(samples):.1%}" for where, n in outside.most_common(4))
    yield f"{len(samples):,} samples: {total / len(samples):.1%} in {ENTRY}; elsewhere {elsewhere}"
    yield ""
    yield f"{'itself':>7}{'with calls':>12}  function ({ENTRY} = 100 %)"
    for function, n in own.most_common():
        if n >= LEAST_SHARE * total:
            yield f"{n / total:7.1%}{within[function] / total:12.1%}  {function}"
    yield ""
    yield f"{'itself':>7}  line"
    for frame, n in at.most_common(lines):
        yield f"{n / total:7.1%}  {frame.line:<22} {frame.function}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=2)
    parser.add_argument("--lines", type=int, default=15, help="how many lines to name")
    parser.add_argument("words", nargs="*", metavar="key=value", help="as for `premier-recours run`")
    options = parser.parse_args()
    missing = [tool for tool in ("perf", "addr2line", "nm") if which(tool) is None]
    if missing:
        sys.exit(f"not found: {', '.join(missing)}; on Debian: apt-get install linux-perf binutils")
    # Code with lines is kept apart from the kernels that simulations load.
    os.environ[VARIABLE] = str(use_cache().parent / f"{sources_hash()[:16]}-lines")
    with_lines_only()
    run(options.words or ["scenario=mios_as_is"], options.replications, options.lines)


def run(words: list[str], replications: int, lines: int) -> None:
    """Plays the replications and prints the table."""
    from sim.engine import simulate
    from sim.kernels.advance import advance
    from sim.kernels.patients import KernelPatients
    from sim.kernels.precompile import compile_days, compile_rest
    from sim.measures.registry import schemas
    from sim.scenario.load import load
    from sim.territory import load_territory
    from sim.world.build import build
    from sim.world.prepare import prepare

    plan = load(words, None, schemas()).settings
    run = plan.run
    territory = load_territory(plan.territory.settings, plan.territory.folder, run.first_day)
    prepared = prepare(territory, plan)
    worlds = [build(prepared, replication) for replication in range(replications)]
    compile_rest(prepared)
    compile_days(prepared)
    code = compiled(advance)
    seconds, needs = 0.0, 0

    def play() -> None:
        nonlocal seconds, needs
        for world in worlds:
            patients = KernelPatients(world, threads=run.threads)
            simulate(world, territory, plan, patients)
            needs += sum(int(r.outcomes.sum()) for r in patients.finish())
            seconds += patients.seconds

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        samples = sampled(play, folder)
        print(f"{needs:,} needs, {1e9 * seconds / needs:.0f} ns each while sampled")
        print("\n".join(table(samples, code, folder, lines)))


if __name__ == "__main__":
    main()
