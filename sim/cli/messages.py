"""What commands say beside their results (conf/words/messages.yaml), in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from sim.schema.languages import Message

UNBREAKABLE: Final = re.compile(r" (?=[:;!?»])|(?<=«) ")


def spoken(message: Message, lang: str) -> str:
    """A message in a language."""
    values = {key: _value(value, lang) for key, value in message.values.items()}
    return UNBREAKABLE.sub("\u00a0", _written()[message.key][lang]).format(**values)


def say(key: str, lang: str, /, **values: object) -> str:
    """The message of that key with its values, in a language."""
    return spoken(Message(key, values), lang)


def _value(value: object, lang: str) -> object:
    if isinstance(value, Message):
        return spoken(value, lang)
    if isinstance(value, date) and lang == "fr":
        from babel.dates import format_date

        return format_date(value, "'1er' MMMM y" if value.day == 1 else "d MMMM y", locale=lang)
    return value


@cache
def _written() -> Mapping[str, Any]:
    from sim.scenario.reader import read
    from sim.scenario.sources import data_root

    return read(data_root() / "conf" / "words" / "messages.yaml").data


def texts(name: str, lang: str) -> Mapping[str, str]:
    """The texts of a table of conf/words whose every entry is one, in a language."""
    from sim.scenario.reader import read
    from sim.scenario.sources import data_root

    written = read(data_root() / "conf" / "words" / f"{name}.yaml").data
    return {key: each[lang] for key, each in written.items()}
