"""The command `validate`: what it plays is told by a stand-in; what is made of it is looked at here."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.cli.main import main
from sim.outcomes.published.rows import ROLES, published_rows
from sim.outcomes.published.verdicts import line_of, too_few, unseen
from sim.scenario.sources import data_root
from sim.validation import play, told
from sim.validation.lines import score
from sim.validation.maps import Map


def line_map(of: str, n: int) -> Map:
    """A map of n places."""
    observed = np.linspace(5.0, 20.0, n)
    table = pd.DataFrame({"name": [f"place {i}" for i in range(n)], "people": 1000.0})
    table = table.assign(observed=observed, simulated=observed[::-1])
    return Map(of, table, {"simulated": score(observed, observed[::-1], np.ones(n))})


@pytest.fixture
def stand_in(monkeypatch):
    """One figure inside, one outside, one that files say, one of too few places, the others not shown; a map
    of places enough, and one of too few.
    """
    asked = []

    def validate(rows, ask, texts, market):
        asked.append((rows, ask))
        of_one_role = [row for row in rows if row.role == rows[0].role]
        inside, outside, read, few = of_one_role[:4]
        others = [row for row in rows if row not in of_one_role[:4]]
        miss = line_of(read, "mios", np.array([2 * read.high]))
        lines = [
            line_of(inside, "mios", np.array([inside.published] * 2)),
            line_of(outside, "mios", np.array([2 * outside.high, 2 * outside.high + 1])),
            replace(miss, verdict="input"),
            too_few(few, "map", texts("too_few_places")),
            *(unseen(row, texts("needs_data")) for row in others),
        ]
        return play.Found(lines, [line_map("without_mt", 30), line_map("no_visit", 8)], 10, False)

    monkeypatch.setattr(play, "validate", validate)
    return asked


def test_json_is_one_list_with_misses_first(stand_in, tmp_path, capsys):
    assert not main(["validate", "--role", "held_back", "--outputs", str(tmp_path), "--json"])
    rows = json.loads(capsys.readouterr().out)
    held = published_rows("held_back")
    verdicts = [row["verdict"] for row in rows]
    assert verdicts == ["outside", "inside", "input", "too few", *["not shown"] * (len(rows) - 4)]
    assert rows[2]["simulated"] is not None and rows[3]["simulated"] is None
    assert {row["id"] for row in rows} == {row.id for row in held}
    assert rows[-1]["simulated"] is None and rows[-1]["note"]["fr"]
    assert stand_in[0][0] == [*held]


def test_pages_are_written_in_both_languages(stand_in, tmp_path, capsys):
    command = ["validate", "--outputs", str(tmp_path), "--write", str(tmp_path / "docs")]
    assert not main([*command, "--csv", str(tmp_path / "rows.csv"), "--lang", "fr"])
    headings = {
        "validation.md": ["## Misses", "## Met", "## What the files say", "## Not shown, and why", "## Maps"],
        "validation.fr.md": ["## Écarts", "## Atteints", "## Ce que disent les fichiers", "## Non montrés"],
    }
    read_row, few_row = [row for row in stand_in[0][0] if row.role == "calibration"][2:4]
    for name, said in headings.items():
        text = (tmp_path / "docs" / name).read_text(encoding="utf-8")
        places = [text.index(each) for each in said]
        assert places == sorted(places) and "premier-recours validate" in text
        read, unseen_ = (text[places[i] : (*places, len(text))[i + 1]] for i in (2, 3))
        assert f"`{read_row.id}`" in read and f"`{few_row.id}`" in unseen_
        assert "8" in text.split("\n\n")[-2]  # the map of too few places has a line in place of a table
    head, *rows = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("id;figure;source;unit;published") and len(rows) == len(stand_in[0][0])
    told_ = capsys.readouterr().out.replace("\u00a0", " ")
    assert "sur 2 chiffres montrés, 1 est dans sa plage" in told_
    assert "1 est ce que disent les fichiers" in told_
    page = (tmp_path / "validation.fr.html").read_text(encoding="utf-8")
    assert page.count("plotly-graph-div") == 1 and "une droite" in page


def test_a_role_that_is_none_is_told(capsys):
    assert main(["validate", "--role", "held"]) == 2
    assert "held_back" in capsys.readouterr().err


def test_one_figure_alone(monkeypatch, tmp_path, capsys):
    asked = []

    def validate(rows, ask, texts, market):
        asked.extend(rows)
        return play.Found([unseen(row, texts("needs_data")) for row in rows], [], 0, False)

    monkeypatch.setattr(play, "validate", validate)
    asked_for = ["--figure", "seven_day_ed", "--figure", "loss_of_all"]
    assert not main(["validate", *asked_for[:2], "--outputs", str(tmp_path)])
    assert [row.id for row in asked] == ["seven_day_ed"]
    assert "territories" not in capsys.readouterr().out  # nothing stands for France
    assert main(["validate", *asked_for, "--outputs", str(tmp_path)]) == 2
    assert "--figure loss_of_all" in capsys.readouterr().err


def test_every_text_can_be_said():
    for key, text in told.TEXTS.written.items():
        if "en" not in text:  # a table of names by their ids
            assert all(each["en"] and each["fr"] for each in text.values()), key
            continue
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
                "files",
                "least",
                "r2",
                "fitted",
            ]
            written = told.say(key, lang, **dict.fromkeys(names, 1))
            assert written and "{" not in written


def test_units_and_places_are_in_the_language_of_the_page():
    """Of every published figure, and of every experiment."""
    units = told.TEXTS.written["units"]
    assert {row.unit for role in ROLES for row in published_rows(role)} <= units.keys()
    folder = data_root() / "conf" / "validation" / "experiments" / "scenarios"
    assert {file.stem for file in folder.glob("*.yaml")} == told.TEXTS.written["experiments"].keys()
