"""Figures of the Assurance maladie by département (data.ameli.fr): patients of a GP, and GPs.

Patients are means for one GP. Département 999 is the total of a region, that of region 99 of France; NS:
secret.
"""

from typing import Final

import pandas as pd

from sim.france.codes import department_code
from sim.france.facts import Loss, Reader, Reading, Shape
from sim.france.files import OpenFile
from sim.france.making import lost, others
from sim.france.queries import column_of, count, query, text_sql
from sim.schema.languages import Worded

TERRITORY: Final = ("annee", "profession_sante", "region", "departement")
MT, SEEN = "nombre_patients_medecin_traitant", "nombre_patients_uniques"
NUMBER: Final = ("effectif", "libelle_sexe", "libelle_classe_age")
OLD: Final = 60  # years, from which a GP may soon retire
ALL, NATIONAL, COUNTRY = "999", "99", "FR"
OF_REGIONS: Final[Worded] = {"en": "the total of a region", "fr": "total régional"}
EARLIER: Final[Worded] = {"en": "of an earlier year", "fr": "d’une année antérieure"}
OTHER: Final[Worded] = {
    "en": "another profession, sex or age",
    "fr": "autre profession, sexe ou classe d’âge",
}
AGAIN: Final[Worded] = {
    "en": "a département that already has a line",
    "fr": "département déjà lu",
}
NO_CODE: Final[Worded] = {"en": "no code of a département", "fr": "sans code de département"}
SECRET: Final[Worded] = {"en": "the figure is secret (NS)", "fr": "chiffre soumis au secret (NS)"}
SHAPE: Final[Shape] = "departments"


def profession(names: "pd.Series[str]") -> str:
    """Of the professions that are general practice, the one that holds all who follow patients."""
    folded = {str(name): str(name).casefold() for name in names.unique()}
    generalists = [name for name, low in folded.items() if "généraliste" in low]
    for wanted in ("hors médecins à expertise", "ensemble", "médecins généralistes"):
        found = [name for name in generalists if wanted in folded[name]]
        if found:
            return min(found, key=len)
    return ""


def placed(table: pd.DataFrame, one: bool = True) -> tuple[pd.DataFrame, tuple[Loss, ...]]:
    """Lines of the latest year by département (or FR), and what is lost. one: the first line of each."""
    year = table["annee"].str[:4]
    late = year == max(year, default="")
    national = (table["departement"] == ALL) & (table["region"].str.lstrip("0") == NATIONAL)
    of_region = ~national & (table["departement"] == ALL)
    codes = table["departement"].map(department_code).mask(national, COUNTRY).mask(of_region, ALL)
    kept = table.assign(dep=codes, year=year)
    losses = lost(EARLIER, year[~late].tolist())
    losses += lost(OF_REGIONS, table["region"][late & of_region].tolist())
    losses += lost(NO_CODE, table["departement"][late & (codes == "")].tolist())
    kept = kept[late & ~of_region & (codes != "")]
    again = kept["dep"].duplicated() & one
    losses += lost(AGAIN, kept["dep"][again].tolist())
    return kept[~again].reset_index(drop=True), losses


def patients(file: OpenFile, reader: Reader, column: str, name: str) -> Reading:
    """A table of patients: the number of `column` under `name`."""
    lines = count(file)
    everything = query(file, (*TERRITORY, column), numbers=(column,))
    wanted = profession(everything["profession_sante"])
    mine = everything["profession_sante"] == wanted
    table, losses = placed(everything[mine])
    secret = table[column].isna()
    losses = lost(OTHER, everything.loc[~mine, "profession_sante"].tolist()) + losses
    losses += lost(SECRET, table["dep"][secret].tolist())
    kept = table[~secret].rename(columns={column: name})[["dep", name]].reset_index(drop=True)
    vintage = max(table["year"], default="")
    return Reading(reader.id, SHAPE, file.name, vintage, lines, len(kept), kept, losses)


def read_mt(file: OpenFile) -> Reading:
    """By département, patients of one GP as their médecin traitant, on average. Raises SourceError."""
    return patients(file, PATIENTS_MT, MT, "patients_mt")


def read_seen(file: OpenFile) -> Reading:
    """By département, patients whom one GP saw in the year, on average. Raises SourceError."""
    return patients(file, PATIENTS_SEEN, SEEN, "patients_seen")


def read_heads(file: OpenFile) -> Reading:
    """GPs, and those of 60 years and over, of both sexes."""
    lines = count(file)
    kind, sex = (text_sql(column_of(file, name)) for name in ("profession_sante", "libelle_sexe"))
    where = f"lower({kind}) LIKE '%généraliste%' AND lower({sex}) = 'tout sexe'"
    columns = (*TERRITORY, "libelle_classe_age", "effectif")
    found = query(file, columns, where=where, numbers=("effectif",))
    mine = found[found["profession_sante"] == profession(found["profession_sante"])]
    ages = mine["libelle_classe_age"].str.casefold()
    everybody = ages.str.startswith("tout")
    old = ages.str.extract(r"(\d+)")[0].astype("float64") >= OLD
    totals, losses = placed(mine[everybody])
    year = max(totals["year"], default="")
    by_age, old_losses = placed(mine[old], one=False)
    sums = by_age.groupby("dep")["effectif"].sum()
    table = pd.DataFrame({"dep": totals["dep"], "gps": totals["effectif"]})
    table["gps_60_up"] = table["dep"].map(sums)
    losses += old_losses + others(lines - int(everybody.sum() + old.sum()), OTHER)
    return Reading(HEADS.id, SHAPE, file.name, year, lines, len(totals) + len(by_age), table, losses)


def _words(en: str, fr: str) -> Worded:
    return {"en": en, "fr": fr}


PATIENTS_MT: Final = Reader(
    id="cnam_patients_mt",
    shape=SHAPE,
    gives=("patients_mt",),
    title=_words(
        "Patients who declared a GP as their médecin traitant, for one GP, by département",
        "Patientèle médecin traitant moyenne des généralistes, par département",
    ),
    published=_words(
        "patientele-medecintraitant-generalistes-annuelle.csv, data.ameli.fr",
        "patientele-medecintraitant-generalistes-annuelle.csv, data.ameli.fr",
    ),
    recognises=lambda file: file.layout == "table" and file.has(*TERRITORY, MT),
    read=read_mt,
)
PATIENTS_SEEN: Final = Reader(
    id="cnam_patients_seen",
    shape=SHAPE,
    gives=("patients_seen",),
    title=_words(
        "Patients seen in a year by one GP, by département",
        "File active moyenne des généralistes, par département",
    ),
    published=_words(
        "file-active-medgen-annuelle.csv, data.ameli.fr", "file-active-medgen-annuelle.csv, data.ameli.fr"
    ),
    recognises=lambda file: file.layout == "table" and file.has(*TERRITORY, SEEN),
    read=read_seen,
)
HEADS: Final = Reader(
    id="cnam_heads",
    shape=SHAPE,
    gives=("gps", "gps_60_up"),
    title=_words(
        "Liberal GPs by département and age",
        "Effectifs de généralistes libéraux par département et classe d’âge",
    ),
    published=_words(
        "demographie-effectifs-et-les-densites.csv, data.ameli.fr",
        "demographie-effectifs-et-les-densites.csv, data.ameli.fr",
    ),
    recognises=lambda file: file.layout == "table" and file.has(*TERRITORY, *NUMBER),
    read=read_heads,
)
