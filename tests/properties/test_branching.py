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
from tests.territories import own_folder
from tests.whole_runs import SCENARIO, digests

PLANS = {
    "as_it_is": {},
    "one": {"settle": {"install": {"doctors": 1, "by": "2025-02-01"}}},
    "two": {"settle": {"install": {"doctors": 2, "by": "2025-02-01"}}},
    "later": {"settle": {"install": {"doctors": 1, "by": "2025-03-03"}}},
    "closed": {"none": {"close_line": {"line": "line15", "on": "start"}}},
    "never": {"settle": {"install": {"doctors": 1, "by": "2026-02-01"}}},  # after the end
    "rules": {"fewer": {"change": {"on": "2025-03-10", "set": {"needs": {"avoided": {"certificate": 0.9}}}}}},
    "mixed": {"more": {"change": {"on": "2025-03-10", "times": {"needs": {"per_year": 1.2}}}}},
}
# Changes that patients cannot tell from none.
UNSEEN = {
    "paid": {
        "site": {
            "open_site": {"site": "new", "commune": "C2", "on": "start", "rooms": 2, "capital_cost": 1000.0}
        }
    },
    "as_usual": {
        "helped": {
            "delegate": {
                "to": "assistant", "doctors": "all", "on": "start", "minutes_saved": 0, "used": 1,
                "supervision": {"visit": 0, "week": 0}, "taking_part": 1, "ramp_days": 0,
                "cost": {"payer": "region", "yearly": [1000.0]},
            }
        }
    },
    "dearer": {"prices": {"change": {"on": "2025-02-01", "set": {"costs": {"unit_costs": {"ed": 200}}}}}},
    "as_said": {"same": {"change": {"on": "2025-02-01", "set": {"doctors": {"horizon_days": 60}}}}},
}  # fmt: skip
# Two centres whose deficit is borne, and not borne: they part when one of them closes.
CENTRE = {
    "commune": "C2", "since": "start", "creation_months": 1, "posts": 1, "contract": "salaried",
    "search": {"lead_days": 1, "probability": 1}, "pay": 200000, "notice": 10,
}  # fmt: skip
CENTRES = {
    "borne": {"centre": {"run_centre": CENTRE}},
    "not_borne": {"centre": {"run_centre": {**CENTRE, "bears": 1000, "closes_after": 1}}},
}
INSTALL = {
    "commune": "C2", "contract": "liberal", "age": 36, "ramp_days": 10, "ramp_start": 0.4,
    "departure_hazard": 0.05, "notice": 180,
}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 2, 400)
    for name, measures in {**PLANS, **UNSEEN, **CENTRES}.items():
        text = SCENARIO.format(title=name)
        for measure in measures.values():
            for kind, plan in measure.items():
                measure[kind] = {**INSTALL, **plan} if kind == "install" else plan
        text += yaml.safe_dump({"measures": measures}) if measures else ""
        (own / f"scenarios/{name}.yaml").write_text(text, encoding="utf-8")
    return own


@pytest.fixture
def splits(monkeypatch) -> list[tuple[int, list[list[int]]]]:
    """The days on which branches split, and who went on with whom."""
    found = []
    real = module.split

    def noted(branch):
        branches = real(branch)
        if len(branches) > 1:
            sides = sorted([scenario.number for scenario in one.scenarios] for one in branches)
            found.append((branch.day, sides))
        return branches

    monkeypatch.setattr(module, "split", noted)
    return found


def jobs(own: Path, outputs: Path, *names: str, replications: int = 2):
    asked = [f"scenario={','.join(names)}", f"run.replications={replications}", "run.jobs=1"]
    return load_sweep([*asked, f"run.outputs={outputs}"], own, schemas())


def test_each_leaves_what_it_leaves_alone(own, tmp_path, splits):
    runs = run_jobs(jobs(own, tmp_path / "together", *PLANS))
    start = 31  # the first of January, after the warm-up
    # Who has asked for something different is apart: the closing at once; the rest when a doctor comes.
    assert [day for day, _ in splits[:3]] == [start, start + 31, start + 31 + 30]
    assert splits[0][1] == [[0, 1, 2, 3, 5, 6, 7], [4]]
    assert splits[1][1] == [[0, 3, 5, 6, 7], [1], [2]]
    assert splits[2][1] == [[0, 5, 6, 7], [3]]
    assert splits[3] == (start + 31 + 37, [[0, 5], [6], [7]])
    assert len(splits) == 8, "the second replication parts like the first"
    for name, run in zip(PLANS, runs, strict=True):
        (alone,) = run_jobs(jobs(own, tmp_path / name, name))
        assert digests([run.folder]) == digests([alone.folder]), name
        assert run.manifest.needs == alone.manifest.needs
    assert len(splits) == 8, "nobody parts who is alone"


def test_centres_that_look_at_what_their_doctors_did_leave_what_they_leave_alone(own, tmp_path, splits):
    """Looking at the past month makes copies of patients; nothing of it shows."""
    runs = run_jobs(jobs(own, tmp_path / "together", "as_it_is", *CENTRES, replications=1))
    assert splits
    for name, run in zip(("as_it_is", *CENTRES), runs, strict=True):
        (alone,) = run_jobs(jobs(own, tmp_path / name, name, replications=1))
        assert digests([run.folder]) == digests([alone.folder]), name
    events = [{row["event"] for row in run.table("events", ("event",)).to_pylist()} for run in runs]
    assert ["centre_closes" in each for each in events] == [False, False, True]


