"""Texts that people read: one for every language, or one for each."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

LANGUAGES: Final = ("en", "fr")
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
