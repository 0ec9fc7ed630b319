"""The example of each measure (docs/measures.md) is loaded and played in both engines, event for event: in
Bourg and Moulin, two villages with two doctors each, for some weeks.
"""

import numpy as np
import pytest
import yaml

from sim.cli.checks import check_names, first_day_names
from sim.engine import simulate
from sim.kernels.patients import KernelPatients
from sim.measures.registry import MEASURES, schemas
from sim.reference.patients import ReferencePatients
from sim.reports.measures.entries import measure
from sim.scenario.load import load
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import prepare
from tests.territories import villages

HEAD = "title: An example\nsource: docs/measures.md\nterritory: villages\n"
# Under this seed one of four doctors leaves within weeks, as `turnover` has it.
RUN = "run: {start: 2025-01-01, end: 2025-02-28, warmup_days: 31, seed: 4}\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A user's folder with these villages."""
    own = tmp_path_factory.mktemp("own")
    villages(own)
    return own


@pytest.fixture
def played(own):
    """Plays a scenario once in each engine; what happened."""

    def _played(name, text):
        (own / f"scenarios/{name}.yaml").write_text(HEAD + RUN + text, encoding="utf-8")
        job = load([f"scenario={name}"], own, schemas())
        check_names(job, first_day_names(job))
        files = job.settings.territory
        territory = load_territory(files.settings, files.folder, job.settings.run.first_day)
        world = build(prepare(territory, job.settings), 0)
        reference, kernels = ReferencePatients(world), KernelPatients(world)
        theirs = simulate(world, territory, job.settings, reference)
        ours = simulate(world, territory, job.settings, kernels)
        assert theirs.events == ours.events
        for one, other in zip(reference.finish(), kernels.finish(), strict=True):
            assert np.array_equal(one.outcomes, other.outcomes)
        return ours.events

    return _played


@pytest.mark.parametrize("kind", MEASURES)
def test_the_example_of_a_measure_can_be_played_and_does_something(kind, played):
    """A new measure has one in conf/measures/KIND.yaml, as docs/adding.md shows."""
    text = measure(kind, "en").example
    measures = yaml.safe_load(text)["measures"]
    names = [name for name, block in measures.items() if kind in block]
    assert names, f"conf/measures/{kind}.yaml: the example holds no {kind}"
    events = played(kind, text)
    for name in names:
        assert any(event.measure == name for event in events), f"{kind}: {name} changes nothing"
