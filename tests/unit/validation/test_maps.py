"""Maps: which places are compared, what stands beside ours, and how many are enough."""

import numpy as np
import pandas as pd
import pytest

from sim.validation.country import Place
from sim.validation.lines import fitted, score
from sim.validation.maps import (
    ENOUGH,
    candidates,
    map_of_apl,
    map_of_first_day,
    none_played,
    observed_of,
)

RNG = np.random.default_rng(20261129)


def country(n: int) -> pd.DataFrame:
    """Intercommunalités e0, e1, … of two communes each, of which everything is known."""
    made = []
    for epci in range(n):
        for part in range(2):
            people = float(RNG.integers(10_000, 20_000))
            ages = people * RNG.dirichlet([15, 17, 19, 20, 17, 10, 2])
            adults = round(0.7 * people)
            made.append(
                {
                    "code": f"{epci:03}{part}",
                    "name": f"commune {epci} {part}",
                    "epci": f"e{epci}",
                    "epci_name": f"intercommunalité {epci}",
                    "population": people,
                    "adults": adults,
                    "adults_without_mt": round(adults * RNG.uniform(0.05, 0.25)),
                    "adults_no_visit": round(adults * RNG.uniform(0.05, 0.25)),
                    "apl": RNG.uniform(1, 6),
                    "apl_65": RNG.uniform(1, 5),
                    "gps": float(RNG.integers(0, 20)),
                    "lat": 45 + 0.5 * (epci % 6) + 0.02 * part,
                    "lon": 0.5 * (epci // 6),
                    **dict(
                        zip(
                            [
                                "age_0_14", "age_15_29", "age_30_44", "age_45_59", "age_60_74", "age_75_89",
                                "age_90_up",
                            ],
                            ages,
                            strict=True,
                        )
                    ),
                }
            )  # fmt: skip
    return pd.DataFrame(made).set_index("code")


def test_places_are_compared_of_which_a_planner_would_know_all():
    communes = country(6)
    of = communes["epci"]
    communes.loc[of == "e0", "apl_65"] = np.nan  # as of Mayotte
    communes.loc[of == "e1", [column for column in communes if str(column).startswith("age_")]] = np.nan
    communes.loc[of == "e2", "adults_without_mt"] = np.nan  # of the hidden half
    communes.loc[of == "e3", "population"] = 400_000.0
    assert list(candidates(communes, ["e4"]).index) == ["e5"]


def test_the_first_day_is_compared_by_how_places_lie_to_the_country():
    """e0 stands for the country: 10 % without there, where 12 % are observed in all, makes 1.2 of each."""
    communes = country(40)
    communes["adults_without_mt"] = 0.12 * communes["adults"]
    shares = pd.Series({f"e{epci}": 10.0 + epci for epci in range(40)})
    found = map_of_first_day(communes, shares, [Place("one", "e0", 3.0)])
    assert found.of == "without_mt" and "e0" not in found.table.index and len(found.table) == 39
    assert found.table["simulated"].to_numpy() == pytest.approx(1.2 * shares[found.table.index].to_numpy())
    assert found.table["observed"].to_numpy() == pytest.approx(12.0)


def test_every_line_goes_through_the_places_of_the_table():
    communes = country(40)
    shares = pd.Series({f"e{epci}": RNG.uniform(5, 20) for epci in range(35)})  # time was over
    found = map_of_first_day(communes, shares, [Place("one", "e0")])
    table = observed_of(communes).loc[found.table.index]
    observed, people = table["observed_without_mt"].to_numpy(), table["weight"].to_numpy()
    assert found.ours == found.scores["simulated"] and found.enough
    ours = found.table["simulated"]
    assert found.ours == score(observed, ours.to_numpy(), people)
    known = table.assign(ours=ours)
    said = {
        "simulated": "ours",
        "line": "apl_65",
        "allocation": "allocation",
        "insured": "allocation_insured",
    }
    beside = {"": [], "_ages": ["young", "old"], "_all": ["young", "old", "counted"]}
    assert set(found.scores) == {f"{who}{more}" for who in said for more in beside}
    for who, column in said.items():
        for more, columns in beside.items():
            expected = fitted(observed, known[[column, *columns]].to_numpy(float), people)
            mine = found.scores[f"{who}{more}"]
            assert mine.r2_fitted == pytest.approx(expected.r2_fitted), (who, more)
            assert mine.places == len(table) == 34


def test_what_a_crude_allocation_leaves_of_residents_and_of_those_whom_cnam_counts():
    """A commune alone of 2,000 residents, of whom 1,500 are 16 or over and CNAM counts 1,200; one GP takes
    1,000.
    """
    one = country(1).iloc[:1].copy()
    one[["population", "adults", "gps"]] = [2000.0, 1200.0, 1.0]
    one[[column for column in one if str(column).startswith("age_")]] = 0.0
    one[["age_0_14", "age_15_29", "age_30_44"]] = [490.0, 150.0, 1360.0]
    found = observed_of(one).iloc[0]
    assert found["allocation"] == pytest.approx(100 * 500 / 1500)
    assert found["allocation_insured"] == pytest.approx(100 * 200 / 1200)
    assert found["counted"] == 0.6


def test_few_places_are_not_enough():
    communes = country(ENOUGH + 1)
    shares = pd.Series({f"e{epci}": RNG.uniform(5, 20) for epci in range(ENOUGH + 1)})
    assert map_of_first_day(communes, shares, [Place("one", "e0")]).enough
    assert not map_of_first_day(communes, shares.drop("e1"), [Place("one", "e0")]).enough
    nothing = map_of_first_day(communes, shares[[]], [])
    assert not nothing.enough and nothing.ours.places == 0
    assert [(each.of, each.enough, each.ours.places) for each in none_played()] == [
        ("without_mt_year", False, 0),
        ("no_visit", False, 0),
    ]


def test_the_apl_of_communes_of_the_compared_places_and_of_these():
    communes = country(40)
    communes.loc[communes["epci"] == "e0", "apl"] = np.nan
    ours = communes["apl"].fillna(3.0) + RNG.normal(0, 1, len(communes))
    found = map_of_apl(communes, ours, [f"e{epci}" for epci in range(30)])
    assert found.ours == found.scores["formula"]
    assert {name: each.places for name, each in found.scores.items()} == {
        "formula": 78,
        "formula_same": 58,
        "formula_epci": 29,
    }
    here = communes[communes["epci"].isin([f"e{epci}" for epci in range(1, 30)])]
    people = here["population"]
    sums = pd.DataFrame({"ours": ours[here.index] * people, "theirs": here["apl"] * people, "people": people})
    sums = sums.groupby(here["epci"]).sum()
    means = [(sums[name] / sums["people"]).to_numpy() for name in ("theirs", "ours")]
    assert found.scores["formula_epci"] == pytest.approx(score(*means, sums["people"].to_numpy()))
