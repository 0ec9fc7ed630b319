"""The kernels as plain Python (numba switched off, warnings as errors): the same log as compiled.

Slowly, so a tiny world; it serves debugging and coverage, and shows small integers that overflow.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from sim.kernels.patients import KernelPatients
from tests.worlds import changes, play, small_world

ROOT = Path(__file__).resolve().parents[2]
RESIDENTS, DAYS, VARIANT = 20, 40, 4
SCRIPT = """
import hashlib, sys, types
tests = sys.modules["tests"] = types.ModuleType("tests")  # not what some other package calls so
tests.__path__ = [sys.argv[1]]
from tests import worlds
from numba import config
from sim.kernels.patients import KernelPatients
assert config.DISABLE_JIT
world = worlds.small_world(8, residents={residents}, days={days}, variant={variant})
patients = KernelPatients(world, log=True)
worlds.play(patients, world, worlds.changes(world, {variant}))
log = patients.log[0]
print(len(log), hashlib.sha256(log.tobytes()).hexdigest())
"""


def test_plain_python_tells_the_same_log():
    world = small_world(8, residents=RESIDENTS, days=DAYS, variant=VARIANT)
    patients = KernelPatients(world, log=True)
    play(patients, world, changes(world, VARIANT))
    log = np.ascontiguousarray(patients.log[0])
    assert len(log) > 2000
    script = SCRIPT.format(residents=RESIDENTS, days=DAYS, variant=VARIANT)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(ROOT / "tests")],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(len(log)), hashlib.sha256(log.tobytes()).hexdigest()]
