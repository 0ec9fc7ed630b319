"""The history is kept, read back, shown, and written into the page without touching what stands around."""

import pytest

from benchmarks import history, page, plots, shown
from benchmarks.figures import FIGURES, GUARDED
from benchmarks.history import Line, Size, Value


def line(commit: str, sizes: tuple[Size, ...] = (), **figures: Value) -> Line:
    return Line(commit, "2026-01-01", "A processor", 2, 0.3, "short", {"numba": "1"}, figures, sizes)


FIRST = line("first", advance_ns=Value(700.0, 2.8), over_reference=Value(150.0))
SECOND = line("second", (Size(12000, 300.0),), advance_ns=Value(300.0, 2.1), sweep_s=Value(61.0, 0.5))


def test_what_is_kept_is_read_back(tmp_path):
    file = tmp_path / "history.jsonl"
    assert history.read(file) == []
    history.append(FIRST, file)
    history.append(SECOND, file)
    assert history.read(file) == [FIRST, SECOND]
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("text", ["no JSON", "{}", '{"figures": {}, "sizes": [], "commit": "x", "y": 1}'])
def test_a_broken_line_is_named(tmp_path, text):
    file = tmp_path / "history.jsonl"
    history.append(FIRST, file)
    with file.open("a", encoding="utf-8") as out:
        out.write(text + "\n")
    with pytest.raises(ValueError, match=r"history\.jsonl, line 2: not a run of the benchmarks"):
        history.read(file)


def test_the_shipped_history_can_be_read():
    for kept in history.read():
        assert set(kept.figures) <= set(FIGURES)


def test_a_run_of_now_knows_where_it_was_made():
    made = history.made_here("short", 0.0, {}, [])
    assert made.cores >= 1 and made.cpu and set(made.versions) == {"python", *history.VERSIONED}


def test_bounds_hold_on_their_side():
    assert FIGURES["advance_ns"].met(350.0) and not FIGURES["advance_ns"].met(350.1)
    assert FIGURES["over_reference"].met(200.0) and not FIGURES["over_reference"].met(199.9)
    assert FIGURES["build_s"].met(1.0) is None and FIGURES["advance_ns"].met(None) is None


def test_json_names_every_figure_with_its_last_value():
    rows = {row["id"]: row for row in shown.as_json([FIRST, SECOND])}
    assert set(rows) == set(FIGURES)
    assert all(list(row) == ["id", "figure", "value", "unit", "bound", "met"] for row in rows.values())
    assert (rows["advance_ns"]["value"], rows["advance_ns"]["met"]) == (300.0, True)
    assert (rows["over_reference"]["value"], rows["over_reference"]["met"]) == (150.0, False)
    assert (rows["france_gb"]["value"], rows["france_gb"]["met"]) == (None, None)


def test_a_change_is_told_of_the_ratio():
    (row,) = (row for row in shown.rows([FIRST, SECOND]) if row.figure.id == "advance_ns")
    assert shown.change(row) == "-25%"


def test_the_page_keeps_what_is_written_by_hand(tmp_path):
    file = tmp_path / "benchmarks.md"
    file.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n", encoding="utf-8")
    page.write([FIRST, SECOND], file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "\nold\n" not in text
    assert "| 300 ns | ≤ 350 ns | met | 2.1 | this run |" in text
    assert "| 150 × | ≥ 200 × | not met |  | 2026-01-01, first |" in text
    page.write([FIRST, SECOND], file)
    assert file.read_text(encoding="utf-8") == text


def test_a_page_without_its_marks_is_refused(tmp_path):
    file = tmp_path / "benchmarks.md"
    file.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(ValueError, match="must stand in it"):
        page.write([FIRST], file)
    page_of_ours = page.PAGE.read_text(encoding="utf-8")
    assert page_of_ours.count(page.BEGIN) == page_of_ours.count(page.END) == 1


def test_the_figures_hold_what_was_measured():
    drawn = plots.speed([FIRST, SECOND])["data"]
    assert [trace["name"] for trace in drawn[:-1]] == [name.removesuffix("_over_bare") for name in GUARDED]
    assert drawn[-1]["y"] == [700.0, 300.0]
    (points,) = plots.size([FIRST, SECOND])["data"]
    assert (points["x"], points["y"]) == ([12000], [300.0])
