"""Before any benchmark imports numba: kernels are kept by their sources. After the last: the figures."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import FIGURES, Form
from benchmarks.history import Size, Value
from sim.experiments.cache import use_cache

use_cache()


@dataclass
class Measured:
    """What this run has measured."""

    figures: dict[str, Value] = field(default_factory=dict)
    sizes: list[Size] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bare_ns: float | None = None  # the bare loop of `advance`, per need

    def figure(
        self, name: str, value: float, over_bare: float | None = None, ns: float | None = None
    ) -> None:
        """A figure of `benchmarks/figures.py`."""
        assert name in FIGURES, f"{name} is no figure of benchmarks/figures.py"
        self.figures[name] = Value(
            float(f"{value:.5g}"), over_bare and float(f"{over_bare:.4g}"), ns and float(f"{ns:.4g}")
        )


MEASURED = pytest.StashKey[Measured]()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """What is measured has the machine to itself."""
    return 0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--form", choices=[form.name.lower() for form in Form], default="short")
    parser.addoption("--only", metavar="IDS", help="only what measures these figures, separated by commas")
    parser.addoption("--figures", metavar="FILE", type=Path, help="write the figures here, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MEASURED] = Measured()
    config.addinivalue_line("markers", "measures(*ids): the figures a benchmark measures")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what a longer form measures, and what --only does not ask for."""
    form = Form[config.getoption("--form").upper()]
    only = config.getoption("--only")
    wanted = set(only.split(",")) if only else set(FIGURES)
    kept = []
    for item in items:
        mark = item.get_closest_marker("measures")
        assert mark is not None, f"{item.nodeid} does not say which figures it measures"
        if wanted & set(mark.args) and min(FIGURES[name].form for name in mark.args) <= form:
            kept.append(item)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    """Where figures go, and lines that are printed at the end."""
    return request.config.stash[MEASURED]


@pytest.fixture
def form(request: pytest.FixtureRequest) -> Form:
    """How much is to be measured."""
    return Form[request.config.getoption("--form").upper()]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    found = config.stash[MEASURED]
    if found.lines:
        terminalreporter.section("figures (benchmarks/README.md tells how to read them)")
        for line in found.lines:
            terminalreporter.write_line(line)
    file = config.getoption("--figures")
    if file is not None:
        figures = {name: asdict(value) for name, value in found.figures.items()}
        sizes = [asdict(size) for size in found.sizes]
        file.write_text(json.dumps({"figures": figures, "sizes": sizes}), encoding="utf-8")
