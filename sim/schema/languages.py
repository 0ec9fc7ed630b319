"""Texts that people read: one for every language, or one for each."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

LANGUAGES: Final = ("en", "fr")
NO_BREAK: Final = "\u00a0"
NARROW: Final = "\u202f"  # no break either
BEFORE_UNITS: Final = re.compile(r" (?=[%€])")
FRENCH_WIDE: Final = re.compile(r" (?=[:»])|(?<=«) ")
FRENCH_NARROW: Final = re.compile(r"[ \u00a0](?=[;?!])")
FRENCH_THOUSANDS: Final = re.compile(r"(?<![\d,])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)")
Worded = str | dict[str, str]  # a text for every language, or texts by language; as it is written


class Message(NamedTuple):
    """What is said to people, before its language is known: a key of conf/words/messages.yaml and what is
    filled in (another message, too).
    """

    key: str
    values: Mapping[str, object] = {}


def in_language(text: Worded, lang: str) -> str:
    """The text in a language; where it is not written in it, that of the first it is written in."""
    return text if isinstance(text, str) else text.get(lang) or next(iter(text.values()))


def unbroken(text: str, lang: str) -> str:
    """The text with spaces at which no line breaks: before `%` and `€` in any language; in French, where a
    space belongs there, before `:`, inside « » and (narrow ones) before `;` `?` `!` and in thousands.
    """
    text = BEFORE_UNITS.sub(NO_BREAK, text)
    if lang != "fr":
        return text
    text = FRENCH_NARROW.sub(NARROW, FRENCH_WIDE.sub(NO_BREAK, text))
    return FRENCH_THOUSANDS.sub(lambda found: re.sub("[ \u00a0]", NARROW, found[0]), text)


def printed(text: Worded, lang: str) -> str:
    """The text in a language, as it is printed: `unbroken`."""
    return unbroken(in_language(text, lang), lang)


def texts_of(text: Worded) -> list[str]:
    """The text in each language that it is written in."""
    return [text] if isinstance(text, str) else list(text.values())


def fault_of(text: Any) -> tuple[str, str] | None:
    """What is wrong with what should be such a text: the key inside it ("": itself), and what; or None."""
    if isinstance(text, str):
        return None if text.strip() else ("", "is empty; write a text")
    if not isinstance(text, Mapping):
        said = "is missing" if text is None else f"“{text}” is no text"
        return "", f"{said}; write a text, or one for each language, {{en: …, fr: …}}"
    if not text:
        return "", "holds no text; write one for each language, {en: …, fr: …}"
    for lang, inner in text.items():
        if lang not in LANGUAGES:
            return str(lang), f"is no language we speak; write {' or '.join(LANGUAGES)}"
        if not isinstance(inner, str) or not inner.strip():
            empty = inner is None or not str(inner).strip()
            return lang, "is empty; write a text" if empty else f"“{inner}” is no text"
    return None
