"""The readers on small territories: what can be replaced, and what an empty choice means."""

import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.territory import BANDS, TerritoryError, load_territory
from sim.territory.rounding import largest_remainders
from tests.territories import START, small, travel, visitors


def test_residents_and_catchments_are_those_asked_for(tmp_path: Path) -> None:
    territory = small(5, 203, 3, folder=tmp_path).territory
    assert territory.population.tolist() == [41, 41, 41, 40, 40]
    assert territory.catchments == ("b1", "b2", "b3")
    assert territory.catchment.tolist() == [0, 1, 2, 0, 1]
    assert visitors(territory).sum() == 0
    assert travel(territory)[0].tolist() == [3, 12, 19, 22, 29]


def test_given_minutes_replace_estimates_pair_by_pair(tmp_path: Path) -> None:
    made = small(3, 90, folder=tmp_path)
    (tmp_path / "t.csv").write_text(
        "a;b;minutes\n90001;90002;30.4\n90003;90001;7\n90001;90003;9\n90002;90002;1\n"
    )
    given = load_territory({**made.settings, "travel": "t.csv"}, tmp_path, START)
    assert travel(given).tolist() == [[3, 30, 9], [30, 1, 12], [7, 12, 3]]


def test_the_national_age_file_can_be_given_as_it_is(tmp_path: Path) -> None:
    """Three counts, decimals, columns by sex, other communes, a byte-order mark, Windows lines."""
    made = small(1, 100, folder=tmp_path)
    bands = [f"P22_{band.insee}" for band in BANDS]
    old = [f"P11_{band.insee}" for band in BANDS]
    header = ";".join(["CODGEO", "P22_POP", *bands, "P22_H0014", "P11_POP", *old])
    line = ";".join(["90001", "100.0", "20.5", "9.5", "10", "20", "20", "15", "5", "9", "80", *"7777777"])
    other = ";".join(["01001", "", *[""] * 7, "", "", *[""] * 7])
    (tmp_path / "insee.csv").write_bytes(f"\ufeff{header}\r\n{other}\r\n{line}\r\n".encode())
    shares = load_territory({**made.settings, "ages": "insee.csv"}, tmp_path, START).age_shares
    assert shares[0] == pytest.approx([0.205, 0.095, 0.1, 0.2, 0.2, 0.15, 0.05])


def test_visitors_run_in_a_straight_line_and_over_new_year(tmp_path: Path) -> None:
    shape = {"12-31": 0.5, "01-02": 0.7, "01-03": 0.0, "12-30": 0.0}
    made = small(1, 1000, folder=tmp_path, visitors={"coast": {"peak": 2.0, "shape": shape}})
    present = visitors(made.territory)[0]
    assert present[[364, 365, 0, 1, 2, 200]] == pytest.approx([0, 1000, 1200, 1400, 0, 0])


def test_a_commune_in_which_nobody_lives(tmp_path: Path) -> None:
    """Six in the Meuse have had no residents since 1916; INSEE counts 0 in every band."""
    made = small(3, 300, folder=tmp_path)
    for file, full, empty in (
        ("communes.csv", "-1.0;100;0;20;1;b1;coast;1;0.06\n90003", "-1.0;0;0;20;0;b1;coast;0;0.06\n90003"),
        ("ages.csv", "90002;100;18;16;18;19;17;10;2", "90002;0;0;0;0;0;0;0;0"),
    ):
        text = (tmp_path / file).read_text()
        assert full in text
        (tmp_path / file).write_text(text.replace(full, empty))
    territory = load_territory(made.settings, tmp_path, START)
    assert territory.population.tolist() == [100, 0, 100]
    assert territory.age_shares[1] == pytest.approx([1 / 7] * 7)


def test_two_communes_may_have_one_name(tmp_path: Path) -> None:
    """There are 13 Saint-Martin in France; who means one of two writes its code."""
    made = small(3, 300, folder=tmp_path)
    file = tmp_path / "communes.csv"
    file.write_text(file.read_text().replace("90002;C2", "90002;C1"))
    territory = load_territory(made.settings, tmp_path, START)
    assert territory.names == ("C1", "C1", "C3")
    assert (territory.find("90002"), territory.find("c3")) == (1, 2)
    with pytest.raises(TerritoryError, match="several communes are called “c1”; write 90001 or 90002"):
        territory.find("c1")


def test_names_from_a_mac_are_the_same_names(tmp_path: Path) -> None:
    made = small(2, 200, folder=tmp_path)
    file = tmp_path / "communes.csv"
    name = "Lège"
    file.write_text(file.read_text().replace("C2", unicodedata.normalize("NFD", name)), encoding="utf-8")
    territory = load_territory(made.settings, tmp_path, START)
    assert territory.find(name) == 1 and territory.names[1] == name


def test_communes_are_found_by_code_and_by_name(tmp_path: Path) -> None:
    territory = small(2, 20, folder=tmp_path).territory
    assert territory.find("90002") == territory.find("c2") == 1
    with pytest.raises(TerritoryError, match="“Cc2” is no commune of the territory small; did you mean C2"):
        territory.find("Cc2")


def test_a_catchment_that_would_be_empty_is_refused(tmp_path: Path) -> None:
    made = small(1, 3, folder=tmp_path)
    file = tmp_path / "communes.csv"
    file.write_text(file.read_text().replace(";3;0;20;", ";3;-0.2;20;"))
    with pytest.raises(TerritoryError, match="nobody lives in the catchment b1 in 2040"):
        load_territory(made.settings, tmp_path, date(2040, 1, 1))


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 1), min_size=1, max_size=9))
def test_largest_remainders_add_up_and_stay_near(total: int, weights: list[float]) -> None:
    shares = np.array(weights)
    whole = largest_remainders(total, shares)
    assert whole.sum() == total
    assert (abs(whole - total * shares / shares.sum()) < 1 + 1e-9).all()


def test_communes_of_the_ring_are_told_apart(tmp_path):
    made = small(3, 301, 2, folder=tmp_path)
    assert not made.territory.ring.any(), "none, where the column is not there"
    assert made.territory.residents == 301
    file = tmp_path / "communes.csv"
    lines = [
        f"{line};{mark}" for line, mark in zip(file.read_text().split(), ("ring", "0", "1", "0"), strict=True)
    ]
    file.write_text("\n".join(lines) + "\n")
    ringed = load_territory(made.settings, tmp_path, START)
    assert ringed.ring.tolist() == [False, True, False]
    assert (ringed.residents, ringed.population[~ringed.ring].sum()) == (301, 201)
    assert ringed.reported == {"90001": "C1", "90003": "C3"}
    assert ringed.reported_catchments == ("b1",), "C2 is all of b2"
