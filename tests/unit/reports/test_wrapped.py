"""Lines end at plain spaces, words are whole where there is room; where there is none rows stand singly."""

import io

import pytest
from rich.console import Console

from sim.reports.terminal.wrapped import print_table, print_text

LONG = "Les 100\u202f000 habitants, dont 95\u00a0% sans médecin généraliste aujourd’hui"
HEADS = ("clé", "ce que c’est", "n")


def printed(width: int, rows: list[list[str]], *, terminal: bool = True) -> list[str]:
    """The lines of a table at a width."""
    to = Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=None)
    print_table(to, HEADS, rows, right=(2,), whole=(0,))
    print_text(to, LONG)
    return to.file.getvalue().splitlines()  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [24, 30, 40, 60, 100])
def test_no_number_and_no_word_is_cut(width: int):
    lines = printed(width, [["mios_1", LONG, "100\u202f000"], ["b", "", ""]])
    text = " ".join(lines)
    for whole in ("100\u202f000", "95\u00a0%", "généraliste", "aujourd’hui", "mios_1"):
        assert whole in text, (whole, lines)
    assert all(len(line) <= width for line in lines)


def test_where_columns_do_not_fit_each_row_is_told_by_itself():
    lines = printed(22, [["a_key_that_is_not_cut", "rien", "12"]])
    assert lines[1:4] == ["a_key_that_is_not_cut", "  ce que c’est · rien", "  n · 12"]


def test_a_file_is_as_wide_as_it_takes():
    assert any("a_key_that_is_not_cut   rien" in line for line in printed(
        20, [["a_key_that_is_not_cut", "rien", "12"]], terminal=False
    ))  # fmt: skip
