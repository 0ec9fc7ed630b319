"""What INSEE's files say, whatever their layout and vintage: the same as the table of all communes."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.france.ages import ASSUMED, OTHER_BANDS
from sim.france.detect import detect
from sim.france.errors import SourceError
from sim.france.facts import AGES, COLUMNS, Reading
from sim.france.files import opened
from sim.france.join import join
from sim.france.readers import READERS
from tests.france import official_samples
from tests.france_files import insee
from tests.france_files.facts import facts

# Bassin d’Arcachon Sud, Ajaccio, La Réunion, Châtellerault
AROUND = ("243300563", "242010056", "249740093", "248600413")


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    """Communes of all sorts, one whose code begins with 0 among them."""
    of = facts(*AROUND)
    ain = of.loc[["33529"]].rename(index={"33529": "01004"}).assign(dep="01", region="84", name="Ambérieu")
    return pd.concat([of, ain])


def read(folder: Path) -> Reading:
    """What the one known file of a folder says."""
    with opened(folder) as found:
        (reading,) = detect(found, READERS).readings()
    assert set(reading.table.columns) <= set(COLUMNS[reading.shape])
    assert reading.lines == reading.used + sum(loss.lines for loss in reading.losses)
    return reading


Maker = Callable[[Path, pd.DataFrame], Path]
LEGAL = ("name", "dep", "region", "population")


@pytest.mark.parametrize(
    ("maker", "reader", "columns", "vintage"),
    [
        (insee.legal_populations, "populations", LEGAL, "2023"),
        (insee.legal_populations_before, "populations", ("name", "population"), "2023"),
        (insee.melodi_populations, "populations_melodi", ("population", "population_before"), "2023"),
        (insee.base_cc, "ages_base_cc", AGES, "2021"),
        (insee.base_cc_workbook, "ages_base_cc", AGES, "2021"),
        (insee.single_years, "ages_pop1b", AGES, "2021"),
        (insee.communes, "cog_communes", ("name", "dep", "region"), "2026"),
        (insee.intercommunalities, "epci", ("name", "dep", "region", "epci", "epci_name"), "2026"),
    ],
)
def test_a_file_says_what_the_table_of_all_communes_says(
    tmp_path: Path, known: pd.DataFrame, maker: Maker, reader: str, columns: tuple[str, ...], vintage: str
) -> None:
    maker(tmp_path, known)
    reading = read(tmp_path)
    assert (reading.reader, reading.vintage) == (reader, vintage)
    said = reading.table.set_index("code").drop(index=["75101", "75102", "75056"], errors="ignore")
    pd.testing.assert_frame_equal(
        said.sort_index()[list(columns)],
        known.sort_index()[list(columns)],
        check_dtype=False,
        check_names=False,
    )


def test_legal_populations_without_a_year_are_taken_for_the_latest_and_say_so(
    tmp_path: Path, known: pd.DataFrame
) -> None:
    made = insee.legal_populations(tmp_path, known)
    assert read(tmp_path).assumed
    made.rename(tmp_path / "ensemble_2022.zip")
    reading = read(tmp_path)
    assert (reading.vintage, reading.assumed) == ("2022", ())


def test_ages_of_older_years_in_latin_1(tmp_path: Path, known: pd.DataFrame) -> None:
    insee.single_years(tmp_path, known, 2016, old=True)
    reading = read(tmp_path)
    assert reading.vintage == "2016"
    said = reading.table.set_index("code").loc["33529", list(AGES)]
    assert said.tolist() == pytest.approx(known.loc["33529", list(AGES)].tolist())


def test_arrondissements_are_not_counted_beside_their_commune(tmp_path: Path, known: pd.DataFrame) -> None:
    insee.base_cc(tmp_path, known)
    reading = read(tmp_path)
    paris = reading.table[reading.table["code"].str.startswith("75")]
    assert paris[["code", "population"]].values.tolist() == [["75056", 300.0]]
    assert [(loss.lines, loss.examples) for loss in reading.losses] == [(2, ("75101", "75102"))]


def test_growth_is_taken_over_about_eight_years_and_never_fewer_than_five(
    tmp_path: Path, known: pd.DataFrame
) -> None:
    insee.melodi_populations(tmp_path, known)
    assert set(read(tmp_path).table["population_years"]) == {8.0}
    insee.melodi_populations(tmp_path, known, years=(2020, 2023))
    assert "population_before" not in read(tmp_path).table


def other_bands(known: pd.DataFrame) -> pd.DataFrame:
    """People in the bands of the census of 2023."""
    return pd.DataFrame(
        {band: float(10 * number) for number, band in enumerate(OTHER_BANDS, 1)}, index=known.index
    )


def test_ages_in_other_bands_keep_their_sum_and_say_what_is_assumed(
    tmp_path: Path, known: pd.DataFrame
) -> None:
    people = other_bands(known)
    insee.melodi_ages(tmp_path, people)
    reading = read(tmp_path)
    assert (reading.vintage, reading.assumed) == ("2023", (ASSUMED,))
    said = reading.table.set_index("code")
    assert set(said.index) == set(known.index)
    assert said["population"].tolist() == [280.0] * len(known)
    assert said[list(AGES)].sum(axis=1).tolist() == pytest.approx([280.0] * len(known))
    assert (said["age_0_14"] == 10.0).all()
    assert said["age_15_29"].tolist() == pytest.approx([20.0 + 0.31 * 30.0] * len(known))


def test_bands_are_cut_by_single_years_of_the_departement_where_a_file_has_them(
    tmp_path: Path, known: pd.DataFrame
) -> None:
    of = known.loc[["33529", "2A004"]]
    insee.melodi_ages(tmp_path, other_bands(of))
    insee.single_years(tmp_path, of)
    with opened(tmp_path) as found:
        melodi = next(r for r in detect(found, READERS).readings() if r.reader == "ages_melodi")
    assert melodi.assumed == ()
    # Nobody is 25 to 29 there: the people of a band are of its first age, or nine years older.
    assert melodi.table["age_15_29"].tolist() == pytest.approx([20.0] * 2)
    gironde = known.loc["33529"]
    older = gironde["age_75_89"] / 2
    share = older / (older + gironde["age_90_up"])
    said = melodi.table.set_index("code").loc["33529"]
    assert said["age_90_up"] == pytest.approx(70.0 * (1.0 - share))


OFFICIAL_TODAY = (
    b"REG;R\xc3\xa9gion;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT\r\n"
    b"75;Nouvelle-Aquitaine;19;2;15;001;19001;Affieux;367;17;384\r\n"
    b"75;Nouvelle-Aquitaine;19;3;17;002;19002;Aix;382;10;392\r\n"
)
OFFICIAL_2017 = b"DEPCOM;COM;PMUN;PCAP;PTOT\n19001;Affieux;359;13;372\n19002;Aix;392;6;398\n"


@pytest.mark.parametrize(("content", "people"), [(OFFICIAL_TODAY, [367, 382]), (OFFICIAL_2017, [359, 392])])
def test_bytes_of_the_legal_populations_as_published(
    tmp_path: Path, content: bytes, people: list[int]
) -> None:
    (tmp_path / "populations.csv").write_bytes(content)
    table = read(tmp_path).table
    assert table["code"].tolist() == ["19001", "19002"]
    assert table["name"].tolist() == ["Affieux", "Aix"]
    assert table["population"].tolist() == people


@pytest.mark.parametrize(
    ("maker", "column", "wrong", "said"),
    [
        (insee.legal_populations_before, "PMUN", "beaucoup", "column PMUN: “beaucoup” is no number"),
        (insee.single_years, "NB", "beaucoup", "column NB: “beaucoup” is no number"),
        (insee.melodi_populations, "OBS_VALUE", "beaucoup", "column OBS_VALUE: “beaucoup” is no number"),
    ],
)
def test_a_text_where_a_number_should_be_is_told_with_file_line_and_column(
    tmp_path: Path, known: pd.DataFrame, maker: Maker, column: str, wrong: str, said: str
) -> None:
    made = maker(tmp_path, known)
    with opened(tmp_path) as found:
        file = next(file for file in found.files if column in file.columns)
        lines = file.path.read_bytes().decode("cp1252").split("\r\n")
    made.unlink()
    place = lines[0].replace('"', "").split(";").index(column)
    cells = lines[5].split(";")
    cells[place] = wrong
    lines[5] = ";".join(cells)
    (tmp_path / "spoilt.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    with pytest.raises(SourceError) as refused:
        read(tmp_path)
    assert str(refused.value).startswith(f"spoilt.csv, line 6, {said}")


TABLES = (
    insee.legal_populations,
    insee.legal_populations_before,
    insee.melodi_populations,
    insee.base_cc,
    insee.single_years,
    insee.communes,
)


def spoilt(folder: Path, made: Path, known_as: str, spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    """Puts the largest table of what was made in its place, its lines spoilt."""
    with opened(folder) as found:
        table = max((file.path for file in found.files), key=lambda path: path.stat().st_size)
        lines = table.read_bytes().splitlines(keepends=True)
    made.unlink()
    (folder / known_as).write_bytes(b"".join(spoil(lines)))


@pytest.mark.parametrize("maker", TABLES)
def test_a_header_without_lines_is_told(tmp_path: Path, known: pd.DataFrame, maker: Maker) -> None:
    spoilt(tmp_path, maker(tmp_path, known), "spoilt.csv", lambda lines: lines[:1])
    with pytest.raises(
        SourceError, match=r"^spoilt.csv: the file holds a header and no line; download it again"
    ):
        read(tmp_path)


@pytest.mark.parametrize("maker", TABLES)
def test_a_file_that_ends_within_a_line_is_told(tmp_path: Path, known: pd.DataFrame, maker: Maker) -> None:
    spoilt(tmp_path, maker(tmp_path, known), "spoilt.csv", lambda lines: [*lines[:4], lines[4][:3]])
    with pytest.raises(SourceError, match=r"^spoilt.csv, line 5, column .*: the line ends after"):
        read(tmp_path)


def test_what_is_no_file_of_ours_is_named_and_nothing_else(tmp_path: Path, known: pd.DataFrame) -> None:
    insee.base_cc(tmp_path, known)
    (tmp_path / "notes.txt").write_text("call the town hall\n")
    (tmp_path / "budget.csv").write_text("year;euros\n2024;1\n")
    (tmp_path / "plan.pdf").write_bytes(b"%PDF")
    pd.DataFrame({"CODGEO": ["33284"]}).to_excel(tmp_path / "list.xlsx", sheet_name="COM", index=False)
    with opened(tmp_path) as found:
        known_files = detect(found, READERS)
    meta = "base-cc-evol-struct-pop-2021_csv.zip/meta_base-cc-evol-struct-pop-2021.CSV"
    assert known_files.unknown == (meta, "budget.csv", "list.xlsx", "notes.txt", "plan.pdf")
    assert [reader.id for _file, reader in known_files.known] == ["ages_base_cc"]


@pytest.mark.parametrize(
    ("file", "reader", "code"),
    [
        ("donnees_communes.csv", "populations", "33284"),
        ("Communes_2017.csv", "populations", "2A004"),
        ("v_mvt_commune_2024.csv", "cog_moves", "86231"),
    ],
)
def test_official_files_as_published(file: str, reader: str, code: str) -> None:
    with opened(official_samples() / file) as found:
        (reading,) = detect(found, READERS).readings()
    assert reading.reader == reader
    assert code in set(reading.table.iloc[:, 0])
    assert reading.lines == reading.used + sum(loss.lines for loss in reading.losses)


def test_joined_they_say_what_the_table_of_all_communes_says(tmp_path: Path, known: pd.DataFrame) -> None:
    """All of INSEE's files in one folder, against the one table: the same communes, the same facts."""
    for maker in (insee.legal_populations, insee.melodi_populations, insee.base_cc, insee.communes):
        maker(tmp_path, known)
    insee.intercommunalities(tmp_path, known)
    with opened(tmp_path) as found:
        joined = join(detect(found, READERS).readings(), READERS).communes
    columns = ["name", "dep", "region", "epci", "epci_name", "population", "population_before", *AGES]
    assert set(joined.index) - set(known.index) <= {"75056"}  # the makers' arrondissements, joined
    pd.testing.assert_frame_equal(
        joined.loc[sorted(known.index), columns],
        known.sort_index()[columns],
        check_dtype=False,
        check_names=False,
        check_index_type=False,
    )
