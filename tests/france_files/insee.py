"""INSEE's files of people and of the Code officiel géographique."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.france.ages import OTHER_BANDS
from sim.france.facts import AGES
from sim.france.readers.ages_base_cc import BANDS

FIRST_YEAR_OF_BAND = (0, 15, 30, 45, 60, 75, 90)
PARIS = pd.DataFrame({"code": ["75056", "75101", "75102"], "people": [300.0, 100.0, 200.0]})


def table(path: Path, columns: Sequence[str], lines: Sequence[Sequence[object]], **how: str | bool) -> Path:
    """A table as INSEE writes it: `delimiter`, `encoding`, `quoted` (texts only)."""
    delimiter = str(how.get("delimiter", ";"))

    def cell(value: object) -> str:
        return f'"{value}"' if how.get("quoted") and isinstance(value, str) else str(value)

    text = "\r\n".join(delimiter.join(cell(value) for value in line) for line in [columns, *lines]) + "\r\n"
    path.write_bytes(text.encode(str(how.get("encoding", "utf-8"))))
    return path


def zipped(path: Path, *files: Path) -> Path:
    """An archive of files, which go into it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
            file.unlink()
    return path


def legal_populations(folder: Path, facts: pd.DataFrame) -> Path:
    """ensemble.zip, donnees_communes.csv in it; the code of the canton beside that of the commune."""
    header = ["REG", "Région", "DEP", "CODARR", "CODCAN", "CODCOM", "COM", "Commune", "PMUN", "PCAP", "PTOT"]
    lines = [
        [line.region, "", line.dep, 1, 12, code[2:], code, line.name_, int(line.population), 9, 0]
        for code, line in _lines(facts)
    ]
    file = table(folder / "donnees_communes.csv", header, lines, encoding="utf-8-sig")
    cantons = table(
        folder / "donnees_cantons.csv", ["REG", "DEP", "CODCAN", "PMUN", "PTOT"], [[75, 33, 1, 2, 3]]
    )
    return zipped(folder / "ensemble.zip", file, cantons)


def legal_populations_before(folder: Path, facts: pd.DataFrame) -> Path:
    """Communes.csv of older years, Latin-1: COM is the name, and the codes of Ain have lost their 0."""
    lines = [[code.removeprefix("0"), line.name_, int(line.population), 9, 0] for code, line in _lines(facts)]
    header = ["DEPCOM", "COM", "PMUN", "PCAP", "PTOT"]
    return table(folder / "Communes_2023.csv", header, lines, encoding="cp1252")


def melodi_populations(folder: Path, facts: pd.DataFrame, years: Sequence[int] = (2015, 2022, 2023)) -> Path:
    """DS_POPULATIONS_HISTORIQUES: several years, measures and sorts of territory; codes with their year."""
    header = ["GEO", "GEO_OBJECT", "FREQ", "POPREF_MEASURE", "TIME_PERIOD", "OBS_VALUE"]
    lines: list[list[object]] = [
        ["33284", "BV2022", "A", "PMUN", 2023, 99_999],
        ["33", "DEP", "A", "PMUN", 2023, 9],
    ]
    for year in years:
        column = "population" if year == max(years) else "population_before"
        for code, people in facts[column].dropna().items():
            lines.append([f"2025-COM-{code}", "COM", "A", "PMUN", year, int(people)])
            lines.append([f"2025-COM-{code}", "COM", "A", "PTOT", year, int(people) + 7])
    file = table(folder / "DS_POPULATIONS_HISTORIQUES_data.csv", header, lines, quoted=True)
    labels = table(
        folder / "DS_POPULATIONS_HISTORIQUES_metadata.csv", ["COD_VAR", "LIB_VAR"], [["GEO", "lieu"]]
    )
    return zipped(folder / "DS_POPULATIONS_HISTORIQUES_CSV_FR.zip", file, labels)


def base_cc(folder: Path, facts: pd.DataFrame, year: int = 2021) -> Path:
    """base-cc-evol-struct-pop as csv: decimals with a comma, men beside all, the arrondissements of Paris."""
    short = str(year)[2:]
    names = [f"P{short}_{band}" for band in BANDS]
    header = ["CODGEO", f"P{short}_POP", *names, *(name.replace("POP", "H") for name in names)]
    lines = [
        [
            code,
            f"{sum(people):.6f}".replace(".", ","),
            *(f"{value:.6f}".replace(".", ",") for value in people),
            *people,
        ]
        for code, people in _ages(facts)
    ]
    lines += [[code, people, people, *[0] * 13] for code, people in PARIS.itertuples(index=False)]
    file = table(folder / f"base-cc-evol-struct-pop-{year}.CSV", header, lines)
    meta = table(
        folder / f"meta_base-cc-evol-struct-pop-{year}.CSV", ["COD_VAR", "LIB_VAR"], [["CODGEO", "lieu"]]
    )
    return zipped(folder / f"base-cc-evol-struct-pop-{year}_csv.zip", file, meta)


