"""The page as a whole: self-contained, complete, the same every time, and honest about what is missing."""

import json
import math
import re
import resource
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from sim.outcomes.errors import StoreError
from sim.reports.figures.panels import Panel
from sim.reports.origin.assumptions import assumptions
from sim.reports.page import _data, write_page, write_summary
from sim.reports.reading.focus import focus_communes
from sim.reports.reading.runs import ReportError, read_runs
from sim.reports.words import words
from sim.reports.words.numbers import number
from sim.reports.words.words import languages, written
from sim.scenario.ledger import Entry
from tests.unit.reports import synthetic
from tests.unit.reports.conftest import Pair

COLUMN = "territory/mios/communes.csv:gps"
PROBABILITY = "measures.settle.install.probability"
LEDGER = [Entry(**entry) for entry in (
    {"key": PROBABILITY, "unit": "probability", "low": 0.3, "high": 1, "status": "assumed",
     "source": "a guess & <b>no more</b>", "note": "one in three in hard times"},
    {"key": "needs.rates.*.*", "unit": "a year", "low": 1, "high": 2, "status": "found", "source": "x"},
    {"key": COLUMN, "unit": "heads", "low": 0, "high": 9, "status": "computed", "source": "y"},
)]  # fmt: skip
LOADING = ("src", "href", "srcset", "poster", "action", "formaction", "data", "background", "cite", "ping")


