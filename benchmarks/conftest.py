"""Before any benchmark imports numba: kernels are kept by their sources. After the last: the figures."""

import pytest

from sim.experiments.cache import use_cache

use_cache()

FIGURES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


@pytest.fixture
def report(request: pytest.FixtureRequest):
    """Adds a line to what is printed at the end."""
    return request.config.stash[FIGURES].append


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if config.stash[FIGURES]:
        terminalreporter.section("figures (benchmarks/README.md tells how to read them)")
        for line in config.stash[FIGURES]:
            terminalreporter.write_line(line)
