"""Which language readers are spoken to in: French or English. Messages of errors stay English."""

import os
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Final

import typer

OPTION: Final = "--lang"
VARIABLE: Final = "PREMIER_RECOURS_LANG"
LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set speaks, as in POSIX


def language(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """What is asked for, else what the variable says, else the locale: all but French is English.

    Raises typer.BadParameter for another language, whoever asks for it.
    """
    for value, where in ((asked, ""), (environment.get(VARIABLE), f"{VARIABLE}: ")):
        spoken = re.fullmatch(r"(fr|en)([-_.@].*)?", (value or "").lower())
        if spoken:
            return spoken[1]
        if value:
            raise typer.BadParameter(f"{where}“{value}” is no language we speak; write fr or en")
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    return "fr" if re.fullmatch(r"fr([-_.@].*)?", locale.lower()) else "en"


def of_help(words: Sequence[str]) -> str:
    """The language of the help texts, which are there before the command line is read; what it says wrong
    is told when it is.
    """
    asked = [word.partition("=")[2] for word in words if word.startswith(f"{OPTION}=")]
    asked += [after for word, after in pairwise(words) if word == OPTION]
    try:
        return language(asked[-1] if asked else None)
    except typer.BadParameter:
        return "en"


def _decided(asked: str) -> str:
    return language(asked or None)


Lang = Annotated[
    str,
    typer.Option(
        OPTION,
        metavar="fr|en",
        callback=_decided,
        show_default=False,
        help=f"the language of what is printed and written; else {VARIABLE}, else the locale",
    ),
]
