"""docs/your-territory.md and its French twin are what they say: the commands of each are run one after the
other, in an empty folder, in its language.

The download comes from a server on this machine, which gives the table of a few départements in place of the
offices' files.
"""

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from sim.cli.download_commands import open_files
from tests.france import EXTRACT
from tests.walks.pages import Command, Edit, apply, walks

ROOT = Path(__file__).resolve().parents[2]
WALKS = {
    lang: walks(ROOT / "docs" / page)
    for lang, page in (("en", "your-territory.md"), ("fr", "votre-territoire.md"))
}
# What is simulated: as short as it can be, and the extract has all that the page names.
SHORT = ["run.replications=1", "run.end=2025-01-31", "run.warmup_days=31", "run.jobs=1"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Gives the extract; its address."""
    files = partial(SimpleHTTPRequestHandler, directory=str(EXTRACT))
    one = ThreadingHTTPServer(("127.0.0.1", 0), files)
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{one.server_port}"
    one.shutdown()
    one.server_close()


@pytest.fixture(scope="module", params=WALKS)
def lang(request: pytest.FixtureRequest) -> str:
    """The language of the page."""
    return str(request.param)


@pytest.fixture(scope="module")
def place(server: str, lang: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, with addresses of our own in place of the offices'."""
    place = tmp_path_factory.mktemp(f"walk_{lang}")
    table = {
        "reader": "wide",
        "title": "A few départements",
        "url": f"{server}/communes.csv.gz",
        "file": "communes.csv.gz",
        "page": "https://example.org",
        "about_mb": 1,
        "licence": "Licence Ouverte 2.0",
    }
    theirs = {name: {"by_default": False} for name in open_files(None)} | {"table": table}
    (place / "mine/france").mkdir(parents=True)
    (place / "mine/france/sources.yaml").write_text(yaml.safe_dump(theirs), encoding="utf-8")
    return place


def run(command: Command, place: Path, lang: str) -> str:
    """What a command prints."""
    words = shlex.split(command.words)[1:]
    if words[:2] == ["territory", "download"]:
        words += ["--config-dir", "mine"]  # our server's addresses
    if words[0] == "sweep":
        words = [word for word in words if not word.startswith("run.")] + SHORT
    own = {"PYTHONPATH": str(ROOT), "COLUMNS": "160", "NO_COLOR": "1", "PREMIER_RECOURS_LANG": lang}
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=place,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, f"{command.words}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(len(WALKS["en"])), ids=[walk.title for walk in WALKS["en"]])
def test_the_page_leads_where_it_says(number: int, lang: str, place: Path):
    for step in WALKS[lang][number].steps:
        if isinstance(step, Edit):
            apply(step, place)
            continue
        printed, at = run(step, place, lang), 0
        for line in step.shows:
            found = printed.find(line, at)
            assert found >= 0, f"{step.words}: no “{line}” in\n{printed}"
            at = found + len(line)


def test_the_page_has_what_a_planner_does():
    done = " ".join(command.words for walk in WALKS["en"] for command in walk.commands)
    for words in (
        "territory download",
        "territory build",
        "territory check",
        "new scenario",
        "--check",
        "sweep",
    ):
        assert words in done
