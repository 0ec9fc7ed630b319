"""Fetches open files into a folder: streamed, resumed, checked, kept.

What is not complete lies in FOLDER/.download, beside what is known of each file that was fetched. It gets its
name only when it is whole and looks like what its name says: nothing half-written is taken for a file. A
file that somebody put there by hand is never touched.
"""

import gzip
import hashlib
import json
import re
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

import httpx

from sim.france.errors import SourceError
from sim.france.sources import Source, by_hand

ASIDE: Final = ".download"
WAITS: Final = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each try but the first
MOST_WAIT: Final = 60.0  # of what a server asks for
TIME_OUT: Final = httpx.Timeout(60.0, connect=20.0)  # of each step, not of the whole file
PIECE: Final = 1 << 18
PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)", re.IGNORECASE)
LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses that may pass
GONE: Final = frozenset({404, 410})

How = Literal["new", "there", "unchanged", "yours"]
Told = Callable[[int, int | None], None]  # bytes there, bytes in all where the server says


@dataclass(frozen=True)
class Kept:
    """What is known of what a server gave: of a file, or of the part of one."""

    url: str
    etag: str = ""
    last_modified: str = ""
    size: int | None = None

    @property
    def validator(self) -> str:
        """What proves that the rest belongs to the part; "" where nothing does."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class _Fault(Exception):
    """What went wrong; anew: what there is of the file is of no use."""

    def __init__(self, why: str, *, after: float = 0.0, anew: bool = False) -> None:
        super().__init__(why)
        self.after, self.anew = after, anew


class _Again(_Fault):
    """What may pass, after some seconds at least."""


class _Never(_Fault):
    """What another try would not mend."""


def client(time_out: httpx.Timeout = TIME_OUT) -> httpx.Client:
    """A client that follows redirects and asks for bytes as they are: a range of a compressed answer would be
    no range of the file.
    """
    headers = {"Accept-Encoding": "identity", "User-Agent": f"premier-recours/{version('premier-recours')}"}
    return httpx.Client(follow_redirects=True, timeout=time_out, headers=headers)


def fetch(
    source: Source,
    folder: Path,
    by: httpx.Client,
    *,
    refresh: bool = False,
    told: Told = lambda _done, _total: None,
    pause: Callable[[float], None] = time.sleep,
) -> How:
    """Has the file of `source` in `folder`, and says how it came there.

    `refresh` asks whether there is a newer one. Raises SourceError with file, address and remedy; what was
    there before is then there still.
    """
    if source.url is None:
        raise SourceError(
            f"{source.file}: it has no address to be fetched from; {by_hand(source, str(folder))}"
        )
    known = _ours(source, folder)
    if known is None and (folder / source.file).exists():
        return "yours"
    same = known if known is not None and known.url == source.url else None
    if same is not None and not refresh:
        return "there"
    (folder / ASIDE).mkdir(parents=True, exist_ok=True)
    for wait in (*WAITS, None):
        try:
            return _try(source, folder, by, same, told)
        except (_Again, httpx.TransportError) as error:
            if wait is None:
                raise _failed(source, folder, f"{_said(error)}; tried {len(WAITS) + 1} times") from None
            pause(max(wait, error.after) if isinstance(error, _Again) else wait)
        except (_Never, httpx.HTTPError, httpx.InvalidURL) as error:
            raise _failed(source, folder, _said(error)) from None
    raise AssertionError("the last try returns or raises")


def _try(source: Source, folder: Path, by: httpx.Client, same: Kept | None, told: Told) -> How:
    """One request for whatever is left of the file, which gets its name when it is whole."""
    part = folder / ASIDE / f"{source.file}.part"
    note = folder / ASIDE / f"{source.file}.part.json"
    begun = _read(note)
    there = part.stat().st_size if part.exists() else 0
    if begun is None or begun.url != source.url or not begun.validator:
        begun, there = None, 0
    try:
        with by.stream("GET", str(source.url), headers=_asked(begun, there, same)) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED and same is not None:
                return "unchanged"
            there = _begins_at(answer, begun, there)
            now = _kept(str(source.url), answer, there)
            _write(note, now)
            there = _stream(answer, part, there, now.size, told)
        if now.size is not None and there != now.size:
            raise _Again(f"ended after {there} of {now.size} bytes", anew=there > now.size)
        _check(part, source, there)
    except _Fault as error:
        if error.anew:
            part.unlink(missing_ok=True)
            note.unlink(missing_ok=True)
        raise
    part.replace(folder / source.file)
    _write(folder / ASIDE / f"{source.file}.json", Kept(now.url, now.etag, now.last_modified, there))
    note.unlink(missing_ok=True)
    return "new"


def _asked(begun: Kept | None, there: int, same: Kept | None) -> dict[str, str]:
    """The headers of a request: for the rest of a part, or for a file that is newer than ours."""
    if begun is not None and there:
        return {"Range": f"bytes={there}-", "If-Range": begun.validator}
    if same is not None and same.etag:
        return {"If-None-Match": same.etag}
    if same is not None and same.last_modified:
        return {"If-Modified-Since": same.last_modified}
    return {}


def _begins_at(answer: httpx.Response, begun: Kept | None, there: int) -> int:
    """The byte at which the answer begins: 0, or where our part ends. Raises for another answer."""
    status = answer.status_code
    if status == httpx.codes.OK:
        return 0
    if status == httpx.codes.PARTIAL_CONTENT and begun is not None:
        found = re.fullmatch(r"bytes (\d+)-\d+/(?:\d+|\*)", answer.headers.get("Content-Range", ""))
        same = answer.headers.get("ETag", begun.etag) == begun.etag
        if found and int(found[1]) == there and same:
            return there
    if status in (httpx.codes.PARTIAL_CONTENT, httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE):
        raise _Again("gave another part than the one that was missing", anew=True)
    why = f"answered {status} {answer.reason_phrase}".rstrip()
    if status in LATER:
        asked = answer.headers.get("Retry-After", "")
        raise _Again(why, after=min(float(asked), MOST_WAIT) if asked.isdecimal() else 0.0)
    raise _Never(f"{why}: it is no longer there" if status in GONE else why)


def _kept(url: str, answer: httpx.Response, there: int) -> Kept:
    length = answer.headers.get("Content-Length", "")
    size = there + int(length) if length.isdecimal() else None
    return Kept(url, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), size)


def _stream(answer: httpx.Response, part: Path, there: int, size: int | None, told: Told) -> int:
    """Writes what comes behind what is there; how much that is then."""
    with part.open("ab" if there else "wb") as out:
        told(there, size)
        for piece in answer.iter_bytes():  # as they come: what has come before a cut is kept
            out.write(piece)
            there += len(piece)
            told(there, size)
    return there


def _check(part: Path, source: Source, size: int) -> None:
    """Whether it is what it should be. Raises _Never, or _Again for what seems to be cut off."""
    with part.open("rb") as opened:
        if PAGE.match(opened.read(512)):
            raise _Never("gave a page of the web instead of the file: its address has changed", anew=True)
        if source.sha256 is not None:
            opened.seek(0)
            if hashlib.file_digest(opened, "sha256").hexdigest() != source.sha256:
                raise _Never("gave another file than the one expected (its SHA-256 differs)", anew=True)
    if not size:
        raise _Never("gave an empty file", anew=True)
    if source.size is not None and size != source.size:
        raise _Never(f"gave {size} bytes; the file should have {source.size}", anew=True)
    ending = Path(source.file).suffix.lower()
    if ending in (".zip", ".xlsx") and not zipfile.is_zipfile(part):
        raise _Again(f"gave what is no whole {ending} file", anew=True)
    if ending == ".gz":
        try:
            with gzip.open(part) as packed:
                while packed.read(PIECE):
                    pass
        except (OSError, EOFError, zlib.error):
            raise _Again("gave what is no whole .gz file", anew=True) from None


def _ours(source: Source, folder: Path) -> Kept | None:
    """What is known of the file, if it lies there as it was fetched."""
    known = _read(folder / ASIDE / f"{source.file}.json")
    target = folder / source.file
    there = known is not None and target.exists() and target.stat().st_size == known.size
    return known if there else None


def _read(note: Path) -> Kept | None:
    try:
        return Kept(**json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # none, or not one of ours: as if nothing were known
        return None


def _write(note: Path, kept: Kept) -> None:
    new = note.with_name(f"{note.name}.new")
    new.write_text(json.dumps(asdict(kept)), encoding="utf-8")
    new.replace(note)


def _said(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "gave nothing for too long"
    if isinstance(error, httpx.ConnectError):
        return f"cannot be reached ({error})"
    if isinstance(error, httpx.TransportError):
        return f"broke off ({error})"
    return str(error)


def _failed(source: Source, folder: Path, why: str) -> SourceError:
    return SourceError(f"{source.file}: {source.url} {why}; {by_hand(source, str(folder))}")
