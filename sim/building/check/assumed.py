"""What of a territory is assumed, by the entries of its origins.yaml."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sim.building.check.known import Known
from sim.building.check.record import Check, Figure, made
from sim.schema.languages import LANGUAGES, in_language

FEW: Final = 12  # that are listed
BASIC: Final = (":gps", ":population", ":lat", ":lon")  # columns without which nothing can be said


def assumed(known: Known) -> Iterator[Check]:
    """How many entries, which, and whether the doctors or the people are among them."""
    entries = known.origins
    if not entries:
        yield made("assumed", "look", text="assumed_none", todo="none")
        return
    found = [entry for entry in entries if entry.get("status") == "assumed"]
    basic = [entry for entry in found if any(part in str(entry["key"]) for part in BASIC)]
    yield made(
        "assumed",
        "look" if basic else "ok",
        value=float(len(found)),
        n=Figure(len(found)),
        of=Figure(len(entries)),
        which={lang: _listed(found, lang) for lang in LANGUAGES},
        basic={lang: _listed(basic, lang) for lang in LANGUAGES},
    )


def _listed(entries: list[Mapping[str, Any]], lang: str) -> str:
    shown = [f"{each['key']} ({_why(each, lang)})" for each in entries[:FEW]]
    return ", ".join([*shown, *(["…"] if len(entries) > FEW else [])]) or "–"


def _why(entry: Mapping[str, Any], lang: str) -> str:
    """What the entry says of itself, in short."""
    said = entry.get("note") or entry.get("source") or entry["key"]
    return in_language(said, lang)
