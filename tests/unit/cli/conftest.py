"""A hamlet of 400 residents and three months, with services of its own, on which commands are played; and a
folder with one good page, which tests spoil.
"""

import pytest

from sim.cli import main
from tests.territories import own_folder

PAGE = (
    "title: {title}\nsource: a test\nterritory: hamlet\n"
    "run: {{end: 2025-03-31, warmup_days: 31, replications: 2}}\n"
)
SETTLE = (
    "measures:\n  settle: {install: {doctors: 1, commune: C1, by: 2025-02-01, contract: liberal, age: 36,"
    " ramp_days: 10, ramp_start: 0.4, departure_hazard: 0.05, notice: 180}}\n"
)
MINE = """title: A page of mine
source: me
territory: mios
measures:
  leaves: {retire: {doctor: mios_1, on: 2025-06-30, notice: 180}}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A user's folder: a territory with services of its own, and two scenarios."""
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlet", 2, 400)
    (own / "scenarios/as_it_is.yaml").write_text(PAGE.format(title="As it is"), encoding="utf-8")
    settles = PAGE.format(title="One settles") + SETTLE
    (own / "scenarios/one_settles.yaml").write_text(settles, encoding="utf-8")
    return own


@pytest.fixture
def played(own, capfd, monkeypatch):
    """Runs a command in the folder; (standard output, standard error)."""
    monkeypatch.chdir(own)

    def _played(*words, config=True):
        status = main([*words, *(["--config-dir", "."] if config else [])])
        captured = capfd.readouterr()
        assert status == 0, captured.err
        return captured.out, captured.err

    return _played


@pytest.fixture
def mine(tmp_path):
    """A folder of one's own, with one good scenario called `mine`."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/mine.yaml").write_text(MINE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def complaint(mine, capsys, monkeypatch):
    """Runs a command with that folder; its message."""
    monkeypatch.chdir(mine)

    def _complaint(*words, command="run", page=None):
        if page is not None:
            (mine / "scenarios/mine.yaml").write_text(page, encoding="utf-8")
        status = main([command, *words, "--config-dir", str(mine)])
        captured = capsys.readouterr()
        assert status == 2, captured.err
        assert captured.out == ""
        assert "Traceback" not in captured.err
        assert captured.err.count("premier-recours: ") == 1
        assert not (mine / "outputs/runs").exists()
        return captured.err

    return _complaint


def said(message, *parts):
    """That a message has these parts."""
    for part in parts:
        assert part in message, f"{part!r} is not in {message!r}"
