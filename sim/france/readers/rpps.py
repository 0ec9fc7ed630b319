"""The register of health professionals (RPPS, open extraction): GPs and where they practise. 800 MB,
streamed.

A doctor has a line for each place of work, and may have several for one place (degrees, functions): every
place counts once, of n places each is 1/n of the doctor. Hospitals, out-of-hours services and
teleconsultation are no primary care and are left out. There are no ages.
"""

import re
from typing import Final

import numpy as np
import pandas as pd

from sim.france.codes import commune_codes
from sim.france.facts import COLUMNS, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import day_in, lost, others
from sim.france.postal import address
from sim.france.tables import column_of, count, query, text_sql
from sim.schema.languages import Worded

HEADER: Final = {
    "doctor": "Identification nationale PP",
    "profession": "Code profession",
    "skill": "Code savoir-faire",
    "mode": "Code mode exercice",
    "sector": "Code secteur d'activité",
    "commune": "Code commune (coord. structure)",
    "postcode": "Code postal (coord. structure)",
    "city": "Libellé commune (coord. structure)",
    "company": "Raison sociale site",
    "sign": "Enseigne commerciale site",
    "place": "Identifiant technique de la structure",
}
DOCTOR: Final = "10"
GENERALIST: Final = ("SM26", "SM53", "SM54")
LIBERAL, SALARIED = "L", "S"
SECTORS: Final = ("SA05", "SA07", "SA08", "SA09", "SA52")  # health centres, practices, companies, MSP
REMOTE: Final = re.compile(
    r"T[EÉ]L[EÉ][ -]?(?:CONSULT|M[EÉ]DEC|SANT)|\b(?:LIVI|QARE|MEDADOM|HELLOCARE|TESSAN)\b", re.IGNORECASE
)
WHY: Final[dict[str, Worded]] = {
    "other": {
        "en": "another profession or another specialty",
        "fr": "autre profession ou autre spécialité",
    },
    "mode": {
        "en": "neither liberal nor salaried (locums, volunteers, retired)",
        "fr": "ni libéral ni salarié (remplaçants, bénévoles, retraités)",
    },
    "sector": {
        "en": "a hospital, an out-of-hours service or another place that is not primary care",
        "fr": "établissement de santé, permanence des soins ou autre lieu hors soins primaires",
    },
    "remote": {"en": "teleconsultation", "fr": "téléconsultation"},
    "nowhere": {"en": "no address", "fr": "sans adresse"},
    "again": {
        "en": "a place of the doctor that already has a line",
        "fr": "lieu d’exercice déjà lu pour ce médecin",
    },
}


def recognises(file: OpenFile) -> bool:
    return file.layout == "table" and file.has(
        *(HEADER[key] for key in ("doctor", "skill", "mode", "commune"))
    )


def read(file: OpenFile) -> Reading:
    lines = count(file)
    profession, skill = (text_sql(column_of(file, HEADER[key])) for key in ("profession", "skill"))
    skills = ", ".join(f"'{code}'" for code in GENERALIST)
    found = query(file, HEADER, where=f"{profession} = '{DOCTOR}' AND {skill} IN ({skills})")
    found["code"] = commune_codes(found["commune"])
    elsewhere = found["code"] == ""
    found.loc[elsewhere, "code"] = [
        address(postcode, city)
        for postcode, city in zip(found["postcode"][elsewhere], found["city"][elsewhere], strict=True)
    ]
    found["site"] = found["sign"].where(found["sign"] != "", found["company"])
    found["why"] = whys(found)
    table = shared(found[found["why"] == ""])
    losses = tuple(
        loss
        for why in ("mode", "sector", "remote", "nowhere", "again")
        for loss in lost(WHY[why], found.loc[found["why"] == why, "site"].tolist())
    )
    return Reading(
        READER.id,
        READER.shape,
        file.name,
        day_in(file.name),
        lines,
        len(table),
        table,
        others(lines - len(found), WHY["other"]) + losses,
    )


def whys(found: pd.DataFrame) -> "pd.Series[str]":
    """Why a line of a GP is not used; "" where it is."""
    said = found["company"] + " " + found["sign"]
    sector_kept = found["sector"].isin(SECTORS) | ((found["mode"] == LIBERAL) & (found["sector"] == ""))
    conditions = {
        "mode": ~found["mode"].isin((LIBERAL, SALARIED)),
        "sector": ~sector_kept,
        "remote": said.str.contains(REMOTE),
        "nowhere": found["code"] == "",
    }
    why = np.select([met.to_numpy(dtype=bool) for met in conditions.values()], list(conditions), default="")
    whys = pd.Series(why, index=found.index, dtype=str)
    kept = found[whys == ""]
    place = kept["place"].where(kept["place"] != "", kept["site"])
    again = pd.DataFrame({"doctor": kept["doctor"], "code": kept["code"], "place": place}).duplicated()
    whys[again.index[again]] = "again"
    return whys


def shared(kept: pd.DataFrame) -> pd.DataFrame:
    """The table of doctors: each place is as much of the doctor as any other of theirs."""
    table = kept.reset_index(drop=True)
    table["share"] = 1.0 / table.groupby("doctor")["code"].transform("size")
    table["salaried"] = (table["mode"] == SALARIED).astype("float64")
    table["mode"], table["age"] = "", np.nan
    return table[list(COLUMNS["doctors"])]


READER: Final = Reader(
    id="rpps",
    shape="doctors",
    gives=("code", "site", "share", "salaried"),
    title={
        "en": "Register of health professionals (RPPS), open extraction",
        "fr": "Annuaire Santé (RPPS), extraction en libre accès",
    },
    published={
        "en": "PS_LibreAcces_Personne_activite_….txt or ps-libreacces-personne-activite.txt, "
        "“Annuaire Santé”, data.gouv.fr or annuaire.sante.fr",
        "fr": "PS_LibreAcces_Personne_activite_….txt ou ps-libreacces-personne-activite.txt, "
        "« Annuaire Santé », data.gouv.fr ou annuaire.sante.fr",
    },
    recognises=recognises,
    read=read,
)