def test_the_time_of_days_shared_is_shared(own, tmp_path, splits):
    """Two that never part were played once: each has half of the kernels' time of the whole."""
    one, other = run_jobs(jobs(own, tmp_path, "as_it_is", "never", replications=1))
    assert splits == []
    assert one.manifest.kernel_s == other.manifest.kernel_s > 0


def test_premises_payments_and_no_change_of_activity_keep_scenarios_together(own, tmp_path, splits):
    runs = run_jobs(jobs(own, tmp_path, "as_it_is", *UNSEEN, replications=1))
    assert splits == []
    changed = [{row["event"] for row in run.table("events", ("event",)).to_pylist()} for run in runs]
    assert changed == [set(), {"site_opens"}, set(), {"settings_change"}, {"settings_change"}]
    prices = [sum(row["value"] for row in values_of(run, "cost_patients")) for run in runs]
    assert prices[3] > prices[0] == prices[4]


def values_of(run, indicator: str):
    rows = run.table("indicators").to_pylist()
    return [row for row in rows if (row["indicator"], row["group"]) == (indicator, "all")]


def test_records_and_history_are_those_of_one_alone(own, tmp_path):
    """In memory, where a sink is forked with all that it has taken."""
    plans = [job.settings for job in jobs(own, tmp_path, "as_it_is", "one", "two")]
    settings: Settings = plans[0]
    run, files = settings.run, settings.territory
    territory = load_territory(files.settings, files.folder, run.first_day)
    prepared = prepare(territory, settings)
    world = build(prepared, 0)
    ends = list(simulate_together(world, territory, plans, KernelPatients(world)))
    assert sorted(one.number for end in ends for one in end.scenarios) == [0, 1, 2]
    for end in ends:
        (records,) = end.patients.finish()
        for one in end.scenarios:
            alone = KernelPatients(world)
            history = simulate(world, territory, plans[one.number], alone)
            (expected,) = alone.finish()
            assert one.history.events == history.events
            for name in vars(expected):
                assert (getattr(records, name) == getattr(expected, name)).all(), name


def test_a_look_at_the_load_of_doctors_parts_nobody_and_changes_nothing(tmp_path, splits, monkeypatch):
    """In two catchments, which are played when they are looked at: by one scenario for both."""
    rates = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.5)
    leave = {
        "hazard": rates, "notice": 30, "replaced": 0, "at_once": 0, "takeover": 0, "vacancy_days": 1,
        "age": 35, "contract": "liberal", "ramp_days": 0, "ramp_start": 1,
    }  # fmt: skip
    own_folder(tmp_path, "hamlets", 8, 400, 2)
    plans = {
        "as_it_is": {},
        "later": {"settle": {"install": {**INSTALL, **PLANS["later"]["settle"]["install"]}}},
    }
    for name, measures in plans.items():
        text = yaml.safe_dump({"measures": {"leave": {"turnover": leave}, **measures}})
        written = tmp_path / f"scenarios/{name}.yaml"
        written.write_text(SCENARIO.format(title=name) + text, encoding="utf-8")
    settings = [job.settings for job in jobs(tmp_path, tmp_path, *plans)]
    files = settings[0].territory
    territory = load_territory(files.settings, files.folder, settings[0].run.first_day)
    world = build(prepare(territory, settings[0]), 0)
    looked, real = [], KernelPatients.pressure

    def noted(patients, catchment, panel):
        looked.append((patients.borrowed, catchment))
        return real(patients, catchment, panel)

    monkeypatch.setattr(KernelPatients, "pressure", noted)
    ends = list(simulate_together(world, territory, settings, KernelPatients(world)))
    assert {(True, 0), (True, 1)} <= set(looked)
    assert [day for day, _ in splits] == [31 + 31 + 30], "when a doctor comes"
    for end in ends:
        together = end.patients.finish()
        for one in end.scenarios:
            alone = KernelPatients(world)
            assert simulate(world, territory, settings[one.number], alone).events == one.history.events
            for mine, expected in zip(together, alone.finish(), strict=True):
                for name in vars(expected):
                    assert (getattr(mine, name) == getattr(expected, name)).all(), name


def test_a_fault_of_one_is_not_the_others(own, tmp_path, monkeypatch):
    """What was played together and broke in the middle is played again one by one."""
    real = module.pass_midnight

    def breaks(state, day):
        if day == 62 and state.settings.title == "two":  # its doctors come, and those of another
            raise RuntimeError("a measure broke")
        return real(state, day)

    monkeypatch.setattr(module, "pass_midnight", breaks)
    with pytest.raises(UnitFailed, match=r"two-\w+, replication 0: RuntimeError: a measure broke"):
        run_jobs(jobs(own, tmp_path, "as_it_is", "two", "one"))
    kept = sorted(folder.name.split("-")[0] for folder in (tmp_path / "runs").iterdir())
    assert kept == ["as_it_is", "one"]
