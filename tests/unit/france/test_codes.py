"""A code is the same code whatever form a file writes it in."""

import pandas as pd
import pytest

from sim.france.codes import commune_code, commune_codes, department, department_code, parent


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01004", "01004"),
        ("1004", "01004"),
        ("1004.0", "01004"),
        ("33284.0", "33284"),
        ("2A004", "2A004"),
        ("2b033", "2B033"),
        (" 97105 ", "97105"),
        ("2025-COM-44109", "44109"),
        ("2025-ARM-75101", "75101"),
        ("COM-2A004", "2A004"),
        ("2025-DEP-44", ""),
        ("2025-BV2022-44109", ""),
        ("FRANCE", ""),
        ("044", ""),
        ("2C004", ""),
        ("200069193", ""),
        ("", ""),
    ],
)
def test_forms_of_a_commune(cell: str, code: str) -> None:
    assert commune_code(cell) == code
    assert commune_codes(pd.Series([cell])).tolist() == [code]


def test_arrondissements_have_a_parent() -> None:
    arrondissements = ["75101", "75120", "69381", "69389", "13201", "13216"]
    assert [parent(code) for code in arrondissements] == ["75056"] * 2 + ["69123"] * 2 + ["13055"] * 2
    assert [parent(code) for code in ("75056", "69123", "69390", "13055")] == [
        "75056",
        "69123",
        "69390",
        "13055",
    ]


def test_departments_beyond_the_sea_take_three_characters() -> None:
    assert [department(code) for code in ("01004", "2A004", "97105", "98818")] == ["01", "2A", "971", "988"]
    forms = ("1", "01", "1.0", "2a", "974", "75", "999", "FR", "")
    assert [department_code(cell) for cell in forms] == ["01", "01", "01", "2A", "974", "75", "", "", ""]
