"""The tables of the vocabulary: what we ship fits together, a user's rows are added, and what is wrong is
said with its file and line.
"""

import json

import pytest

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.scenario.errors import ScenarioError
from sim.scenario.vocabulary import read_vocabulary, shipped, vocabulary_of
from sim.vocabulary.rows import ROLES
from sim.vocabulary.structure import AgendaSort, Answer

TEXTS = "label: {en: A, fr: B}, description: {en: A, fr: B}"


@pytest.fixture
def own(tmp_path):
    return tmp_path


def complaint(own, table: str, rows: str) -> str:
    (own / f"{table}.yaml").write_text(rows, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_vocabulary(own)
    return str(error.value)


def test_what_we_ship_fits_together():
    vocabulary = shipped()
    assert [kind.id for kind in vocabulary.kinds if not kind.care] == ["emergency", "other_call"]
    assert {outcome.role for outcome in vocabulary.outcomes} - {None} == set(ROLES)
    assert [row.id for row in vocabulary.agendas[:2]] == [sort.name.lower() for sort in AgendaSort]
    assert [row.id for row in vocabulary.answers] == [answer.name.lower() for answer in Answer]
    assert {outcome.counted_as for outcome in vocabulary.outcomes} - {None} <= set(CATALOGUE)
    assert {payer.indicator for payer in vocabulary.payers} <= set(CATALOGUE)


def test_every_row_is_said_in_both_languages():
    vocabulary = shipped()
    for rows in vars(vocabulary).values():
        for row in rows if isinstance(rows, tuple) else ():
            if hasattr(row, "label"):
                assert all(
                    text.strip() for text in (*vars(row.label).values(), *vars(row.description).values())
                )


def test_a_vocabulary_comes_back_from_plain_data():
    assert vocabulary_of(json.loads(json.dumps(shipped().plain))) == shipped()


def test_a_folder_without_tables_adds_nothing(tmp_path):
    assert read_vocabulary(tmp_path / "nothing") == shipped()


@pytest.mark.parametrize(
    ("table", "rows", "said"),
    [
        (
            "kinds",
            f"renewal: {{{TEXTS}, urgency: planned, clock: arising}}",
            "line 1, key renewal: there already",
        ),
        (
            "kinds",
            f"x: {{{TEXTS}, urgency: soon, clock: arising}}",
            "line 1, key x.urgency: “soon” should be 'acute'",
        ),
        ("kinds", f"x: {{{TEXTS}, clock: arising}}", "line 1, key x.urgency: is missing"),
        (
            "kinds",
            f"x: {{{TEXTS}, urgncy: acute, clock: arising}}",
            "key x.urgncy: unknown; did you mean urgency?",
        ),
        (
            "kinds",
            f"x: {{{TEXTS}, urgency: acute, clock: recurring}}",
            "key x.hours: belongs to a kind of clock",
        ),
        ("kinds", f"x: {{{TEXTS}, urgency: acute, clock: chronic}}", "two kinds are chronic"),
        ("kinds", "x: 3", "key x: should be a block of keys"),
        ("kinds", "x:\n  label: {en: A}\n", "line 2, key x.label.fr: is missing"),
        ("services", f"bus: {{{TEXTS}, form: counter}}", "key bus.outcome: is missing"),
        (
            "services",
            f"bus: {{{TEXTS}, form: counter, outcome: seen_cmis}}",
            "“seen_cmis”; did you mean seen_cmsi",
        ),
        ("services", f"bus: {{{TEXTS}, form: line, answer: ed}}", "belong to a counter; a line has none"),
        ("services", f"own: {{{TEXTS}, form: line}}", "key own: cannot be a name of the vocabulary"),
        ("services", f"tele: {{{TEXTS}, form: line}}", "a sort of agenda is called so"),
        (
            "outcomes",
            f"x: {{{TEXTS}, group: walkin, end: seen}}",
            "no ending “walkin”; did you mean walk_in?",
        ),
        (
            "outcomes",
            f"x: {{{TEXTS}, group: open, end: open, role: left}}",
            "exactly one outcome has the role left",
        ),
        ("outcomes", f"x: {{{TEXTS}, group: ed, end: open, at_ed: true}}", "belong to end: seen"),
        ("answers", f"x: {{{TEXTS}}}", "there is room for 4 answers"),
        ("professionals", f"x: {{{TEXTS}, form: counter}}", "key x.counter: belongs to form: counter"),
        ("professionals", f"x: {{{TEXTS}, form: agenda, counter: ed}}", "key x.counter: belongs to form"),
        (
            "professionals",
            f"x: {{{TEXTS}, form: counter, counter: farmacy}}",
            "no type of counter “farmacy”; did you mean pharmacy",
        ),
        ("kindz", f"x: {{{TEXTS}}}", "there is no table “kindz” of the vocabulary; did you mean kinds?"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(own, table, rows, said):
    found = complaint(own, table, rows)
    assert said in found
    assert f"{table}.yaml" in found


def test_there_is_room_for_so_many_kinds(own):
    rows = "\n".join(f"k{n}: {{{TEXTS}, urgency: acute, clock: arising}}" for n in range(9))
    assert "line 9, key k8: there is room for 16 kinds; take one out" in complaint(own, "kinds", rows)
