"""Size: the synthetic territory with 12,000, 6 million and, in the full form, 68 million residents.

Each size is played in a process of its own (``size.py``), so that memory is its own.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from benchmarks.conftest import Measured
from benchmarks.history import Size
from benchmarks.size import Cost
from sim.scenario.sources import PACKAGE

SMALL, MIDDLE, FRANCE = 12_000, 6_000_000, 68_000_000


def played(residents: int, *options: str) -> Cost:
    """What `python -m benchmarks.size` prints."""
    words = [sys.executable, "-m", "benchmarks.size", str(residents), *options]
    done = subprocess.run(words, cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{residents:,} residents: {done.stderr}"
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def keep(measured: Measured, cost: Cost) -> None:
    measured.sizes.append(Size(cost.residents, round(min(cost.one_ns), 1)))
    ns = {size.residents: size.ns for size in measured.sizes}
    if MIDDLE in ns:
        away = [abs(ns[residents] / ns[MIDDLE] - 1.0) for residents in (SMALL, FRANCE) if residents in ns]
        measured.figure("flatness", 100 * max(away))
    two = f", {min(cost.two_ns):.0f} on two (wall)" if cost.two_ns else ""
    measured.lines.append(
        f"{cost.residents:,} residents: {min(cost.one_ns):.0f} ns a need on one thread{two};"
        f" built in {cost.build_s:.0f} s, {cost.gb:.2f} GB"
    )


@pytest.mark.measures("flatness", "advance_6m_ns", "threads_speedup")
def test_six_million(benchmark: Any, measured: Measured) -> None:
    keep(measured, played(SMALL))
    cost = benchmark.pedantic(played, (MIDDLE,), rounds=1)
    keep(measured, cost)
    ns = min(cost.two_ns)
    measured.figure("advance_6m_ns", ns, None if measured.bare_ns is None else ns / measured.bare_ns)
    measured.figure("threads_speedup", min(cost.one_ns) / ns)


@pytest.mark.measures("france_year_s", "france_gb")
def test_france(benchmark: Any, measured: Measured) -> None:
    cost = benchmark.pedantic(played, (FRANCE, "--year"), rounds=1)
    keep(measured, cost)
    measured.figure("france_year_s", cost.year_s)
    measured.figure("france_gb", cost.gb)
    measured.lines.append(f"France: {cost.year_s:.0f} s a simulated year on two threads, {cost.gb:.1f} GB")
