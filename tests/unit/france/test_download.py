"""Open files are fetched whole or not at all, whatever the server does; a failure says what to do.

The server is one of ours on this machine (``server``).
"""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from sim.france.download import ASIDE, WAITS, client, fetch
from sim.france.errors import SourceError
from sim.france.sources import Source
from tests.unit.france.server import TABLE, Act, Server, serving

OTHER = ("CODGEO;P23_POP\n" + "33051;11431\n" * 4100).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture(scope="module")
def quick() -> Iterator[httpx.Client]:
    with client(httpx.Timeout(0.4, connect=2.0)) as by:
        yield by


class Place(NamedTuple):
    """A server, a folder, and what is fetched from the one into the other."""

    server: Server
    folder: Path
    by: httpx.Client
    waits: list[float]

    def source(self, file: str = "base.csv", **more: object) -> Source:
        said = {
            "reader": "ages",
            "title": "Ages",
            "url": f"http://127.0.0.1:{self.server.server_port}/{file}",
            "file": file,
            "page": "https://www.insee.fr/fr/statistiques/8581696",
            "about_mb": 1,
            "licence": "Licence Ouverte 2.0",
        }
        return Source.model_validate(said | more)

    def fetch(self, source: Source | None = None, **more: object) -> str:
        return fetch(source or self.source(), self.folder, self.by, pause=self.waits.append, **more)

    @property
    def data(self) -> bytes:
        return (self.folder / "base.csv").read_bytes()

    @property
    def names(self) -> list[str]:
        """What a reader of the folder would find."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != ASIDE)


@pytest.fixture
def place(server: Server, quick: httpx.Client, tmp_path: Path) -> Place:
    return Place(server, tmp_path / "data", quick, [])


def zipped(name: str, text: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def test_a_file_is_fetched_once_and_kept(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"')]
    seen: list[tuple[int, int | None]] = []
    assert place.fetch(told=lambda done, total: seen.append((done, total))) == "new"
    assert place.data == TABLE
    assert seen[0] == (0, len(TABLE)) and seen[-1] == (len(TABLE), len(TABLE))
    assert place.fetch() == "there"
    assert len(place.server.asked) == 1
    assert place.server.asked[0]["Accept-Encoding"] == "identity"  # else a range would not be one of the file


def test_refresh_fetches_only_what_is_newer(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"'), Act(TABLE, etag='"a"'), Act(OTHER, etag='"b"')]
    place.fetch()
    assert place.fetch(refresh=True) == "unchanged"
    assert place.server.asked[1]["If-None-Match"] == '"a"'
    assert place.fetch(refresh=True) == "new"
    assert place.data == OTHER


def test_last_modified_serves_where_there_is_no_etag(place: Place):
    since = "Wed, 17 Dec 2025 08:50:56 GMT"
    place.server.acts = [Act(TABLE, headers=(("Last-Modified", since),)), Act(OTHER)]
    place.fetch()
    place.fetch(refresh=True)
    assert place.server.asked[1]["If-Modified-Since"] == since


def test_a_file_put_there_by_hand_is_never_touched(place: Place):
    place.folder.mkdir()
    (place.folder / "base.csv").write_bytes(b"mine")
    assert place.fetch() == place.fetch(refresh=True) == "yours"
    assert place.data == b"mine" and place.server.asked == []


def test_a_fetched_file_that_was_edited_is_the_persons(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"')]
    place.fetch()
    (place.folder / "base.csv").write_bytes(TABLE[:100])
    assert place.fetch(refresh=True) == "yours"
    assert place.data == TABLE[:100]


def test_what_was_cut_off_is_resumed(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"', sent=20000), Act(TABLE, etag='"a"')]
    assert place.fetch() == "new"
    assert place.data == TABLE
    assert place.server.asked[1]["Range"] == "bytes=20000-"
    assert place.server.asked[1]["If-Range"] == '"a"'
    assert place.waits == [WAITS[0]]


def test_a_second_command_resumes_what_the_first_left(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"', sent=9000), Act(status=404)]
    with pytest.raises(SourceError, match="404"):
        place.fetch()
    assert place.names == []
    place.server.acts = [Act(TABLE, etag='"a"')]
    place.fetch()
    assert place.data == TABLE
    assert place.server.asked[-1]["Range"] == "bytes=9000-"


@pytest.mark.parametrize("heeds", [True, False], ids=["the server heeds If-Range", "it does not"])
def test_a_file_that_changed_between_two_parts_is_fetched_anew(place: Place, heeds: bool):
    place.server.acts = [
        Act(TABLE, etag='"a"', sent=20000),
        Act(OTHER, etag='"b"', if_range=heeds),
        Act(OTHER, etag='"b"'),
    ]
    place.fetch()
    assert place.data == OTHER


def test_without_a_validator_nothing_is_resumed(place: Place):
    place.server.acts = [Act(TABLE, sent=20000), Act(TABLE)]
    place.fetch()
    assert place.data == TABLE
    assert "Range" not in place.server.asked[1]


def test_a_server_without_ranges_begins_again(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"', sent=20000), Act(TABLE, etag='"a"', ranges=False)]
    place.fetch()
    assert place.data == TABLE


def test_what_may_pass_is_tried_again_and_waits_as_long_as_asked(place: Place):
    busy = Act(b"busy", status=503, headers=(("Retry-After", "7"),))
    place.server.acts = [Act(b"", status=500), busy, Act(TABLE)]
    assert place.fetch() == "new"
    assert place.waits == [WAITS[0], 7.0]


def test_a_server_that_gives_nothing_is_left(place: Place):
    place.server.acts = [Act(TABLE, sleep=0.8), Act(TABLE)]
    assert place.fetch() == "new"
    assert place.waits == [WAITS[0]]


@pytest.mark.parametrize(
    ("act", "says", "tries"),
    [
        (Act(b"gone", status=404), r"answered 404 Not Found: it is no longer there", 1),
        (Act(b"no", status=403), r"answered 403 Forbidden", 1),
        (Act(b"no", status=500), r"answered 500 .*tried 6 times", 6),
        (Act(TABLE, sent=100), r"broke off .*tried 6 times", 6),
        (Act(b"\n<!DOCTYPE html><html>Sign in</html>"), r"gave a page of the web", 1),
        (Act(b""), r"gave an empty file", 1),
    ],
    ids=["404", "403", "500", "always cut", "a page", "empty"],
)
def test_a_failure_names_address_file_and_remedy(place: Place, act: Act, says: str, tries: int):
    place.server.acts = [act]
    with pytest.raises(SourceError, match=says) as caught:
        place.fetch()
    said = str(caught.value)
    assert said.startswith(f"base.csv: {place.source().url} ")
    page = "https://www.insee.fr/fr/statistiques/8581696"
    assert said.endswith(f"; download it by hand from {page} and put it into {place.folder}")
    assert "\n" not in said
    assert place.names == [] and len(place.server.asked) == tries


def test_nobody_there(place: Place):
    place.server.server_close()
    with pytest.raises(SourceError, match="cannot be reached"):
        place.fetch()


def test_a_wrong_length_is_no_file(place: Place):
    place.server.acts = [Act(TABLE, says=len(TABLE) - 500)]  # the server's word: shorter than what it gives
    with pytest.raises(
        SourceError, match=f"gave {len(TABLE) - 500} bytes; the file should have {len(TABLE)}"
    ):
        place.fetch(place.source(size=len(TABLE)))
    assert place.names == []


def test_a_checksum_is_held_to(place: Place):
    place.server.acts = [Act(TABLE)]
    right = hashlib.sha256(TABLE).hexdigest()
    with pytest.raises(SourceError, match="SHA-256 differs"):
        place.fetch(place.source(sha256="0" * 64))
    assert place.names == []
    assert place.fetch(place.source(sha256=right)) == "new"


ARCHIVES = [
    ("all.zip", zipped("communes.csv", TABLE)),
    ("contours.geojson.gz", gzip.compress(TABLE, mtime=0)),
]


@pytest.mark.parametrize(("file", "whole"), ARCHIVES)
def test_an_archive_cut_off_without_a_word_is_noticed(place: Place, file: str, whole: bytes):
    """A server that gives no length ends by closing: only the archive tells that its end is missing."""
    source = place.source(file)
    place.server.acts = [Act(whole[: len(whole) // 2], length=False), Act(whole, length=False)]
    assert place.fetch(source) == "new"
    assert (place.folder / file).read_bytes() == whole
    assert len(place.server.asked) == 2


def test_what_was_there_stays_when_the_newer_cannot_be_had(place: Place):
    place.server.acts = [Act(TABLE, etag='"a"'), Act(OTHER, etag='"b"', sent=50)]
    place.fetch()
    with pytest.raises(SourceError, match="broke off"):
        place.fetch(refresh=True)
    assert place.data == TABLE and place.names == ["base.csv"]


def test_links_of_a_catalogue_are_followed(place: Place):
    to = f"http://127.0.0.1:{place.server.server_port}/real"
    place.server.acts = [Act(b"", status=302, headers=(("Location", to),)), Act(TABLE)]
    assert place.fetch() == "new"
    assert place.data == TABLE


@pytest.mark.parametrize("spoilt", ["", "[]", '{"url": 1, "more": 2}'])
def test_a_spoilt_note_is_as_none(place: Place, spoilt: str):
    place.server.acts = [Act(TABLE, etag='"a"')]
    (place.folder / ASIDE).mkdir(parents=True)
    (place.folder / ASIDE / "base.csv.part").write_bytes(b"something else")
    (place.folder / ASIDE / "base.csv.part.json").write_text(spoilt)
    assert place.fetch() == "new"
    assert place.data == TABLE
    assert json.loads((place.folder / ASIDE / "base.csv.json").read_text())["etag"] == '"a"'
