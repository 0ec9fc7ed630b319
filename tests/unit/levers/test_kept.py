"""Figures in a file, and the pages that come of it."""

import re
from dataclasses import replace

import pytest

from sim.levers import kept
from sim.levers.about import about
from sim.levers.cells import TEXTS, rounded
from sim.levers.kept import read_kept, write_kept
from sim.levers.records import Record, Records, read_records
from sim.levers.told import Page
from sim.scenario.errors import ScenarioError
from sim.scenario.sources import data_root, find_sources
from tests.unit.levers.made import figure, lever

PLAYED = [
    lever("mios_asalee", own=37_500, adults_without_mt=-120.0, gps=0.0),
    lever("gisele_halimi_3_doctors", own=56_000, adults_without_mt=-900.0, gps=2.0, half=0.5),
    lever("gisele_halimi_3_doctors", size=12.0, own=224_000, adults_without_mt=-2100.0, gps=9.0),
    lever("mios_reminders", answered_48h_share=-3.0),
    lever("mios_zip", own=10_000, gps=0.5),
]


def page(lang="en", played=PLAYED, records=None):
    its = about(played, find_sources())
    return Page(played, records or read_records(), its, lang).text("premier-recours levers")


def test_what_is_written_is_read_again(tmp_path):
    write_kept(tmp_path / "levers.csv", PLAYED)
    found = read_kept(tmp_path / "levers.csv")
    assert [each.scenario for each in found] == [each.scenario for each in PLAYED]
    assert [(each.size, each.first, each.baseline) for each in found] == [
        (each.size, each.first, each.baseline) for each in PLAYED
    ]
    for mine, theirs in zip(found, PLAYED, strict=True):
        assert repr(mine.figures) == repr(theirs.figures)  # NaN, too


def test_the_page_of_what_is_kept_is_the_page(tmp_path):
    write_kept(tmp_path / "levers.csv", PLAYED)
    assert page(played=read_kept(tmp_path / "levers.csv")) == page()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("scenario;", "scenery;", "has no column scenario"),
        (r"\A(?s:.*)", "", "holds no row"),
        (";37500;", ";lots;", "could not convert"),
        ("2025-10-01", "1/10/2025", "Invalid isoformat"),
        (r"(?m)^mios_zip;.*;public;0;.*\n", "", "mios_zip has no row of public, year 0"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, was, now, said):
    path = tmp_path / "levers.csv"
    write_kept(path, PLAYED)
    path.write_text(re.sub(was, now, path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ScenarioError, match=said) as raised:
        read_kept(path)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ScenarioError, match=r"nowhere\.csv: cannot be read"):
        read_kept(tmp_path / "nowhere.csv")


def test_columns_have_names_of_their_own():
    names = [*kept.HEAD, "figure", *kept.FIELDS[1:]]
    assert len(set(names)) == len(names)


def test_the_page_says_what_is_seen_the_contrary_first():
    text = page()
    summary = text[text.index("## All levers") : text.index("## At equal budget")]
    lines = [line for line in summary.splitlines() if line.startswith("| ")][2:]
    assert [re.search(r"\(#(\w+)\)", line)[1] for line in lines] == [
        "mios_reminders", "mios_zip", "gisele_halimi_3_doctors", "mios_asalee",
    ]  # fmt: skip
    assert [line.split(" | ")[3] for line in lines] == [
        "contrary", "not seen", "in part as expected", "as expected",
    ]  # fmt: skip
    assert "not explained yet" in text and text.count("not explained yet") == 1


def test_what_explains_a_sign_stands_in_the_page():
    record = Record(
        stance="expected",
        said="so",
        expects={"answered_48h_share": "more"},
        why={"en": "Hence", "fr": "D’où"},
    )
    records = Records(budget=300_000, levers={"mios_reminders": record})
    text = page(played=PLAYED[3:4], records=records)
    assert "Why contrary: Hence" in text and "not explained yet" not in text


def test_levers_at_equal_budget_are_ranked_with_how_it_is_known():
    text = page()
    ranks = text[text.index("## At equal budget: 300,000\u00a0€ a year") : text.index("## Lever by lever")]
    rows = [line.split(" | ") for line in ranks.splitlines() if re.match(r"\| \d", line)]
    assert [(row[0], *row[2:6]) for row in rows] == [
        ("| 1", "mios (166,000)", "doctors granted", "12 doctors, each with a room, at most", "played"),
        (
            "| 2",
            "mios (166,000)",
            "staff granted",
            "8 half-time nurses, each with the practices of a commune like Mios",
            "in proportion, from 1; holds from 0.5 to 10",
        ),
    ]
    assert [row[6].split(" (")[0] for row in rows] == ["−2,100", "−960"]
    assert "### Costs public payers nothing in the model" in ranks and "| [Reminders by SMS" in ranks
    assert "### Comes in one size only" in ranks and "Commune: 10,000\u00a0€ a year" in ranks


