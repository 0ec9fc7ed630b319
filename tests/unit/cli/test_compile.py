"""`compile`: the kernels ahead, once for the state of their sources; and what says that they are there."""

import os
import pickle
import shutil
import subprocess
import sys

import pytest

from sim.cli import main
from sim.experiments import cache, pool
from sim.experiments.progress import Silent
from sim.schema.languages import Message

WHOLE = pickle.dumps("0.61") + pickle.dumps(((1.0, 2), {("sig",): "name"}))  # as numba writes its indexes


class Lines(Silent):
    def __init__(self):
        self.said = []

    def say(self, text):
        self.said.append(text)


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A cache in which nothing has been compiled."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    return tmp_path


def indexes(folder, *entries):
    """What numba leaves of compiled entries."""
    (folder / "kernels_0").mkdir()
    for entry in entries:
        (folder / f"kernels_0/advance.{entry}-99.py311.nbi").write_bytes(WHOLE)
        (folder / f"kernels_0/advance.{entry}-99.py311.1.nbc").write_bytes(pickle.dumps([b"x" * 9999]))


def test_what_is_there_is_not_compiled_again(empty, capsys, monkeypatch):
    monkeypatch.setattr(pool, "compile_kernels", None)  # would fail if it were called
    indexes(empty, *cache.COMPILED)
    assert main(["compile"]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"the kernels of this version are compiled already, in {empty}\n"
    assert captured.err == ""


def test_what_is_not_there_is_compiled_with_a_message(empty, capsys, monkeypatch):
    compiled = []
    monkeypatch.setattr(pool, "compile_kernels", compiled.append)
    assert main(["compile"]) == 0
    assert len(compiled) == 1
    captured = capsys.readouterr()
    assert "compiling the kernels" in captured.err
    assert captured.out.startswith("compiled in ")
    assert str(empty) in captured.out


@pytest.mark.parametrize("there", [(), ("start",), ("start", "advance")])
def test_an_interrupted_compilation_is_none(empty, there):
    indexes(empty, *there)
    assert not cache.is_compiled(empty)


@pytest.mark.parametrize("ending", ["nbi", "1.nbc"])
@pytest.mark.parametrize("left", [0, 1, -1, -9])
def test_what_is_damaged_is_thrown_away_and_compiled_anew(empty, capsys, monkeypatch, ending, left):
    indexes(empty, *cache.COMPILED)
    file = empty / f"kernels_0/advance.finish-99.py311.{ending}"
    file.write_bytes(file.read_bytes()[:left])
    lines = Lines()
    assert not pool.are_compiled(lines)
    assert lines.said == [Message("damaged_kernels", {"folder": empty})]
    kept = sorted(path.name for path in empty.rglob("*.nb?"))
    assert len(kept) == 4 and not any(name.startswith("advance.finish") for name in kept)
    again = Lines()
    assert not pool.are_compiled(again) and not again.said


def test_what_is_whole_is_kept(empty):
    indexes(empty, *cache.COMPILED)
    lines = Lines()
    assert pool.are_compiled(lines) and not lines.said


def test_the_cache_follows_the_file_that_numba_watches(monkeypatch, tmp_path):
    """Numba compiles again where the file of an entry has another time stamp, with the same text as well."""
    package = tmp_path / "sim"
    for name in ("kernels", "draws", "vocabulary", "world"):
        shutil.copytree(cache.PACKAGE / name, package / name)
    monkeypatch.setattr(cache, "PACKAGE", package)
    before = cache.sources_hash()
    assert cache.sources_hash() == before
    file = package / cache.ENTRIES
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))
    assert cache.sources_hash() != before
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert cache.sources_hash() == before


@pytest.mark.heavy
def test_compiled_once_everything_is_loaded(tmp_path):
    """In a cache of its own: the first command compiles, the second finds it done, as does one that plays."""
    environment = {**os.environ, cache.VARIABLE: str(tmp_path)}

    def run(*words):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    command = [sys.executable, "-c", "import sys; from sim.cli import main; sys.exit(main(['compile']))"]
    assert run(*command).startswith("compiled in ")
    written = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb?")}
    assert written
    assert "compiled already" in run(*command)
    play = (
        "from pathlib import Path\n"
        "from sim.experiments.worker import Unit, play\n"
        "from sim.measures.registry import schemas\n"
        "from sim.scenario.load import load\n"
        "words = ['scenario=mios_without_sas', 'run.warmup_days=31', 'run.end=2025-02-28']\n"
        "job = load(words, None, schemas())\n"
        f"(done,) = play([Unit('x', job.settings, 3, Path({str(tmp_path / 'run')!r}), 'x')])\n"
        "assert done.share is not None, done.fault + done.trace\n"
    )
    run(sys.executable, "-c", play)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb?")} == written
