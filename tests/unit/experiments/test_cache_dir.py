"""What is in the cache is executed: nobody else may have put it there."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from sim import cache_dir


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The places where the cache is looked for: (the user's, that among temporary files)."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "cache/premier-recours", tmp_path / f"tmp/premier-recours-{os.getuid()}"


def found() -> Path:
    place = cache_dir.cache_home.__wrapped__()
    assert place.is_dir() and stat.S_IMODE(place.stat().st_mode) == 0o700
    return place


def test_it_is_made_for_the_user_alone(home):
    assert found() == home[0] == found()


def test_where_the_users_cannot_be_made_it_is_among_temporary_files(home):
    home[0].parent.write_text("no folder")
    assert found() == home[1] == found()


@pytest.mark.parametrize("planted", ["open", "link", "file", "foreign"])
def test_what_others_may_have_planted_is_not_used(home, tmp_path, monkeypatch, planted):
    """Neither in the user's place nor among temporary files, where anybody can guess its name."""
    for place in home:
        place.parent.mkdir(exist_ok=True)
        if planted == "link":
            (tmp_path / "theirs").mkdir(exist_ok=True)
            place.symlink_to(tmp_path / "theirs")
        elif planted == "file":
            place.write_text("")
        else:
            place.mkdir()
            place.chmod(0o777 if planted == "open" else 0o700)
    if planted == "foreign":
        monkeypatch.setattr(cache_dir, "_is_ours", foreign(cache_dir._is_ours))
    place = found()
    assert place not in home
    assert place.parent == home[1].parent
    assert found() != place, "its name cannot be guessed"


def foreign(is_ours):
    """As if this process were another user's than the folders."""
    us = os.getuid()

    def asked(root: Path) -> bool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "getuid", lambda: us + 1)
            return is_ours(root)

    return asked


def test_a_home_that_is_not_known_is_no_folder_called_tilde(home, tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda text: text)
    monkeypatch.chdir(tmp_path)
    assert found() == home[1]
    assert not (tmp_path / "~").exists()
