"""What is printed, where: encodings, logs, colours, the version."""

import os
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from sim.cli import main, progress
from sim.schema.languages import Message


def spoken(*words, **environment):
    """Standard output and standard error of a command in a process of its own, as bytes."""
    code = "import sys; from sim.cli import main; sys.exit(main(sys.argv[1:]))"
    known = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, check=False, env=known | environment
    )
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr


def test_the_version_is_that_of_the_package(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"premier-recours {version('premier-recours')}\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_an_encoding_lacks_is_written_in_its_letters(encoding):
    """A terminal without é or – gets e and -, never a fault of the program."""
    out, err = spoken("scenarios", PYTHONIOENCODING=encoding)
    assert err == b""
    text = out.decode(encoding)
    assert ("Gisele" if encoding == "ascii" else "Gisèle") in text
    _, err = spoken("scenarios", "été–€", PYTHONIOENCODING=encoding)
    assert ("ete-EUR" if encoding == "ascii" else "été-EUR") in err.decode(encoding)


def test_json_is_exact_in_any_encoding():
    import json

    plain, exact = (
        json.loads(spoken("scenarios", "--json", PYTHONIOENCODING=encoding)[0].decode(encoding))
        for encoding in ("ascii", "utf-8")
    )
    assert plain == exact


def test_a_log_has_text_alone_and_colours_only_where_they_are_asked_for():
    assert b"\x1b" not in spoken("scenarios", "mios_as_is")[0]
    coloured, _ = spoken("scenarios", "mios_as_is", FORCE_COLOR="1")
    assert set(re.findall(rb"\x1b\[[0-9;?]*([a-zA-Z])", coloured)) <= {b"m"}
    plain, _ = spoken("scenarios", "mios_as_is", FORCE_COLOR="1", NO_COLOR="1")
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-9]|38;)", plain)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            ("x: can be played", "replications: 3 of 10, 0:00:30, 0:01:10 left", "replications: 10 of 10"),
        ),
        (
            "fr",
            (
                "x\u00a0: peut être simulé",
                "réplications\u00a0: 3 sur 10, 0:00:30, encore 0:01:10",
                "réplications\u00a0: 10 sur 10",
            ),
        ),
    ],
)
def test_progress_in_a_log_is_a_line_now_and_then(capsys, monkeypatch, lang, told):
    """Even where colours are forced: a log cannot move its cursor."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    moments = iter(range(0, 10_000, 10))
    monkeypatch.setattr(progress, "perf_counter", lambda: next(moments))
    with progress.bars(lang) as shown:
        shown.say(Message("playable", {"name": "[/b]"}))
        assert list(shown.track(range(10), 10, description="replications")) == list(range(10))
    lines = capsys.readouterr().err.splitlines()
    said, on_the_way, at_the_end = told
    assert lines[0] == said.replace("x", "[/b]")
    assert lines[1] == on_the_way
    assert lines[-1] == f"{at_the_end}, 0:01:40"
    assert len(lines) == 5