class Page(HTMLParser):
    """Collects what a browser would load, the headings, and what stands on the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.styles = ""
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.loaded += [value or "" for name, value in attrs if name in LOADING]
        self._in_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles += data

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False


@pytest.fixture(scope="module")
def path(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page") / "deep" / "page.html"
    return write_page(pair.folders, pair.comparison, out, ledger=LEDGER)


@pytest.fixture(scope="module")
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_nothing_is_loaded_from_anywhere(text: str) -> None:
    page = Page(text)
    assert page.loaded and all(value.startswith("#") for value in page.loaded)
    assert "url(" not in page.styles and "@import" not in page.styles
    assert not [tag for tag, _ in page.tags if tag in ("link", "iframe", "img", "object", "embed", "base")]
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert policy is not None and policy.startswith("default-src 'none'")


def test_it_is_small_enough_and_holds_plotly_once(path: Path, text: str) -> None:
    assert path.stat().st_size < 8_000_000
    assert len(re.findall(r"plotly\.js v\d", text)) == 1


def test_the_same_runs_give_the_same_bytes(pair: Pair, text: str, tmp_path: Path) -> None:
    again = write_page(pair.folders, pair.comparison, tmp_path / "again.html", ledger=LEDGER)
    assert again.read_text(encoding="utf-8") == text


def test_every_part_is_there_and_every_figure_has_its_words(text: str) -> None:
    page = Page(text)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    parts = {"answers", "forest", "supply", "without-mt", "delays", "ends", "diversion", "volumes"}
    assert parts | {"measures", "assumptions", "provenance"} <= set(ids)
    assert [tag for tag, _ in page.tags].count("h1") == 1
    plots = [a for _, a in page.tags if a.get("class") == "plot"]
    scripts = [a["data-plot"] for tag, a in page.tags if tag == "script" and a.get("class") == "figure"]
    assert [plot["id"] for plot in plots] == scripts and len(plots) > 20
    assert all({plot["aria-labelledby"], plot["aria-describedby"]} <= set(ids) for plot in plots)
    links = [a["href"] for tag, a in page.tags if tag == "a"]
    assert links and all(link is not None and link[1:] in ids for link in links)


def test_words_come_from_runs_and_are_escaped(text: str) -> None:
    assert "<h1>Three doctors at Gisèle Halimi, against Mios as it is</h1>" in text
    assert "a guess &amp; &lt;b&gt;no more&lt;/b&gt;" in text
    assert "doctors 3; site gisele_halimi; by 2025-10-01; probability 0.95" in text
    for said in ("33284", "0123456789abcdef", "numpy 2.2", "run.replications=4"):
        assert said in text


def test_a_figure_is_json_whatever_a_title_holds() -> None:
    """NaN is null in JSON, and a name in “NaNterre”; no text ends or opens anything in the page."""
    title = 'NaNterre "NaN" \\ <!-- <script></script>'
    panel = Panel("x", title, "", {"data": [{"name": title, "y": [1.0, math.nan]}], "layout": {}})
    text = _data(panel, words("en"))
    assert "<" not in text
    assert json.loads(text)["data"] == [{"name": title, "y": [1.0, None]}]


def test_no_title_breaks_the_figures(tmp_path: Path) -> None:
    """What ends a script, what begins a comment in one and what is no number stay within their strings."""
    title = "A <!-- <script> </script> NaN \\ B"
    run = synthetic.write_run(tmp_path, title=title, replications=1, needs=50)
    text = write_page([run], pd.DataFrame(), tmp_path / "page.html").read_text(encoding="utf-8")
    figures = re.findall(r'<script type="application/json" class="figure"[^>]*>(.*?)</script>', text, re.S)
    assert len(figures) > 10 and not any("<" in figure for figure in figures)
    assert title in {trace.get("name") for figure in figures for trace in json.loads(figure)["data"]}


def test_the_page_is_french_for_who_asks(pair: Pair, tmp_path: Path) -> None:
    out = write_page(pair.folders, pair.comparison, tmp_path / "page.html", ledger=LEDGER, lang="fr")
    text = out.read_text(encoding="utf-8")
    assert '<html lang="fr">' in text
    assert "<h1>Trois médecins à Gisèle Halimi, comparé à Mios tel qu’il est</h1>" in text
    for said in (
        "<h2>Ce que cela change, en cinq réponses</h2>",
        "<h2>Soins non programmés</h2>",
        "des habitants de 17 ans et plus n’ont pas de médecin traitant au lieu de",
        "Intervalle à 95\u00a0%",
        "janv. 2027 – déc. 2027",
        "Des médecins s’installent",
    ):
        assert said in text, said


def test_one_run_has_a_page_without_comparison(pair: Pair, tmp_path: Path) -> None:
    for empty in (pair.comparison[:0], pd.DataFrame()):
        out = write_page(pair.folders[:1], empty, tmp_path / "one.html")
        text = out.read_text(encoding="utf-8")
        assert "4 replications; nothing is compared" in text and 'id="plot-without_mt-all"' in text
        assert "ledger was not given" in text and "premier-recours run scenario=mios_as_is" in text


def test_one_replication_gives_no_interval_and_says_so(tmp_path: Path) -> None:
    folders = [
        synthetic.write_run(tmp_path, replications=1),
        synthetic.write_run(tmp_path, "three", "Three doctors", doctors=3, replications=1),
    ]
    out = write_page(folders, synthetic.compare(folders), tmp_path / "page.html")
    text = out.read_text(encoding="utf-8")
    assert "perhaps chance alone" in text and "One replication only" in text
    assert "NaN" not in text.partition("plotly.js v")[0]


@pytest.mark.parametrize("missing", ["outcomes", "waits", "indicators", "events", "trace"])
def test_a_missing_table_is_a_note(pair: Pair, tmp_path: Path, missing: str) -> None:
    folders = []
    for folder in pair.folders:
        copy = Path(shutil.copytree(folder, tmp_path / folder.name))
        shutil.rmtree(copy / f"{missing}.parquet")
        folders.append(copy)
    out = write_page(folders, pair.comparison, tmp_path / "page.html")
    assert "Not in these runs" in out.read_text(encoding="utf-8")


def test_an_indicator_that_is_absent_is_a_note(tmp_path: Path) -> None:
    run = synthetic.write_run(tmp_path, replications=2, indicators=["gps", "delay_mean"], needs=50)
    text = write_page([run], pd.DataFrame(), tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Not in these runs: CMSI visits (Whole territory)." in text


def test_the_baseline_of_the_comparison_comes_first(pair: Pair, tmp_path: Path) -> None:
    out = write_page(pair.folders[::-1], pair.comparison, tmp_path / "page.html")
    assert "against Mios as it is</h1>" in out.read_text(encoding="utf-8")
    with pytest.raises(ReportError, match="mios_as_is-0, is not among"):
        write_page(pair.folders[1:], pair.comparison, tmp_path / "page.html")


def test_errors_say_what_is_wrong(pair: Pair, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is .*nowhere a run folder"):
        write_page([tmp_path / "nowhere"], pd.DataFrame(), tmp_path / "page.html")
    with pytest.raises(ReportError, match="no run folder was given"):
        write_page([], pd.DataFrame(), tmp_path / "page.html")
    with pytest.raises(ReportError, match="cannot be written"):
        write_page(pair.folders[:1], pd.DataFrame(), pair.folders[0] / "config.yaml" / "page.html")
    with pytest.raises(ValueError, match="no words for language 'xx'; there is: en, fr"):
        write_page(pair.folders[:1], pd.DataFrame(), tmp_path / "page.html", lang="xx")


def test_the_ledger_finds_its_values_in_the_configuration(pair: Pair) -> None:
    runs = read_runs(pair.folders, {})
    found = {line.entry.key: line for line in assumptions(LEDGER, runs, words("en"))}
    assert found[PROBABILITY].value == "0.95"
    assert found["needs.rates.*.*"].value == "1.9, 1.4, 1.2, 1.1, 1"
    assert found[COLUMN].value == "–"
    unknown = [key for key, line in found.items() if line.entry.status == "unknown"]
    assert len(unknown) == 5 and all(key.startswith("measures.") for key in unknown)  # none is left out
    assert [line.entry.status for line in found.values()][5:] == ["assumed", "computed", "found"]


def test_a_scenario_that_only_removes_a_measure_acts_where_that_was(pair: Pair) -> None:
    runs = read_runs(pair.folders, {})
    assert focus_communes(runs) == focus_communes(runs[::-1]) == ["33284"]


def test_languages_say_the_same_things_and_nothing_is_left_over() -> None:
    rooms = [Path(__file__).parents[3] / "sim" / name for name in ("reports", "cli")]
    sources = [f for room in rooms for f in room.rglob("*.*") if f.suffix in (".py", ".j2", ".js")]
    used = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    texts = written()["texts"]
    named = {key for key in texts if re.search(rf"""["']{key}["']""", used)}
    assert named == set(texts)
    said = set(re.findall(r"""said\.say\(\s*["'](\w+)["']""", used))
    assert len(said) > 80 and said <= set(texts)
    assert languages() == ["en", "fr"]
    for keys in written().values():
        assert [key for key, each in keys.items() if set(each) != {"en", "fr"}] == []


def test_languages_fill_in_the_same_values() -> None:
    for key, each in written()["texts"].items():
        english, french = (sorted(re.findall(r"{\w*}", each[lang])) for lang in ("en", "fr"))
        assert english == french, key


def test_french_is_set_as_french_is() -> None:
    french = words("fr")
    for key, text in french.texts.items():
        assert "'" not in text, f"{key}: write ’ in French"
        assert not re.search(r"[^\u00a0][:»]|[^\u202f][;!?]|\d%|«[^\u00a0]", text), (
            f"{key}: a space belongs there"
        )
        assert not re.search(r" [:;!?%»]|« ", text), f"{key}: that space does not break"
    assert number(-1234567.5, 1, french) == "−1\u202f234\u202f567,5"
    assert french.month(2030, 1) == "janv. 2030"


def test_a_page_that_does_not_fit_on_the_disk_leaves_the_old_one(pair: Pair, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("the page of yesterday", encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # bytes; the page has more
    try:
        with pytest.raises(
            ReportError, match=r"cannot be written \(File too large\).*`premier-recours report`"
        ):
            write_page(pair.folders, pair.comparison, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert out.read_text(encoding="utf-8") == "the page of yesterday"
    assert list(tmp_path.iterdir()) == [out]


def test_a_summary_has_what_a_mayor_takes_along(pair: Pair, tmp_path: Path) -> None:
    out = write_summary(pair.folders, pair.comparison, tmp_path / "sheet.html", ledger=LEDGER, lang="fr")
    page = Page(text := out.read_text(encoding="utf-8"))
    assert all(value.startswith("#") for value in page.loaded)
    assert [tag for tag, _ in page.tags].count("figure") == 2
    for said in (
        "Combien de médecins\u202f?",
        "Des médecins s’installent\u00a0: probabilité",
        "supposé",
        "run.replications=4",
    ):
        assert said in text, said
    assert "needs.rates" not in text.partition("<script")[0]  # what the scenario itself rests on, no more


def test_a_summary_is_of_one_scenario(sweep: Pair, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="not for 3 runs: name two"):
        write_summary(sweep.folders, sweep.comparison, tmp_path / "sheet.html")
    assert not (tmp_path / "sheet.html").exists()
