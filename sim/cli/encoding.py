"""Standard output and standard error, whatever their encoding. Nothing heavy is imported."""

import codecs
import sys
import unicodedata
from typing import Final

SIGNS: Final = {
    "€": "EUR",
    "…": "...",
    "’": "'",
    "“": '"',
    "”": '"',
    "·": "-",
    "▲": "^",
    "▼": "v",
} | dict.fromkeys("–—−", "-")
LOSSY: Final = "nearest_letters"  # how codecs call it


def _nearest_letters(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, in letters that every encoding has: é → e, – → -, else a question mark."""
    assert isinstance(error, UnicodeEncodeError)
    lost = error.object[error.start : error.end]
    return "".join(SIGNS.get(sign) or _base(sign) for sign in lost), error.end


def _base(sign: str) -> str:
    letters = "".join(each for each in unicodedata.normalize("NFKD", sign) if ord(each) < 128)
    return letters or "?"


def never_fail_to_print() -> None:
    """Lets standard output and standard error write any text, whatever their encoding."""
    codecs.register_error(LOSSY, _nearest_letters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=LOSSY)
