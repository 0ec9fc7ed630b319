"""The register of health professionals (RPPS, open extraction): GPs and where they practise. 800 MB,
streamed.

A doctor has a line for each place of work, and may have several for one place (degrees, functions): every
place counts once, of n places each is 1/n of the doctor. Hospitals, out-of-hours services and
teleconsultation are no primary care and are left out. There are no ages.
"""

from typing import Final

import numpy as np
import pandas as pd

from sim.france.codes import commune_codes
from sim.france.facts import COLUMNS, Loss, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import day_in, lost, others
from sim.france.postal import address
from sim.france.queries import column_of, count, run, table_sql, text_sql
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
REMOTE: Final = r"T[EÉ]L[EÉ][ -]?(CONSULT|M[EÉ]DEC|SANT)|\b(LIVI|QARE|MEDADOM|HELLOCARE|TESSAN)\b"
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


LITTLE: Final = "160MB"  # lines are filtered as they come


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by its columns."""
    return file.layout == "table" and file.has(
        *(HEADER[key] for key in ("doctor", "skill", "mode", "commune"))
    )


def read(file: OpenFile) -> Reading:
    """GPs, a line for each of their places of work. Raises SourceError."""
    lines = count(file)
    found = run(file, sql(file), memory=LITTLE)
    unused = found[found["why"] != ""].set_index("why")
    kept = found[found["why"] == ""].reset_index(drop=True)
    kept["code"] = commune_codes(kept["commune"])
    elsewhere = kept["code"] == ""
    addresses = zip(kept["postcode"][elsewhere], kept["city"][elsewhere], strict=True)
    kept.loc[elsewhere, "code"] = [address(*said) for said in addresses]
    nowhere = kept["code"] == ""
    again = ~nowhere & kept[["doctor", "code", "place"]].duplicated()
    table = shared(kept[~nowhere & ~again])
    losses = others(lines - len(kept) - int(unused["lines"].sum()), WHY["other"])
    for why, line in unused.iterrows():
        losses += (Loss(WHY[str(why)], int(line["lines"]), (str(line["site"]),)),)
    losses += lost(WHY["nowhere"], kept.loc[nowhere, "site"].tolist())
    losses += lost(WHY["again"], kept.loc[again, "site"].tolist())
    return Reading(READER.id, READER.shape, file.name, day_in(file.name), lines, len(table), table, losses)


def sql(file: OpenFile) -> str:
    """The lines of GPs that count, and by reason how many do not: one pass, little of it in memory."""
    cell = {key: text_sql(column_of(file, name)) for key, name in HEADER.items()}
    skills, sectors = (", ".join(f"'{code}'" for code in codes) for codes in (GENERALIST, SECTORS))
    columns = ("doctor", "mode", "commune", "postcode", "city", "site", "place")
    return f"""
        WITH gps AS MATERIALIZED (
            SELECT {cell["doctor"]} AS doctor, {cell["mode"]} AS mode, {cell["commune"]} AS commune,
                {cell["postcode"]} AS postcode, {cell["city"]} AS city,
                left(coalesce(nullif({cell["sign"]}, ''), {cell["company"]}), 60) AS site,
                hash(coalesce(nullif({cell["place"]}, ''), site)) AS place, -- told apart, never shown
                CASE
                    WHEN mode NOT IN ('{LIBERAL}', '{SALARIED}') THEN 'mode'
                    WHEN {cell["sector"]} NOT IN ({sectors})
                        AND NOT (mode = '{LIBERAL}' AND {cell["sector"]} = '') THEN 'sector'
                    WHEN regexp_matches({cell["company"]} || ' ' || {cell["sign"]}, '{REMOTE}', 'i')
                        THEN 'remote'
                    ELSE '' END AS why
            FROM {table_sql(file)}
            WHERE {cell["profession"]} = '{DOCTOR}' AND {cell["skill"]} IN ({skills}))
        SELECT why, 1 AS lines, {", ".join(columns)} FROM gps WHERE why = ''
        UNION ALL
        SELECT why, count(*) AS lines, {", ".join(f"max({name})" for name in columns)}
        FROM gps WHERE why <> '' GROUP BY why"""


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
