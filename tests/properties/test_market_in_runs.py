"""The labour market in whole runs: the bytes of all files are the same alone or in a sweep, whatever the
processes and threads, on a territory of one catchment and of two.
"""

from collections import Counter
from pathlib import Path

import pytest

from sim.experiments import run_jobs
from sim.measures.registry import schemas
from sim.scenario.load import load_sweep
from tests.territories import own_folder
from tests.whole_runs import digests

PAGE = """
title: {name}
source: a test
territory: {territory}
run: {{start: 2024-03-01, end: 2024-10-31, warmup_days: 60, replications: 2}}
market:
  region: {{gps: 12, reach: 2, posts: 0.2}}
  graduates: {{a_year: 120}}
  movers: {{first_years: 0.8, later: 0.8}}
  search: {{none: 0.5, lead_days: 20}}
  exits: {{hazard: {{under_55: 0.4, from_55: 0.4, from_62: 0.4, from_65: 0.4, from_67: 0.4, from_70: 0.4}}}}
measures:
  market: {{market: {{}}}}
"""
AGENCY = """  agency:
    attract: {what: agency, where: C2, on: 2024-05-01, reaches: 1, fee: 100, cost: {payer: commune}}
"""


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.heavy)])
def own(request, tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 6, 400, request.param)
    for name, more in (("as_is", ""), ("agency", AGENCY)):
        page = PAGE.format(name=name, territory="hamlets") + more
        (own / f"scenarios/{name}.yaml").write_text(page, encoding="utf-8")
    return own


def test_a_run_is_the_same_alone_and_in_a_sweep_whatever_plays_it(own, tmp_path):
    def played(folder: str, names: str, *more: str):
        asked = [f"scenario={names}", f"run.outputs={tmp_path / folder}", *more]
        return run_jobs(load_sweep(asked, own, schemas()))

    together = played("together", "as_is,agency", "run.jobs=1", "run.threads=1")
    alone = {"as_is": ("run.jobs=2", "run.threads=1"), "agency": ("run.jobs=1", "run.threads=2")}
    for run, (name, more) in zip(together, alone.items(), strict=True):
        (other,) = played(name, name, *more)
        assert digests([run.folder]) == digests([other.folder]), name
    happened = [Counter(run.table("events")["event"].to_pylist()) for run in together]
    assert min(each["arrival"] for each in happened) >= 3
    assert min(each["departure"] for each in happened) >= 1
    assert happened[1]["attraction"] == 2 and happened[0]["attraction"] == 0
