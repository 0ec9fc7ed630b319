"""Units of indicators: how each is written behind a number, in both languages."""

import math
from typing import Final, NamedTuple


class UnitText(NamedTuple):
    """A unit in one language: behind a number, and in narrow tables."""

    text: str
    short: str


class Unit(NamedTuple):
    """A unit by its id, which stands in the column ``unit`` of ``indicators.parquet``."""

    id: str
    en: UnitText
    fr: UnitText
    most: float = math.inf  # values in it cannot be larger

    def words(self, lang: str) -> UnitText:
        """The unit in a language. Raises KeyError for one that units are not written in."""
        return {"en": self.en, "fr": self.fr}[lang]


def _unit(
    id: str, fr: str, *, en: str = "", short: str = "", court: str = "", most: float = math.inf
) -> Unit:
    """``en`` is the id where it is not given; ``short`` (English) and ``court`` (French) the whole text."""
    return Unit(id, UnitText(en or id, short or en or id), UnitText(fr, court or fr), most)


UNITS: Final = {
    unit.id: unit
    for unit in (
        _unit("heads", "médecins généralistes", en="GPs", court="MG"),
        _unit("full-time GPs", "équivalents temps plein", short="FTE", court="ETP"),
        _unit("per 10,000 residents", "pour 10 000 habitants", short="/ 10,000", court="/ 10 000"),
        _unit(
            "consultations per resident and year", "consultations par habitant et par an",
            short="per head", court="par hab.",
        ),
        _unit("per resident and year", "par habitant et par an", short="per head", court="par hab."),
        _unit("patients per GP", "patients par médecin", short="per GP", court="par MG"),
        _unit("hours a week", "heures par semaine", short="h a week", court="h / sem."),
        _unit("%", "%", most=100.0),
        _unit("residents", "habitants", court="hab."),
        _unit("patients", "patients"),
        _unit("needs", "besoins"),
        _unit("consultations", "consultations", short="consult.", court="consult."),
        _unit("appointments", "rendez-vous", short="appoint.", court="RDV"),
        _unit("contacts", "contacts"),
        _unit("visits", "passages"),
        _unit("calls", "appels"),
        _unit("stays", "séjours"),
        _unit("minutes", "minutes", court="min"),
        _unit("hours", "heures"),
        _unit("days", "jours"),
        _unit("weeks", "semaines"),
        _unit("months", "mois"),
        _unit("Gini index", "indice de Gini", short="Gini", court="Gini"),
        _unit("€", "€"),
        _unit("€ per GP", "€ par médecin", short="€ / GP", court="€ / MG"),
        _unit("€ per need", "€ par besoin", short="€ / need", court="€ / besoin"),
        _unit("€ per visit", "€ par passage", short="€ / visit", court="€ / passage"),
    )
}  # fmt: skip
THOUSANDS: Final = "k"  # before a unit of euros


def unit_words(id: str, lang: str) -> UnitText:
    """The words of a unit, or of thousands of it (``k€ per GP``); one that is unknown is written as it is."""
    if id in UNITS:
        return UNITS[id].words(lang)
    whole = id.removeprefix(THOUSANDS)
    if whole != id and whole in UNITS:
        return UnitText(*(THOUSANDS + text for text in UNITS[whole].words(lang)))
    return UnitText(id, id)
