"""Addresses in place of codes: “33380 MIOS”, as registers give them that know no codes of communes.

A reader writes such an address where the code should be; ``settled`` finds the commune by its name among
those of the postcode, where La Poste's base is there, else within the département of the postcode.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from sim.france.codes import department, parent
from sim.france.facts import COLUMNS, Reading
from sim.france.making import lost
from sim.schema.languages import Worded

_ADDRESS: Final = re.compile(r"(\d{5}) (.+)")
_MAIL: Final = re.compile(
    r"\b(?:CEDEX|CDX|ARRONDISSEMENT|ARRDT)\b|\b\d+\s?(?:ER|E|EME)?\b"
)  # parts of a city
_SHORT: Final = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "STES": "SAINTES"}
NOT_FOUND: Final[Worded] = {
    "en": "no commune of this name in the département of the postcode",
    "fr": "aucune commune de ce nom dans le département du code postal",
}
SEVERAL: Final[Worded] = {
    "en": "several communes of this name in the département of the postcode",
    "fr": "plusieurs communes de ce nom dans le département du code postal",
}


def address(postcode: str, city: str) -> str:
    """What stands for the code of a commune; "" where the postcode or the city is missing."""
    digits = re.search(r"(?<!\d)\d{4,5}(?!\d)", postcode)
    return f"{digits[0].zfill(5)} {city.strip()}" if digits and city.strip() else ""


def bare(name: str) -> str:
    """A commune's name as the post writes it: no accents, no signs, Saint in full, no CEDEX."""
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).upper()
    words = _MAIL.sub(" ", re.sub(r"[^A-Z0-9]+", " ", plain)).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def departments(postcode: str) -> tuple[str, ...]:
    """Those that a postcode may stand for."""
    if postcode.startswith("20"):
        return ("2A", "2B")
    return (department(postcode),)


def settled(reading: Reading, communes: pd.DataFrame, postcodes: pd.DataFrame | None = None) -> Reading:
    """The same with codes for addresses, where just one commune has the name; the others are lost.

    communes   code (the index) and name of each, of whatever day
    postcodes  with the columns of ``COLUMNS["postcodes"]``, where a file tells them. What is not among the
               communes of the postcode (that of a CEDEX has none) is looked for in the département; what is
               not there either (a hamlet, a commune that has merged) is the postcode's commune, where it has
               one alone
    """
    written = reading.table["code"]
    is_address = written.str.fullmatch(_ADDRESS)
    if not is_address.any():
        return reading
    by_name = _by_name(communes["name"])
    of_postcode = {} if postcodes is None else by_postcode(postcodes)
    codes = {said: _codes(said, by_name, of_postcode) for said in written[is_address].unique()}
    code = written.map(lambda said: codes[said][0] if len(codes.get(said, ())) == 1 else said)
    none = written.map(lambda said: said in codes and not codes[said])
    several = written.map(lambda said: len(codes.get(said, ())) > 1)
    kept = ~(none | several)
    losses = lost(NOT_FOUND, written[none].tolist()) + lost(SEVERAL, written[several].tolist())
    table = reading.table.assign(code=code)[kept].reset_index(drop=True)
    return replace(reading, table=table, used=len(table), losses=reading.losses + losses)


def _by_name(names: "pd.Series[str]") -> dict[tuple[str, str], set[str]]:
    """Communes by département and bare name."""
    found: dict[tuple[str, str], set[str]] = {}
    for code, name in zip(names.index, names, strict=True):
        found.setdefault((department(code), bare(name)), set()).add(code)
    return found


def by_postcode(postcodes: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The communes of each postcode; an arrondissement as its commune."""
    found: dict[str, dict[str, None]] = {}
    for code, postcode in postcodes[list(COLUMNS["postcodes"])].itertuples(index=False):
        found.setdefault(postcode, {})[parent(code)] = None
    return {postcode: tuple(sorted(codes)) for postcode, codes in found.items()}


def _codes(
    said: str,
    by_name: Mapping[tuple[str, str], Collection[str]],
    of_postcode: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """The communes that an address may stand for."""
    postcode, city = said.split(" ", 1)
    here = of_postcode.get(postcode, ())
    near = {department(code): None for code in here} or departments(postcode)
    named = tuple(code for dep in near for code in by_name.get((dep, bare(city)), ()))
    return tuple(code for code in named if code in here) or named or tuple(here if len(here) == 1 else ())
