"""A commune in which nobody lives, and which is called like another: there are six, in the Meuse."""

from dataclasses import fields

import numpy as np

from sim.engine import simulate
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.reference.patients import ReferencePatients
from sim.scenario.load import load
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import prepare
from tests.territories import own_folder

PAGE = """title: T
source: S
territory: hamlet
run: {start: 2025-01-01, end: 2025-01-31, warmup_days: 15, trace: 0}
measures:
  settle: {install: {doctors: 1, commune: "90002", by: 2025-01-20}}
  centre: {open_counter: {counter: centre, profile: cmsi, commune: "90002", on: 2025-01-17}}
"""


def test_doctors_may_settle_where_nobody_lives(tmp_path):
    own_folder(tmp_path, "hamlet", 3, 150)
    (tmp_path / "scenarios/settle.yaml").write_text(PAGE, encoding="utf-8")
    empty = {"communes": "90002;C1;44.55396;-1.0;0;0;20;0;b1;coast;0;0.06", "ages": "90002" + ";0" * 8}
    for file, line in empty.items():
        path = tmp_path / f"territory/files/{file}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[2] = line
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = load(["scenario=settle"], tmp_path, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    world = build(prepare(territory, settings), 0)
    (catchment,) = world.catchments
    assert list(catchment.doctor_names) == ["c1_90001_1", "c3_1"]
    reference, kernels = ReferencePatients(world), KernelPatients(world)
    theirs = simulate(world, territory, settings, reference)
    ours = simulate(world, territory, settings, kernels)
    assert ours.events == theirs.events and len(ours.events) > 1
    ((one,), (other,)) = reference.finish(), kernels.finish()
    for field in fields(one):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name
