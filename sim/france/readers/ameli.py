"""The directory of the Assurance maladie (Annuaire santé Ameli): liberal GPs under convention and their
addresses.

It has no identifier and no code of a commune: a doctor is a name, and stands with “postcode city” in place of
the code (``sim.france.postal``). Three codes of specialty say general practitioner.
"""

from typing import Final

import numpy as np
import pandas as pd

from sim.france.facts import COLUMNS, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import day_in, lost, others
from sim.france.postal import address, bare
from sim.france.queries import column_of, count, query, text_sql
from sim.schema.languages import Worded

HEADER: Final = {
    "family": "ps_activite_nom",
    "first": "ps_activite_prenom",
    "specialty": "specialite_code",
    "postcode": "coordonnees_code_postal",
    "city": "coordonnees_ville",
}
STREET, SITE, ACTIVITY = "coordonnees_voie", "ps_activite_raison_sociale", "activite_particuliere_libelle"
GENERALIST: Final = ("01", "1", "22", "23")
# Who practises these keeps no panel of patients (modes d'exercice particuliers).
PARTICULAR: Final = (
    "ACUPUNCT",
    "ALLERGO",
    "ANGEIO",
    "ANGIO",
    "HOMEO",
    "OSTEO",
    "MESOTHER",
    "ESTHET",
    "HYPNO",
)
OTHER: Final[Worded] = {"en": "another profession or specialty", "fr": "autre profession ou spécialité"}
NOWHERE: Final[Worded] = {"en": "no postcode or no city", "fr": "sans code postal ou sans ville"}
AGAIN: Final[Worded] = {
    "en": "an address of the doctor that already has a line",
    "fr": "adresse déjà lue pour ce médecin",
}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by its columns."""
    return file.layout == "table" and file.has(*HEADER.values())


def read(file: OpenFile) -> Reading:
    """Doctors, a line for each of their addresses. Raises SourceError."""
    lines = count(file)
    codes = ", ".join(f"'{code}'" for code in GENERALIST)
    optional = {name: name for name in (STREET, SITE, ACTIVITY) if file.has(name)}
    where = f"{text_sql(column_of(file, HEADER['specialty']))} IN ({codes})"
    found = query(file, {**HEADER, **optional}, where=where)
    empty = pd.Series("", index=found.index, dtype=str)
    found["code"] = [address(*said) for said in zip(found["postcode"], found["city"], strict=True)]
    found["who"] = found["family"].map(bare) + ", " + found["first"].map(bare)
    street, site, activity = (found.get(name, empty) for name in (STREET, SITE, ACTIVITY))
    found["site"] = site.where(site != "", street)
    particular = activity.map(bare).str.startswith(PARTICULAR)
    found["mode"] = pd.Series(np.where(particular, "particular", ""), index=found.index, dtype=str)
    nowhere = found["code"] == ""
    again = ~nowhere & found.assign(street=street)[["who", "code", "street"]].duplicated()
    table = found[~nowhere & ~again].reset_index(drop=True)
    table["share"] = 1.0 / table.groupby("who")["code"].transform("size")
    table["doctor"] = [f"ameli-{number}" for number in table.groupby("who").ngroup()]  # nobody's name
    table["age"], table["salaried"] = np.nan, 0.0
    return Reading(
        READER.id,
        READER.shape,
        file.name,
        day_in(file.name),
        lines,
        len(table),
        table[list(COLUMNS["doctors"])],
        others(lines - len(found), OTHER)
        + lost(NOWHERE, found.loc[nowhere, "city"].tolist())
        + lost(AGAIN, found.loc[again, "code"].tolist()),
    )


READER: Final = Reader(
    id="ameli",
    shape="doctors",
    gives=("code", "site", "share", "mode", "salaried"),
    title={
        "en": "Directory of the Assurance maladie: liberal GPs under convention",
        "fr": "Annuaire santé de l’Assurance maladie : généralistes libéraux conventionnés",
    },
    published={
        "en": "liste-ps-….csv, “Annuaire santé Ameli” on data.gouv.fr",
        "fr": "liste-ps-….csv, « Annuaire santé Ameli » sur data.gouv.fr",
    },
    recognises=recognises,
    read=read,
)
