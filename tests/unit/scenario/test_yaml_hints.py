"""A YAML that cannot be read says the line of the slip, not that where the parser noticed, and the remedy."""

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import read

PAGE = """title: A page of mine
source: me
territory: mios
measures:
  leaves: {retire: {doctor: mios_1, on: 2025-06-30, notice: 180}}
  settle:
    install:
      doctors: 2
      commune: Mios
  more: {install: {doctors: 2, site: annex, probability: 0.5}}
"""


@pytest.fixture
def complaint(tmp_path):
    """What is said of the page when `was` is written as `instead`."""

    def _complaint(was, instead):
        assert PAGE.count(was) == 1
        path = tmp_path / "page.yaml"
        path.write_text(PAGE.replace(was, instead), encoding="utf-8")
        with pytest.raises(ScenarioError) as error:
            read(path)
        assert "\n" not in str(error.value)
        return str(error.value)

    return _complaint


def test_the_page_itself_is_good(tmp_path):
    (tmp_path / "page.yaml").write_text(PAGE, encoding="utf-8")
    assert list(read(tmp_path / "page.yaml").data) == ["title", "source", "territory", "measures"]


@pytest.mark.parametrize(
    ("was", "instead", "line", "said"),
    [
        # a tab, a hard space
        ("      doctors: 2\n", "\tdoctors: 2\n", 8, "a tab indents this line; write spaces"),
        ("      doctors: 2\n", "      \tdoctors: 2\n", 8, "a tab indents this line; write spaces"),
        ("      doctors: 2\n", "\u00a0     doctors: 2\n", 8, "non-breaking space"),
        ("      doctors: 2\n", "      doctors:\u00a02\n", 8, "non-breaking space"),
        # a colon in a text
        ("title: A page", "title: Mios: a page", 1, 'in quotation marks: title: "Mios: a page of mine"'),
        ("source: me", "source: council: item 4", 2, 'source: "council: item 4"'),
        ("site: annex", "site: annex: b", 10, 'site: "annex: b"'),
        ("doctors: 2, site", "doctors: 2 site", 10, "a comma is missing before `site:`"),
        # no space after a colon
        (
            "      doctors: 2\n",
            "      doctors:2\n",
            8,
            "a space is missing after the colon; write `doctors: 2`",
        ),
        ("title: A", "title:A", 1, "write `title: A page of mine`"),
        ("leaves: {", "leaves:{", 5, "write `leaves: {retire: {"),
        (
            "doctors: 2,",
            "doctors:2,",
            10,
            "key measures.more.install: “doctors:2”: a key is followed by a colon",
        ),
        ("doctors: 2,", "doctors = 2,", 10, "write `doctors: 2`"),
        ("      doctors: 2\n", "      doctors = 2\n", 8, "a key is followed by a colon; write `doctors: 2`"),
        # a decimal comma inside braces
        ("0.5", "0,5", 10, "“0,5”: a comma separates entries; write 0.5"),
        ("0.5", "12,125", 10, "write 12125, or 12.125 if decimals are meant"),
        ("0.5", "0,125", 10, "“0,125”: a comma separates entries; write 0.125"),
        # braces
        ("0.5}}", "0.5}", 10, "the { that opens here is not closed"),
        ("180}}", "180}", 5, "the { that opens here is not closed"),
        ("0.5}}", "0.5}}}", 10, "there is one } more than {"),
        ("0.5}}", "0.5, week: [9, 9}}", 10, "} closes the [ of line 10; write ]"),
        # quotation marks
        ("title: A", 'title: "A', 1, 'the quotation mark " that opens here is not closed'),
        ("title: A", "title: 'A", 1, "the quotation mark ' that opens here is not closed"),
        ("A page of mine", "'L'annexe'", 1, """put it between ": title: "L'annexe\""""),
        ("A page of mine", '"A "page""', 1, """put it between ': title: 'A "page"'"""),
        ("A page of mine", "%50", 1, 'text that begins with % stands in quotation marks: title: "%50"'),
        ("A page of mine", "*important", 1, 'title: "*important"'),
        ("A page of mine", "@mios", 1, 'title: "@mios"'),
        # columns
        ("      commune", "     commune", 9, "begins in column 6, but `doctors: 2` (line 8) in column 7"),
        ("      commune", "       commune", 9, "begins in column 8, but `doctors: 2` (line 8) in column 7"),
        ("source:", " source:", 2, "begins in column 2, but `title: A page of mine` (line 1) in column 1"),
        ("territory: mios\n", "territory: mios\n---\n", 4, "a second document begins here"),
    ],
)
def test_the_usual_slips_have_a_remedy(complaint, was, instead, line, said):
    message = complaint(was, instead)
    assert f"page.yaml, line {line}: " in message, message
    assert said in message, message


def test_an_unclosed_quotation_is_found_though_a_later_one_seems_to_close_it(complaint):
    message = complaint("source: me", "source: 'me\nrun: {hours: {'9-19': 2}}")
    assert "line 2: not valid YAML: the quotation mark ' that opens here" in message


def test_what_is_no_usual_slip_keeps_the_words_of_the_parser(complaint):
    message = complaint("0.5}}", "0.5}} and more")
    assert "page.yaml, line 10: not valid YAML: " in message


@pytest.mark.parametrize(
    "text",
    [
        'title: "Mios: l\'annexe"\n',
        "title: a {b} [c] d}\n",
        "week: [0,5]\n",
        "url: see http://example.org\n",
        "hours: {mon-fri: {'9-19': 2}}\n",
        "note: 'it''s: fine'\n",
        "a: {b: 1,\n   c: 2}\n",
        "ages: {62: 1, 65: 2}\n",
    ],
)
def test_what_is_right_is_read(tmp_path, text):
    (tmp_path / "page.yaml").write_text(text, encoding="utf-8")
    assert read(tmp_path / "page.yaml").data
