"""`territory download`: our list can be read, the user's is laid over it, one failure spoils nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli.download_commands import download_files, open_files
from sim.france.errors import SourceError
from sim.france.readers import READERS
from sim.france.sources import Source, chosen
from tests.unit.france.server import TABLE, Act, Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


def own(tmp_path: Path, text: str) -> Path:
    """A user's folder whose list of sources is `text`."""
    (tmp_path / "mine/france").mkdir(parents=True)
    (tmp_path / "mine/france/sources.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "mine"


def test_our_list_tells_what_a_person_needs():
    sources = open_files(None)
    files = [source.file for source in sources.values()]
    assert len(set(files)) == len(files), "two files of one name would be one file"
    open_ones = ("Licence Ouverte", "ODbL")
    assert all(any(name in source.licence for name in open_ones) for source in sources.values())
    fetched = chosen(sources, ())
    assert {"populations", "bpe"} <= set(fetched), "the least that a territory is built from"
    assert sum(source.about_mb for source in fetched.values()) < 500, "what is large is asked for by name"


def test_the_users_list_is_laid_over_ours(tmp_path: Path):
    text = """
bpe: {url: "https://example.org/DS_BPE_2026.zip", file: DS_BPE_2026.zip}
roads:
  {reader: travel, title: Minutes by road, url: "https://example.org/minutes.csv", file: minutes.csv,
  page: "https://example.org", about_mb: 3, licence: ours}
"""
    ours, sources = open_files(None), open_files(own(tmp_path, text))
    assert sources["bpe"].url == "https://example.org/DS_BPE_2026.zip"
    assert sources["bpe"].page == ours["bpe"].page
    assert sources["roads"].fetched
    assert {name: source for name, source in sources.items() if name not in ("bpe", "roads")} == {
        name: source for name, source in ours.items() if name != "bpe"
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("bpe: {url: ftp://example.org/x}", r"mine/france/sources.yaml: key bpe.url: .*write https://"),
        ("bep: {url: https://example.org/x}", r"key bep.*missing.*did you mean bpe"),
        ("bpe: {file: ../bpe.zip}", r"key bpe.file: .*no name of a file"),
        ("bpe: {sha256: abc}", r"key bpe.sha256: .*64 hexadecimal digits"),
        ("bpe: {colour: red}", r"key bpe.colour"),
        ("bpe: https://example.org/x", r"key bpe: should be a block of keys"),
    ],
)
def test_what_is_wrong_in_it_is_told(tmp_path: Path, text: str, says: str):
    with pytest.raises(SourceError, match=says):
        open_files(own(tmp_path, text))


def test_an_unknown_name_is_offered_another():
    sources = open_files(None)
    with pytest.raises(SourceError, match=r"--only population: .*did you mean populations"):
        chosen(sources, ("population",))
    with pytest.raises(SourceError, match=r"--only zoning: it has no address; download it by hand from http"):
        chosen(sources, ("zoning",))


def only_ours(server: Server, names: tuple[str, ...]) -> dict[str, Source]:
    said = {"reader": "x", "page": "https://example.org", "about_mb": 1, "licence": "x"}
    base = f"http://127.0.0.1:{server.server_port}"
    return {
        name: Source.model_validate(
            said | {"title": {"en": name, "fr": name}, "file": f"{name}.csv", "url": f"{base}/{name}"}
        )
        for name in names
    }


def test_one_failure_does_not_keep_the_others(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    sources = only_ours(server, ("one", "two", "three"))
    monkeypatch.setattr("sim.cli.download_commands.open_files", lambda _own: sources)
    server.acts = [Act(TABLE), Act(status=404), Act(TABLE)]
    status = download_files(tmp_path / "data", None, (), refresh=False, as_json=True, lang="fr")
    out, err = capfd.readouterr()
    assert status == 2
    assert [(row["name"], row["how"]) for row in json.loads(out)] == [
        ("one", "new"),
        ("two", "failed"),
        ("three", "new"),
    ]
    assert "one.csv : téléchargé" in err.replace("\u00a0", " ")
    assert "two.csv" in err and "404" in err and "https://example.org" in err
    assert sorted(path.name for path in (tmp_path / "data").glob("*.csv")) == ["one.csv", "three.csv"]


def test_every_reader_of_published_files_has_a_source_and_the_other_way_round():
    """But for files that nobody publishes: one's own matrix of travel times, the table of the tests."""
    theirs = {source.reader for source in open_files(None).values()}
    ours = {reader.id for reader in READERS}
    assert theirs == ours - {"travel", "wide"}
