"""The ledger shows what a calibration left of a range, and reads it from the worlds alone."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import calibrated
from sim.scenario.calibrated import remaining_ranges, with_remaining
from sim.scenario.ledger import read_ledger, rows
from sim.scenario.numbers import all_numbers
from sim.scenario.sources import data_root, find_sources
from sim.scenario.uncertain import read_uncertain
from sim.scenario.worlds_file import Worlds, write_worlds

NARROW = "needs.chronic.renewal_share"
FACTOR = "pathway.steps.*.tele.uptake"


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """The project's configuration with worlds that hold two assumptions in the lower tenth of their range."""
    conf = tmp_path / "conf"
    shutil.copytree(data_root() / "conf", conf)
    uncertain = read_uncertain(data_root() / "conf")
    rng = np.random.default_rng(1)
    parts = rng.random((100, len(uncertain)))
    for place, each in enumerate(uncertain):
        if each.key in (NARROW, FACTOR):
            parts[:, place] *= 0.1
    values = tuple(tuple(u.at(p) for u, p in zip(uncertain, row, strict=True)) for row in parts)
    write_worlds(Worlds(conf / "worlds" / "plausible.csv", uncertain, values))
    (conf / "worlds" / "plausible.yaml").write_text("calibrated: true\n", encoding="utf-8")
    return conf


def test_what_was_narrowed_is_calibrated(conf: Path) -> None:
    """Each number that the assumption moves; of a factor, the number times it. All else is as it was."""
    before = rows(read_ledger(conf), all_numbers(find_sources(None)))
    after = [*with_remaining(before, conf)]
    changed = {
        row.number.key: (row, old) for row, old in zip(after, before, strict=True) if row.entry != old.entry
    }
    assert NARROW in changed and len(changed) == 5  # the other is a step of four kinds of need
    assert all(key == NARROW or (".steps." in key and key.endswith("uptake")) for key in changed)
    for row, old in changed.values():
        assert row.entry is not None and old.entry is not None
        assert row.entry.status == "calibrated" and old.entry.status in ("assumed", "calibrated")
        assert row.entry.low is not None and row.entry.high is not None
        assert row.entry.low < row.entry.high
    ranges = {each.key: each for each in read_uncertain(data_root() / "conf")}
    low, high = remaining_ranges(conf)[NARROW]
    assert ranges[NARROW].low <= low < high < ranges[NARROW].at(0.11)


def test_before_a_calibration_nothing_is(tmp_path: Path) -> None:
    """Worlds drawn from the ranges alone say nothing, and neither does their absence."""
    (tmp_path / "worlds").mkdir()
    assert remaining_ranges(tmp_path) == {}
    (tmp_path / "worlds" / "plausible.csv").touch()
    (tmp_path / "worlds" / "plausible.yaml").write_text("calibrated: false\n", encoding="utf-8")
    assert remaining_ranges(tmp_path) == {}


def test_an_even_spread_has_not_been_narrowed() -> None:
    """Nine in ten of worlds spread evenly cover nine tenths of the range, on its own scale."""
    for each in read_uncertain(data_root() / "conf"):
        assert not calibrated.narrowed(each, each.at(0.05), each.at(0.95))
        assert calibrated.narrowed(each, each.at(0.05), each.at(0.7))