def test_marks_say_how_sure_a_number_is():
    made = lever("mios_asalee", half=1.0, gps=5.0, gp_fte=0.5)
    sure = tuple(
        each._replace(plausible_low=2.0, plausible_high=9.0, worlds=6)
        if each.id == "gps" and each.year == 5
        else each
        for each in made.figures
    )
    text = page(played=[replace(made, figures=sure)])
    assert "**+5.0** (chance +4.0 to +6.0; assumptions +2.0 to +9.0)" in text
    assert "*+0.5* (chance −0.5 to +1.5)" in text


def test_french_pages_have_french_numbers_and_spaces():
    text = page("fr")
    assert "## À budget égal\u00a0: 300\u202f000\u00a0€ par an" in text
    assert "## Tous les leviers" in text and "en proportion, à partir de 1\u202f; vaut de 0,5 à 10" in text
    assert not re.search(r"\w [;:!?](\s|$)", re.sub(r"`.*?`", "", text))


def test_the_pages_in_docs_are_those_of_the_figures_beside_them():
    """`premier-recours levers --kept docs/levers.csv --out docs` writes them again."""
    docs = data_root() / "docs"
    played = read_kept(docs / "levers.csv")
    for lang, name in (("en", "levers.md"), ("fr", "levers.fr.md")):
        written = (docs / name).read_text(encoding="utf-8")
        assert written.partition("\n## ")[2] == page(lang, played).partition("\n## ")[2], name


def test_levers_that_were_not_played_are_named():
    """Whoever reads a page of some levers knows which are missing."""
    assert "`occitanie_gip_200`" in page(played=[lever("mios_secretaries")]).partition("\n## All")[0]
    everyone = [lever(name) for name in read_records().levers]
    assert "Not played" not in page(played=everyone)


def test_a_scenario_that_has_gone_is_told():
    with pytest.raises(ScenarioError, match="levers, mios_gone: there is no scenario"):
        about([lever("mios_gone")], find_sources())


def test_every_text_can_be_said():
    keys = (
        "command n worlds budget name baseline day value luck low high payer text least most size title cost "
        "path names residents"
    )
    for key, said in TEXTS.written.items():
        for lang in ("en", "fr"):
            assert "{" not in said[lang].format(**dict.fromkeys(keys.split(), 1)), key


def test_who_else_pays_for_what_costs_public_payers_nothing_is_named():
    alone = lever("mios_secretaries")
    by_doctors = figure("payer:doctor", 0, 41_000.0)
    text = page(played=[replace(alone, figures=(*alone.figures, by_doctors))])
    (row,) = (line for line in text.splitlines() if line.endswith("| Doctor: 41,000\u00a0€ a year |"))
    assert row.startswith("| [Secretaries for the doctors of Mios, one for two](#mios_secretaries) |")


def test_events_stand_apart_and_are_ranked_with_no_lever():
    text = page(played=[*PLAYED, lever("mios_without_cmsi", renounced=5.0, ed_visits=9.0)])
    levers, events = text[text.index("## All levers") :].split("## Events\n", 1)
    events, budget = events.split("## At equal budget", 1)
    assert "(#mios_without_cmsi)" not in levers and "| [Mios without its CMSI]" in events
    assert "| in part as told |" in events and "(#mios_without_cmsi)" not in budget
    assert "## Event by event" in budget and "**Against the sources: in part as told**" in budget


def test_a_lever_whose_care_costs_is_not_among_those_that_cost_nothing():
    text = page(played=[lever("mios_reminders", care=9_000.0), lever("mios_fewer_certificates")])
    free = text[text.index("### Costs public payers nothing") : text.index("### Costs nothing itself")]
    assert "(#mios_fewer_certificates)" in free and "(#mios_reminders)" not in free


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_link_leads_somewhere(lang):
    text = page(lang, [*PLAYED, lever("mios_without_cmsi")])
    anchors = re.findall(r'<a id="(\w+)"></a>', text)
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\]\(#(\w+)\)", text)) == set(anchors)


def test_what_is_not_known_is_not_written():
    assert [rounded(value) for value in (223_999.0, -1_814.4, 999.6, 21.34, 0.0)] == [
        224_000.0, -1_810.0, 999.6, 21.34, 0.0,
    ]  # fmt: skip
