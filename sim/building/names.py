"""Communes and EPCIs as people write them: with or without accents, hyphens and capitals, Saint or St."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Final

import pandas as pd

from sim.france.postal import by_postcode
from sim.schema.nearest import some_of

LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
SHORT: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "ss": "sous"}
APART: Final = re.compile(r"[^a-z0-9]+")
WITH_DEP: Final = re.compile(r"(.+?)\s*\(\s*([0-9AB]{2,3})\s*\)", re.IGNORECASE)
# What the names of EPCIs begin with, which nobody writes.
KINDS: Final = re.compile(
    r"(communaute (de communes|d agglomeration|urbaine)|metropole)( (de|du|des|d))?( (la|l|les))? "
)
LIKE: Final = 0.6  # of how alike names are that are offered
MOST_OFFERED: Final = 6


def folded(name: str) -> str:
    """A name without what people write in different ways: “St Médard d’Eyrans” is “Saint-Médard-d'Eyrans”."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(LIGATURES))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(SHORT.get(word, word) for word in APART.split(bare) if word)


class Named:
    """Things with a code and a name, found by either; `names` by code. of_postcode: of communes, their codes
    by postcode, where a file tells them.
    """

    def __init__(
        self, names: Mapping[str, str], of_postcode: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.names = {code: name for code, name in names.items() if name}
        self.of_postcode = of_postcode or {}

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Codes by folded name."""
        found: dict[str, list[str]] = {}
        for code, name in self.names.items():
            found.setdefault(folded(name), []).append(code)
        return found

    def called(self, name: str) -> list[str]:
        """The codes of what is called so."""
        return self.by_name.get(folded(name), [])

    def ending(self, name: str) -> list[str]:
        """The codes of what is called so but for its beginning: “Grand Châtellerault” is the Communauté
        d'agglomération Grand Châtellerault.
        """
        wanted = f" {folded(name)}"
        return [
            code for whole, codes in self.by_name.items() if f" {whole}".endswith(wanted) for code in codes
        ]

    def label(self, code: str) -> str:
        """A name with its code, as messages offer it."""
        return f"{self.names.get(code, '')} ({code})".strip()

    def labels(self, codes: Iterable[str]) -> str:
        """Several of them, the first few."""
        return some_of([self.label(code) for code in codes], most=MOST_OFFERED)

    def near(self, name: str) -> str:
        """What may be meant by a name that nothing has; "" where nothing is near."""
        wanted = folded(name)
        short = {KINDS.sub("", whole): whole for whole in self.by_name}
        close = [short[each] for each in get_close_matches(wanted, short, n=MOST_OFFERED, cutoff=LIKE)]
        close = close or [whole for whole in self.by_name if wanted and wanted in whole]
        codes = [code for whole in close for code in self.by_name[whole]]
        return f"did you mean {self.labels(codes)}?" if codes else ""

    def near_code(self, code: str) -> str:
        """The same of a code: of those that begin like it (of EPCIs, those of a département)."""
        begins = (code[: len(code) // 2], code[:2])
        here = next(filter(None, ([e for e in self.names if e.startswith(begin)] for begin in begins)), [])
        close = get_close_matches(code, here, n=3, cutoff=LIKE)
        return f"did you mean {self.labels(close)}?" if close else ""


def communes_named(communes: pd.DataFrame, postcodes: pd.DataFrame | None = None) -> Named:
    """The communes of a table by code, and by postcode where these are told."""
    return Named(
        dict(zip(communes.index, communes["name"], strict=True)),
        None if postcodes is None else by_postcode(postcodes),
    )


def epcis_named(communes: pd.DataFrame) -> Named:
    """Their EPCIs."""
    some = communes.loc[communes["epci"] != "", ["epci", "epci_name"]].drop_duplicates("epci")
    return Named(dict(zip(some["epci"], some["epci_name"], strict=True)))
