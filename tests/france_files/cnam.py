"""Figures of data.ameli.fr by département."""

from pathlib import Path

import pandas as pd

GENERAL = "Médecins généralistes (hors médecins à expertise particulière - MEP)"
TERRITORY = "annee;profession_sante;region;libelle_region;departement;libelle_departement"
PATIENTS = {
    "patients_mt": (
        "patientele-medecintraitant-generalistes-annuelle.csv",
        "nombre_patients_medecin_traitant",
    ),
    "patients_seen": ("file-active-medgen-annuelle.csv", "nombre_patients_uniques"),
}


def patients(folder: Path, departments: pd.DataFrame, name: str, year: str = "2024") -> Path:
    """Means for one GP (dep, `name`); a total of a region, a secret figure, another profession, the year
    before.
    """
    file, column = PATIENTS[name]
    lines = [f"{TERRITORY};{column};taux_evolution_annuel"]
    for row in departments.to_dict("records"):
        national = row["dep"] == "FR"
        where = "99;FRANCE;999;FRANCE" if national else f"75;Nouvelle-Aquitaine;{row['dep']};Département"
        value = f"{row[name]:,.0f}".replace(",", "\u00a0")
        lines.append(f"{year};{GENERAL};{where};{value};1,2")
        lines.append(f"{int(year) - 1};{GENERAL};{where};{row[name] + 50:.0f};1,2")
        lines.append(f"{year};Cardiologues;{where};321;0,2")
    lines.append(f"{year};{GENERAL};75;Nouvelle-Aquitaine;999;Tout département;1005;1,0")
    lines.append(f"{year};{GENERAL};6;Mayotte;976;Mayotte;NS;NS")
    path = folder / file
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def numbers(folder: Path, departments: pd.DataFrame, year: str = "2024") -> Path:
    """GPs by age (dep, gps, gps_60_up), of both sexes and of one; other professions."""
    lines = [
        "annee;profession_sante;region;libelle_region;departement;libelle_departement;classe_age;"
        "libelle_classe_age;libelle_sexe;effectif;densite"
    ]
    for row in departments.to_dict("records"):
        where = (
            "99;FRANCE;999;FRANCE"
            if row["dep"] == "FR"
            else f"75;Nouvelle-Aquitaine;{row['dep']};Département"
        )
        old = row["gps_60_up"]
        ages = {
            "Tout âge": row["gps"],
            "Moins de 30 ans": 1,
            "de 45 à 49 ans": row["gps"] - old - 1,
            "de 60 à 64 ans": old - 2,
            "65 ans et plus": 2,
        }
        for period, more in ((year, 0), (str(int(year) - 1), 9)):
            for age, value in ages.items():
                for sex in ("tout sexe", "femmes"):
                    for kind in (GENERAL, "Cardiologues"):
                        head = f"{period}-12-31;{kind};{where};x;{age};{sex}"
                        lines.append(f"{head};{value + more:.0f};70,1")
    path = folder / "demographie-effectifs-et-les-densites.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path