def base_cc_workbook(folder: Path, facts: pd.DataFrame, year: int = 2021) -> Path:
    """The same as a workbook: a sheet of arrondissements, too; the header in line 6, codes as numbers."""
    short = str(year)[2:]
    header = ["CODGEO", "REG", f"P{short}_POP", *(f"P{short}_{band}" for band in BANDS)]
    blank = [""] * len(header)
    above = [
        ["Évolution et structure", *blank[1:]],
        blank,
        blank,
        blank,
        ["Code géographique", *blank[1:]],
        header,
    ]
    lines = [
        [int(code) if code.isdigit() else code, "75", sum(people), *people] for code, people in _ages(facts)
    ]
    path = folder / f"base-cc-evol-struct-pop-{year}.xlsx"
    with pd.ExcelWriter(path) as book:
        for name, rows in ((f"COM_{year}", lines), (f"ARM_{year}", [["75101", "11", 5, *[1] * 7]])):
            pd.DataFrame([*above, *rows]).to_excel(book, sheet_name=name, header=False, index=False)
    return path


def single_years(folder: Path, facts: pd.DataFrame, year: int = 2021, old: bool = False) -> Path:
    """TD_POP1B, or BTT_TD_POP1B.txt of older years in Latin-1: a band's people are of two ages in it."""
    header = ["NIVEAU" if old else "NIVGEO", "CODGEO", "LIBGEO", "SEXE", "AGED100", "NB"]
    lines: list[list[object]] = []
    for code, people in _ages(facts):
        for first, number in zip(FIRST_YEAR_OF_BAND, people, strict=True):
            for sex, age in ((1, first), (2, first + 9)):
                lines.append(["COM", code, facts["name"][code], sex, f"{age:03d}", number / 2])
    lines += [["ARM", code, "", 1, "030", people] for code, people in PARIS.itertuples(index=False)]
    if old:
        return table(folder / f"BTT_TD_POP1B_{year}.txt", header, lines, encoding="cp1252")
    return table(folder / f"TD_POP1B_{year}.csv", header, lines)


def melodi_ages(folder: Path, people: pd.DataFrame, year: int = 2023) -> Path:
    """DS_RP_POPULATION_PRINC: `people` by code in OTHER_BANDS; beside them what must not be counted: bassins
    de vie with the same codes, other years, men, totals, and what is not certain.
    """
    header = ["AGE", "GEO", "GEO_OBJECT", "RP_MEASURE", "SEX", "TIME_PERIOD", "OBS_STATUS", "OBS_VALUE"]
    lines: list[list[object]] = []
    for code, *numbers in people[list(OTHER_BANDS)].itertuples(name=None):
        for band, number in zip(OTHER_BANDS, numbers, strict=True):
            lines += [
                [band, code, "COM", "POP", "_T", year, "A", number],
                [band, code, "COM", "POP", "M", year, "A", number / 2],
                [band, code, "COM", "POP", "_T", year - 6, "A", number + 1],
                [band, code, "BV2022", "POP", "_T", year, "A", number + 1000],
            ]
        lines.append(["_T", code, "COM", "POP", "_T", year, "A", sum(numbers)])
        lines.append(["Y_LT15", code, "COM", "POP", "_T", year, "O", 0])
    return table(folder / f"DS_RP_POPULATION_PRINC_{year}_data.csv", header, lines, quoted=True)


def communes(folder: Path, facts: pd.DataFrame, year: int = 2026) -> Path:
    """v_commune: with commas, delegated communes among the others."""
    header = [
        "TYPECOM",
        "COM",
        "REG",
        "DEP",
        "CTCD",
        "ARR",
        "TNCC",
        "NCC",
        "NCCENR",
        "LIBELLE",
        "CAN",
        "COMPARENT",
    ]
    lines = [
        ["COM", code, line.region, line.dep, "", "", 0, "", "", f'"{line.name_}"', "", ""]
        for code, line in _lines(facts)
    ]
    lines.append(["COMD", "86231", "", "", "", "", 0, "", "", "Saint-Macoux", "", "86231"])
    return table(folder / f"v_commune_{year}.csv", header, lines, delimiter=",")


def intercommunalities(folder: Path, facts: pd.DataFrame, year: int = 2026) -> Path:
    """epci_au_01-01: a workbook in an archive, the header of its sheet in line 6."""
    header = ["CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP", "REG"]
    blank = [""] * len(header)
    lines = [
        [code, line.name_, line.epci, line.epci_name, line.dep, line.region] for code, line in _lines(facts)
    ]
    path = folder / f"epci_au_01-01-{year}.xlsx"
    with pd.ExcelWriter(path) as book:
        for name, rows in (("EPCI", []), ("Composition_communale", lines)):
            above = [["Intercommunalités", *blank[1:]], *[blank] * 4, header]
            pd.DataFrame([*above, *rows]).to_excel(book, sheet_name=name, header=False, index=False)
    return zipped(folder / f"epci_au_01-01-{year}.zip", path)


def _lines(facts: pd.DataFrame):
    """Code and line of each commune (its name is `name_`: a tuple of pandas may have no field `name`)."""
    named = facts.rename(columns={"name": "name_"})
    return zip(named.index, named.itertuples(index=False), strict=True)


def _ages(facts: pd.DataFrame):
    """Code and people by our seven bands."""
    return ((code, list(people)) for code, *people in facts[list(AGES)].itertuples(name=None))
