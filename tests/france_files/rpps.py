"""The open extraction of the register of health professionals, and the directory of the Assurance maladie."""

from pathlib import Path

import pandas as pd

HEADER = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|"
    "Code profession|Libellé profession|Code catégorie professionnelle|"
    "Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire|"
    "Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|Numéro SIRET site|"
    "Numéro SIREN site|Numéro FINESS site|Numéro FINESS établissement juridique|"
    "Identifiant technique de la structure|Raison sociale site|Enseigne commerciale site|"
    "Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|"
    "Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|"
    "Code type de voie (coord. structure)|Libellé type de voie (coord. structure)|"
    "Libellé Voie (coord. structure)|Mention distribution (coord. structure)|"
    "Bureau cedex (coord. structure)|Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|Libellé pays (coord. structure)|"
    "Téléphone (coord. structure)|Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|Libellé Département (structure)|"
    "Ancien identifiant de la structure|Autorité d'enregistrement|Code secteur d'activité|"
    "Libellé secteur d'activité|Code section tableau pharmaciens|Libellé section tableau pharmaciens|"
    "Code rôle|Libellé rôle|Code genre activité|Libellé genre activité"
)
COLUMNS = HEADER.split("|")
PLACES = {name: place for place, name in enumerate(COLUMNS)}


def line(
    doctor: str,
    code: str,
    *,
    site: str = "CABINET",
    profession: str = "10",
    skill: str = "SM54",
    mode: str = "L",
    sector: str = "SA07",
    postcode: str = "",
    city: str = "",
) -> str:
    """One line of the register; the cells end in a bar, as the file's do."""
    cells = [""] * len(COLUMNS)
    said = {
        "Identification nationale PP": doctor,
        "Code profession": profession,
        "Code savoir-faire": skill,
        "Code mode exercice": mode,
        "Code secteur d'activité": sector,
        "Code commune (coord. structure)": code,
        "Code postal (coord. structure)": postcode,
        "Libellé commune (coord. structure)": city,
        "Raison sociale site": site,
        "Identifiant technique de la structure": f"R{doctor[-3:]}{code}{site[:3]}",
        "Nom d'exercice": 'DU "PUY',  # there are no quotes in this file, only letters
    }
    for column, cell in said.items():
        cells[PLACES[column]] = cell
    return "|".join(cells) + "|"


def rpps(folder: Path, doctors: pd.DataFrame, capital: bool = False) -> Path:
    """Doctors (doctor, code, site, salaried) with a BOM. Beside each line: a nurse, a cardiologist, and for
    every doctor the first place once more (a second degree), a hospital, the out-of-hours service, a
    teleconsultation, a locum's line and one without address. capital: “coord. Structure”, as some extractions
    write it.
    """
    header = HEADER + "|"
    lines = [header.replace("(coord. structure)", "(coord. Structure)") if capital else header]
    seen: set[str] = set()
    for row in doctors.itertuples():
        mode, sector = ("S", "SA05") if row.salaried else ("L", "SA08")
        lines.append(line(row.doctor, row.code, site=row.site, mode=mode, sector=sector))
        lines.append(line("9" + row.doctor, row.code, profession="60", skill=""))
        lines.append(line("8" + row.doctor, row.code, skill="SM04"))
        if row.doctor in seen:
            continue
        seen.add(row.doctor)
        lines += [
            line(row.doctor, row.code, site=row.site, skill="SM26", mode=mode, sector=sector),
            line(row.doctor, "33063", site="CHU DE BORDEAUX", mode="S", sector="SA01"),
            line(row.doctor, "33063", site="MAISON MEDICALE DE GARDE", sector="SA50"),
            line(row.doctor, "75108", site="PLATEFORME DE TELECONSULTATION", mode="S", sector="SA05"),
            line(row.doctor, "33063", site="CABINET", mode="R"),
            line(row.doctor, "", site="SANS ADRESSE"),
        ]
    path = folder / "PS_LibreAcces_Personne_activite_202609230000.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


AMELI = (
    "ps_activite_nom;ps_activite_prenom;ps_activite_civilite;ps_activite_raison_sociale;specialite_code;"
    "specialite_libelle;type_ps_code;type_ps_libelle;coordonnees_voie;coordonnees_complement;coordonnees_lieu_dit;"
    "coordonnees_code_postal;coordonnees_ville;coordonnees_num_tel;secteur_conventionnel_code;"
    "secteur_conventionnel_libelle;nature_exercice_code;nature_exercice_libelle;activite_particuliere_code;"
    "activite_particuliere_libelle"
)


def ameli(folder: Path, doctors: pd.DataFrame) -> Path:
    """Doctors (family, postcode, city, mode) by their names; beside each a cardiologist, the same line once
    more, and at the end one without a city.
    """
    lines = [AMELI]

    def add(family: str, specialty: str, postcode: str, city: str, particular: str) -> None:
        lines.append(
            f"{family};ANNE;Mme;;{specialty};Médecin généraliste;1;Médecins;1 RUE DE L'ÉGLISE;;;{postcode};"
            f"{city};0556000000;1;Secteur 1 ou conventionné;01;Libéral intégral;;{particular}"
        )

    for place, row in enumerate(doctors.itertuples()):
        particular = "Acupuncture" if row.mode == "particular" else ""
        add(row.family, ("01", "22", "23")[place % 3], row.postcode, row.city, particular)
        add(row.family, ("01", "22", "23")[place % 3], row.postcode, row.city, particular)
        add(row.family, "03", row.postcode, row.city, "")
    add("SANSVILLE", "01", "33380", "", "")
    path = folder / "liste-ps-20260105-023058.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path
