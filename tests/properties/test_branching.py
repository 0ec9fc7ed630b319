"""Scenarios of a sweep that share their first days share their playing, and nothing of it shows: the files of
each hold the bytes they hold when it is played alone.

In one catchment of 400 residents, over four months; the measures part on days of their own, on the same day,
on the first, or never.
"""

from pathlib import Path

import pytest
import yaml

from sim.engine import branching as module
from sim.engine import simulate, simulate_together
from sim.experiments import UnitFailed, run_jobs
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.scenario.load import load_sweep
from sim.scenario.settings import Settings
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import prepare
from tests.properties.test_whole_runs import SCENARIO, digests
from tests.territories import own_folder

PLANS = {
    "as_it_is": {},
    "one": {"settle": {"install": {"doctors": 1, "by": "2025-02-01"}}},
    "two": {"settle": {"install": {"doctors": 2, "by": "2025-02-01"}}},
    "later": {"settle": {"install": {"doctors": 1, "by": "2025-03-03"}}},
    "closed": {"none": {"close_line": {"line": "line15", "on": "start"}}},
    "never": {"settle": {"install": {"doctors": 1, "by": "2026-02-01"}}},  # after the end
}
INSTALL = {
    "commune": "C2", "contract": "liberal", "age": 36, "ramp_days": 10, "ramp_start": 0.4,
    "departure_hazard": 0.05, "notice": 180,
}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 2, 400)
    for name, measures in PLANS.items():
        text = SCENARIO.format(title=name)
        for measure in measures.values():
            for kind, plan in measure.items():
                measure[kind] = {**INSTALL, **plan} if kind == "install" else plan
        text += yaml.safe_dump({"measures": measures}) if measures else ""
        (own / f"scenarios/{name}.yaml").write_text(text, encoding="utf-8")
    return own


@pytest.fixture
def parted(monkeypatch) -> list[tuple[int, list[list[int]]]]:
    """The days on which ways parted, and who went on with whom."""
    found = []
    real = module.parted

    def noted(way):
        ways = real(way)
        if len(ways) > 1:
            found.append((way.day, sorted([part.number for part in one.parts] for one in ways)))
        return ways

    monkeypatch.setattr(module, "parted", noted)
    return found


def jobs(own: Path, outputs: Path, *names: str, replications: int = 2):
    asked = [f"scenario={','.join(names)}", f"run.replications={replications}", "run.jobs=1"]
    return load_sweep([*asked, f"run.outputs={outputs}"], own, schemas())


def test_each_leaves_what_it_leaves_alone(own, tmp_path, parted):
    runs = run_jobs(jobs(own, tmp_path / "together", *PLANS))
    start = 31  # the first of January, after the warm-up
    # Who has asked for something different is apart: the closing at once; the rest when a doctor comes.
    assert [day for day, _ in parted[:3]] == [start, start + 31, start + 31 + 30]
    assert parted[0][1] == [[0, 1, 2, 3, 5], [4]]
    assert parted[1][1] == [[0, 3, 5], [1], [2]]
    assert parted[2][1] == [[0, 5], [3]]
    assert len(parted) == 6, "the second replication parts like the first"
    for name, run in zip(PLANS, runs, strict=True):
        (alone,) = run_jobs(jobs(own, tmp_path / name, name))
        assert digests([run.folder]) == digests([alone.folder]), name
        assert run.manifest.needs == alone.manifest.needs
    assert len(parted) == 6, "nobody parts who is alone"


def test_the_time_of_days_shared_is_shared(own, tmp_path, parted):
    """Two that never part were played once: each has half of the kernels' time of the whole."""
    one, other = run_jobs(jobs(own, tmp_path, "as_it_is", "never", replications=1))
    assert parted == []
    assert one.manifest.kernel_s == other.manifest.kernel_s > 0


def test_records_and_history_are_those_of_one_alone(own, tmp_path):
    """In memory, where a sink is forked with all that it has taken."""
    plans = [job.settings for job in jobs(own, tmp_path, "as_it_is", "one", "two")]
    settings: Settings = plans[0]
    run, files = settings.run, settings.territory
    territory = load_territory(files.settings, files.folder, run.first_day)
    prepared = prepare(
        territory, settings.needs, settings.services, settings.pathway, settings.doctors,
        vocabulary=settings.vocabulary, seed=run.seed, start=run.start,
        warmup_days=run.warmup_days, end=run.end, trace=run.trace,
    )  # fmt: skip
    world = build(prepared, 0)
    ends = list(simulate_together(world, territory, plans, KernelPatients(world)))
    assert sorted(told.number for end in ends for told in end.told) == [0, 1, 2]
    for end in ends:
        (records,) = end.patients.finish()
        for told in end.told:
            alone = KernelPatients(world)
            history = simulate(world, territory, plans[told.number], alone)
            (expected,) = alone.finish()
            assert told.history.rows == history.rows
            for name in vars(expected):
                assert (getattr(records, name) == getattr(expected, name)).all(), name


def test_a_fault_of_one_is_not_the_others(own, tmp_path, monkeypatch):
    """What was played together and broke in the middle is played again one by one."""
    real = module.pass_midnight

    def breaks(book, day):
        if day == 62 and book.settings.title == "two":  # its doctors come, and those of another
            raise RuntimeError("a measure broke")
        return real(book, day)

    monkeypatch.setattr(module, "pass_midnight", breaks)
    with pytest.raises(UnitFailed, match=r"two-\w+, replication 0: RuntimeError: a measure broke"):
        run_jobs(jobs(own, tmp_path, "as_it_is", "two", "one"))
    kept = sorted(folder.name.split("-")[0] for folder in (tmp_path / "runs").iterdir())
    assert kept == ["as_it_is", "one"]
