"""What commands say beside their results (conf/words/messages.yaml), in the reader's language."""

from collections.abc import Mapping
from datetime import date

from sim.scenario.texts import Texts
from sim.schema.languages import Message, printed

TEXTS = Texts("messages")


def spoken(message: Message, lang: str) -> str:
    """A message in a language."""
    values = {key: _value(value, lang) for key, value in message.values.items()}
    return TEXTS.say(message.key, lang, **values)


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


def texts(name: str, lang: str) -> Mapping[str, str]:
    """The texts of a table of conf/words whose every entry is one, in a language."""
    return {key: printed(each, lang) for key, each in Texts(name).written.items()}
