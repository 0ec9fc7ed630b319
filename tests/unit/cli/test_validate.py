"""The command `validate`: what it plays is told by a stand-in; what is made of it is looked at here."""

import json

import numpy as np
import pytest

from sim.cli.main import main
from sim.outcomes.published.rows import published_rows
from sim.outcomes.published.verdicts import line_of, unseen
from sim.validation import play, told


@pytest.fixture
def stand_in(monkeypatch):
    """One figure inside, one outside, the others not shown."""
    asked = []

    def validate(rows, ask, texts):
        asked.append((rows, ask))
        inside, outside, *others = rows
        lines = [
            line_of(inside, "mios", np.array([inside.published] * 2)),
            line_of(outside, "mios", np.array([2 * outside.high, 2 * outside.high + 1])),
            *(unseen(row, texts("needs_data")) for row in others),
        ]
        return play.Found(lines, [], 10, False)

    monkeypatch.setattr(play, "validate", validate)
    return asked


def test_json_is_one_list_with_misses_first(stand_in, tmp_path, capsys):
    assert not main(["validate", "--role", "held_back", "--outputs", str(tmp_path), "--json"])
    rows = json.loads(capsys.readouterr().out)
    held = published_rows("held_back")
    assert [row["verdict"] for row in rows[:2]] == ["outside", "inside"]
    assert {row["id"] for row in rows} == {row.id for row in held}
    assert rows[-1]["simulated"] is None and rows[-1]["note"]["fr"]
    assert stand_in[0][0] == held


def test_pages_are_written_in_both_languages(stand_in, tmp_path, capsys):
    command = ["validate", "--outputs", str(tmp_path), "--write", str(tmp_path / "docs")]
    assert not main([*command, "--csv", str(tmp_path / "rows.csv"), "--lang", "fr"])
    for name, said in (("validation.md", "## Misses"), ("validation.fr.md", "## Écarts")):
        text = (tmp_path / "docs" / name).read_text(encoding="utf-8")
        assert said in text and "premier-recours validate" in text
    head, *rows = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("id;figure;source;unit;published") and len(rows) == len(stand_in[0][0])
    assert "1 chiffre(s) sur 2" in capsys.readouterr().out.replace("\u00a0", " ")


def test_a_role_that_is_none_is_told(capsys):
    assert main(["validate", "--role", "held"]) == 2
    assert "held_back" in capsys.readouterr().err


def test_every_text_can_be_said():
    for key in told.texts():
        for lang in ("en", "fr"):
            names = [
                "year",
                "role",
                "inside",
                "shown",
                "share",
                "unseen",
                "n",
                "often",
                "name",
                "path",
                "command",
            ]
            written = told.say(key, lang, **dict.fromkeys(names, 1))
            assert written and "{" not in written
