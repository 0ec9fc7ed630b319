"""Scenario files that cannot be right, or are hardly meant: a row of tests/data is loaded, and checked as
`run` does.

Each bad one gets one message, on one line, that names file, line and key, says what is wrong and what would
be right; each doubtful one is played, with a note. (Messages of errors are English, notes are in both
languages.)
"""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from sim.cli.checks import check_names, first_day_names, note_ranges, print_notes
from sim.measures.registry import MEASURES, schemas
from sim.scenario import compose
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import world_hash
from sim.scenario.load import load
from sim.scenario.sources import GROUPS, data_root, find_sources
from sim.scenario.vocabulary import read_vocabulary
from tests.territories import villages

DATA = Path(__file__).resolve().parents[2] / "data"
BAD, DOUBTFUL = (
    yaml.safe_load((DATA / f"{name}_scenarios.yaml").read_text(encoding="utf-8"))
    for name in ("bad", "doubtful")
)
HEAD = {
    "title": "title: A bad one",
    "source": "source: a test",
    "territory": "territory: villages",
    "run": "run: {end: 2025-03-31, warmup_days: 31}",
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Checks a scenario of this text; the job, and the names of its first day. What we ship is read once."""
    own = tmp_path_factory.mktemp("own")
    villages(own)
    read, kept, names = compose.read, {}, {}

    def read_once(path, **options):
        if not path.is_relative_to(data_root()):
            return read(path, **options)
        if path not in kept:
            kept[path] = read(path, **options)
        return replace(kept[path], data=dict(kept[path].data))

    def _checked(text):
        head = [line for key, line in HEAD.items() if not text.startswith(f"{key}:")]
        (own / "scenarios/mine.yaml").write_text("\n".join([*head, text]) + "\n", encoding="utf-8")
        sources = find_sources(own)
        job = load(["scenario=mine"], own, schemas(), sources=sources, vocabulary=vocabulary)
        world = world_hash(job)
        if world not in names:
            names[world] = first_day_names(job)
        check_names(job, names[world])
        return job, names

    (own / "scenarios/mine.yaml").touch()
    vocabulary = read_vocabulary(None, data_root() / "conf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compose, "read", read_once)
        yield _checked


@pytest.mark.parametrize("row", BAD, ids=lambda row: row["id"])
def test_one_message_says_what_is_wrong_and_where(row, checked):
    with pytest.raises(ScenarioError) as caught:
        checked(row["text"])
    message = str(caught.value)
    assert "\n" not in message
    where, _, said = message.partition(f"key {row['key']}: ")
    assert "scenarios/mine.yaml, line " in where, message
    for part in row["says"]:
        assert part in said, f"{part!r} is not in {message!r}"


@pytest.mark.parametrize("row", DOUBTFUL, ids=lambda row: row["id"])
def test_what_is_hardly_meant_is_played_with_a_note(row, checked, capsys):
    job, names = checked(row["text"])
    for lang in ("en", "fr"):
        print_notes([job], lang, names)
        note_ranges([job], lang)
        printed = capsys.readouterr().err.replace("\u00a0", " ").replace("\u202f", " ")
        found = [line for line in printed.splitlines() if row["key"] in line]
        assert any(all(part in line for part in row[lang]) for line in found), found


def test_every_measure_and_every_block_has_bad_ones():
    assert len(BAD) > 300
    assert len({row["id"] for row in BAD}) == len(BAD)
    of_measures = [kind for row in BAD for kind in MEASURES if row["key"].split(".")[2:3] == [kind]]
    for kind in MEASURES:
        assert of_measures.count(kind) >= 2, f"tests/data/bad_scenarios.yaml: write what {kind} refuses"
    for group in GROUPS:
        assert sum(row["key"].split(".")[0] == group for row in BAD) >= 10, group
