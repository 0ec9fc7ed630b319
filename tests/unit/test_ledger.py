"""No number without an origin, no origin without a number."""

import csv
import re

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.ledger import read_ledger, rows
from sim.scenario.numbers import all_numbers
from sim.scenario.sources import find_sources
from sim.schema.languages import in_language


@pytest.fixture(scope="module")
def ledger():
    sources = find_sources()
    entries = read_ledger(sources.conf)
    return entries, rows(entries, all_numbers(sources))


def test_every_number_has_an_entry(ledger):
    _, found = ledger
    assert len(found) > 100
    orphans = [
        f"{row.number.key} = {row.number.value} ({row.number.file})" for row in found if row.entry is None
    ]
    assert not orphans, f"{len(orphans)} numbers without an entry:\n" + "\n".join(orphans)


def test_every_entry_has_a_number(ledger):
    entries, found = ledger
    used = {row.entry.key for row in found if row.entry}
    idle = [entry.key for entry in entries if entry.key not in used]
    assert not idle, f"{len(idle)} entries for which there is no number:\n" + "\n".join(idle)


def test_every_number_lies_in_its_range(ledger):
    _, found = ledger
    outside = [
        f"{row.number.key} = {row.number.value}, range {row.entry.low} to {row.entry.high} "
        f"({row.number.file})"
        for row in found
        if row.entry and row.number.value is not None and not within(row.number.value, row.entry)
    ]
    assert not outside, f"{len(outside)} numbers outside their range:\n" + "\n".join(outside)


def within(value, entry):
    return (entry.low is None or entry.low <= value) and (entry.high is None or value <= entry.high)


def english(text):
    return in_language(text, "en")


def test_a_source_says_what_it_is(ledger):
    """Read by itself, in a table sorted otherwise, it points to no other line; what is found or computed has
    one, and what is calibrated says against which published figures.
    """
    entries, _ = ledger
    assert [
        e.key for e in entries if re.fullmatch(r"(the same|as above|see above)\b.*", english(e.source))
    ] == []
    sourced = [e for e in entries if e.status != "assumed"]
    assert [e.key for e in sourced if re.match(r"none\b", english(e.source))] == []
    with (find_sources().conf / "published.csv").open(encoding="utf-8") as file:
        published = {row["id"] for row in csv.DictReader(file)}
    calibrated = [e for e in entries if e.status == "calibrated"]
    assert len(calibrated) > 20
    vague = [e.key for e in calibrated if not published & set(re.findall(r"\w+", f"{e.source} {e.note}"))]
    assert vague == []


# --- the ledger's own rules --------------------------------------------------------------------------------


def write(folder, text):
    (folder / "parameters.yaml").write_text(text, encoding="utf-8")
    return folder


ONE = "- {key: a.b, unit: x, low: 0, high: 1, status: found, source: s}\n"


def test_the_nearest_entry_speaks(tmp_path):
    from sim.scenario.ledger import Number

    entries = read_ledger(
        write(
            tmp_path,
            ONE + ONE.replace("a.b", "a.*") + ONE.replace("a.b", "a.**") + ONE.replace("a.b", "t/x.csv:n"),
        )
    )
    keys = ["a.b", "a.c", "a.c.d", "b.a.c", "t/x.csv:n", "t/x.csv:m"]
    found = rows(entries, [Number(key, 1, "f") for key in keys])
    assert [row.entry.key if row.entry else None for row in found] == [
        "a.b",
        "a.*",
        "a.**",
        None,
        "t/x.csv:n",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + ONE, "line 2: a.b has an entry already, on line 1"),
        (ONE.replace("found", "guessed"), "line 1: status"),
        (ONE.replace("found", "user"), "a.b: status should be assumed, calibrated, computed or found"),
        (ONE.replace("low: 0", "low: 2"), "low 2 lies above high 1"),
        (ONE.replace("unit: x, ", ""), "unit"),
        ("a: 1\n", "should be a list"),
    ],
)
def test_entries_that_cannot_be(tmp_path, text, said):
    with pytest.raises(ScenarioError) as error:
        read_ledger(write(tmp_path, text))
    assert said in str(error.value)
