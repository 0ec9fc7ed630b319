"""A planner's YAML is data: what could be more is refused, with file and line."""

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import read


@pytest.fixture
def write(tmp_path):
    def _write(text):
        path = tmp_path / "page.yaml"
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    return _write


def test_values_are_those_of_yaml_1_2(write):
    page = read(
        write(
            "on: 2025-10-01\noff: yes\ntime: 9:30\ninsee: 01004\nwhole: 12\nminus: -3\nshare: "
            "0.5\nshort: .5\n"
            "big: 1e3\nempty:\nnothing: null\nyes: true\nquoted: '12'\nlist: [1, a, 2.0]\n"
        )
    )
    assert page.data == {
        "on": "2025-10-01",
        "off": "yes",
        "time": "9:30",
        "insee": "01004",
        "whole": 12,
        "minus": -3,
        "share": 0.5,
        "short": 0.5,
        "big": 1000.0,
        "empty": None,
        "nothing": None,
        "yes": True,
        "quoted": "12",
        "list": [1, "a", 2.0],
    }


def test_every_key_has_its_line(write):
    page = read(write("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n"))
    assert page.lines == {
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", "0"): 4,
        ("a", "c", "1"): 5,
        ("a", "c", "1", "d"): 5,
    }


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("title: x\nmeasures: {settle: {install: }\n", 2, "not valid YAML"),
        ("title: x\n\tsource: y\n", 2, "not valid YAML"),
        ("title: x\nrun:\n  end: 1\n  end: 2\n", 4, "run.end: given twice (first on line 3)"),
        ("title: x\ndefaults: [a]\n", 2, "key defaults: not allowed"),
        ("title: x\nhydra: {run: {dir: /}}\n", 2, "key hydra: not allowed"),
        ("a:\n  defaults: [x]\n", 2, "key a.defaults: not allowed"),
        ("a:\n  b: {_target_: os.system}\n", 2, "key a.b._target_: not allowed"),
        ("# @package _global_\ntitle: x\n", 1, "@package"),
        ("title: ${oc.env:HOME}\n", 1, "interpolations are not allowed"),
        ("a: [1, '${b}']\n", 1, "key a.1: '${b}': interpolations"),
        ("title: '???'\n", 1, "interpolations are not allowed"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
        ("a: !thing 3\n", 1, "tags"),
        ("a: &x {b: 1}\nc: *x\n", 2, "key c: anchors and aliases"),
        ("a: &x [*x]\n", 1, "anchors and aliases"),
        ("- a\n- b\n", 1, "a block of keys"),
        ("a.b: 1\n", 1, "a key must be a word"),
        ("measures@x: 1\n", 1, "a key must be a word"),
        ("? [a]\n: 1\n", 1, "a key must be a word"),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML"),
        ("!thing\na: 1\n", 1, "tags (!thing) are not allowed"),
        ('title: "A\\0b"\n', 1, "key title: holds the character U+0000"),
        ('a: ["A\\e[31mb"]\n', 1, "key a.0: holds the character U+001B"),
        ('"a\\0b": 1\n', 1, "a key must be a word, without U+0000"),
        (f"a:\n  {'{b: ' * 400}1{'}' * 400}\n", 2, "more than 32 deep"),
        (f"a:\n  {'[' * 5000}\n", 2, "more than 32 deep"),
        (f"a: {'[' * 100_000}\n", 1, "more than 32 deep"),  # a parser that follows it is ended by the system
        (f"a:\n  {'- ' * 100_000}1\n", 2, "more than 32 deep"),
        (f"a: 1\n{'k' * 100_000}: 1\n", 2, "not valid YAML"),
        (f"a: {{{'k' * 100_000}: 1}}\n", 1, "not valid YAML"),
    ],
)
def test_what_is_not_data_is_refused(write, text, line, said):
    with pytest.raises(ScenarioError) as error:
        read(write(text))
    message = str(error.value)
    assert f"page.yaml, line {line}" in message, message
    assert said in message


def test_titles_may_hold_what_looks_like_code(write):
    text = 'title: "NaN, 5 < 6, [b], {x} – Île\\nde Ré"\n'
    assert read(write(text)).data == {"title": "NaN, 5 < 6, [b], {x} – Île\nde Ré"}


def test_a_file_that_is_not_text(write):
    with pytest.raises(ScenarioError, match="not UTF-8"):
        read(write(b"title: caf\xe9\n"))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.yaml: cannot be read"):
        read(tmp_path / "none.yaml")


def test_an_empty_file_has_no_keys(write):
    assert read(write("# nothing yet\n")).data == {}


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_files_of_other_systems_are_read(write, line_end, mark):
    """A byte-order mark and the line ends of Windows or old Macs change nothing."""
    text = mark + "title: été\nmeasures:\n  a:\n    b: 2\n"
    page = read(write(text.replace("\n", line_end)))
    assert page.data == {"title": "été", "measures": {"a": {"b": 2}}}
    assert page.lines[("measures", "a", "b")] == 4
