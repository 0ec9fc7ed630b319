"""Objects of a large JSON, one after the other: nothing is held but the one that is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import ijson

from sim.france.errors import SourceError
from sim.france.files import AGAIN, OpenFile

BOM = b"\xef\xbb\xbf"


@contextmanager
def _bytes(file: OpenFile) -> Iterator[IO[bytes]]:
    """The file from its first character on, behind a BOM."""
    with file.path.open("rb") as stream:
        if stream.read(len(BOM)) != BOM:
            stream.seek(0)
        yield stream


def objects(file: OpenFile, place: str, called: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects at a place such as "features.item", numbered from 1.

    called: what one is called in messages. Raises SourceError where the JSON breaks off, has another thing
    than an object there, or none.
    """
    number = 0
    with _bytes(file) as stream:
        try:
            for number, found in enumerate(ijson.items(stream, place, use_float=True), 1):
                if not isinstance(found, dict):
                    raise SourceError(
                        f"{file.name}, {called} {number}: “{found}” is no object with keys; {AGAIN}"
                    )
                yield number, found
        except (ijson.JSONError, UnicodeDecodeError) as error:
            said = str(error).splitlines()[0]
            raise SourceError(
                f"{file.name}: the JSON is damaged or half downloaded, it breaks off after {called} {number}"
                f" ({said}); {AGAIN}"
            ) from None
    if not number:
        raise SourceError(f"{file.name}, {place}: there is no {called}; {AGAIN}")


def first(file: OpenFile, place: str) -> Any:
    """The first value at a place; None where there is none before the JSON ends or breaks off."""
    with _bytes(file) as stream:
        try:
            return next(iter(ijson.items(stream, place, use_float=True)), None)
        except (ijson.JSONError, UnicodeDecodeError):
            return None
