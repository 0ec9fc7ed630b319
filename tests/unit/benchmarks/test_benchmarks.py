"""The benchmarks themselves: every figure is measured once; what bare loops are made of is right."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.counting import blocks, logarithms
from benchmarks.figures import FIGURES
from benchmarks.hotspots import function_at
from benchmarks.script import DAY, script_of
from sim.vocabulary.structure import EventClass
from sim.world.log_events import LogEvent
from tests.shipped import Outcome

ROOT = Path(__file__).resolve().parents[3]
NEED, VISIT = int(EventClass.NEW_NEED), int(EventClass.SERVICE_END)


def test_every_figure_is_measured_by_one_benchmark():
    marks: Counter[str] = Counter()
    for file in (ROOT / "benchmarks").glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "measures":
                marks.update(ast.literal_eval(argument) for argument in node.args)
    assert marks == Counter(FIGURES.keys())


def test_what_tells_and_compares_does_not_load_numba():
    code = "import sys, benchmarks.__main__; sys.exit('numba was loaded' if 'numba' in sys.modules else 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_module_is_imported_from_anywhere(tmp_path):
    """Outside pytest too, where Ciw's package `tests` would be found before ours."""
    files = sorted(file.relative_to(ROOT) for file in (ROOT / "benchmarks").rglob("*.py"))
    names = [".".join(file.with_suffix("").parts) for file in files if file.stem != "__init__"]
    assert "benchmarks.queues" in names
    code = f"import importlib\nfor name in {names}: importlib.import_module(name)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def told(
    second: int, event_class: int, person: int, occurrence: int, verb: LogEvent, a: int, b: int
) -> list[int]:
    return [second, event_class, person, occurrence, 0, int(verb), a, b]


def test_a_script_follows_the_log():
    """Person 7 is booked for the next day; 8 is seen at once and frees a row, which 9 takes."""
    log = np.array(
        [
            told(DAY + 10, NEED, 7, 3, LogEvent.NEED, 1, 5),
            told(DAY + 10, NEED, 7, 3, LogEvent.BOOKED, 40, 5),
            told(DAY + 20, NEED, 8, 0, LogEvent.NEED, 2, 5),
            told(DAY + 20, NEED, 8, 0, LogEvent.ENDS, int(Outcome.SEEN_ED), 0),
            told(DAY + 30, NEED, 9, 0, LogEvent.NEED, 0, 5),
            told(2 * DAY + 99, VISIT, 7, 3, LogEvent.ENDS, int(Outcome.SEEN_OWN), 1),
            told(2 * DAY + 99, VISIT, 5, 9, LogEvent.ENDS, int(Outcome.NO_SHOW), 4),  # arose before the log
        ]
    )
    script = script_of(log, first=1, days=2, rows=4)
    assert script.who.tolist() == [7, 8, 9]
    assert script.need.tolist() == [0, 1, 1]
    assert (script.booked.tolist(), script.agenda.tolist(), script.half.tolist()) == ([0], [40], [5])
    assert script.ended.tolist()[:2] == [1, 0]
    assert script.ended_kind.tolist()[:2] == [2, 1]
    assert script.days.tolist() == [0, 1, 4]
    assert script.bounds.tolist() == [[0, 0, 0], [3, 1, 1], [3, 1, 3]]


def test_an_end_told_under_anothers_key_frees_the_need_open_longest():
    log = np.array(
        [
            told(10, NEED, 1, 0, LogEvent.NEED, 1, 5),
            told(20, NEED, 2, 0, LogEvent.NEED, 1, 5),
            told(30, NEED, 2, 0, LogEvent.ENDS, int(Outcome.SEEN_ED), 0),
            told(40, VISIT, 2, 0, LogEvent.ENDS, int(Outcome.SEEN_ED), 0),  # person 1 begins as 2 is served
        ]
    )
    assert script_of(log, first=0, days=1, rows=4).ended.tolist() == [1, 0]


def test_logarithms_are_those_of_both_distributions():
    calls = {"philox": 4.1, "exponential": 2.0, "weibull4": 0.1, "uniform": 9.0}
    assert blocks(calls) == 4.1
    assert logarithms(calls) == 2.1


def test_a_sample_is_named_by_its_function():
    philox = ROOT / "sim/draws/philox.py"
    lines = philox.read_text(encoding="utf-8").splitlines()
    inside = next(i for i, text in enumerate(lines, start=1) if "p0 = _M0 * c0" in text)
    assert function_at(str(philox), inside) == "philox"
    assert function_at(str(philox), 1) == "?"
