"""Codes of communes and départements, as INSEE writes them and as files spell them."""

import re
from typing import Final

import pandas as pd

LENGTH: Final = 5
BEYOND_THE_SEA: Final = ("97", "98")  # their départements take three characters
_CODE: Final = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_GEO: Final = re.compile(r"(?:\d{4}-)?(?:COM|ARM)-(.+)")  # 2025-COM-44109
_ZEROS: Final = re.compile(r"\.0*$")  # a number that was a code: 1004.0

# Communes that are parted into arrondissements: those of Paris, Lyon, Marseille.
_ARRONDISSEMENTS: Final = (
    ("75056", range(75101, 75121)),
    ("69123", range(69381, 69390)),
    ("13055", range(13201, 13217)),
)
PARENTS: Final = {str(code): parent for parent, codes in _ARRONDISSEMENTS for code in codes}


def commune_code(cell: str) -> str:
    """The five characters of a commune's (or arrondissement's) code, whatever its form: 1004, 1004.0, 2a004,
    2025-COM-01004; "" where the cell is none.
    """
    bare = cell.strip().strip('"').upper()
    written = _GEO.fullmatch(bare)
    code = _ZEROS.sub("", written[1] if written else bare)
    if len(code) == LENGTH - 1 and code.isdigit():
        code = "0" + code
    return code if _CODE.fullmatch(code) else ""


def commune_codes(cells: "pd.Series[str]") -> "pd.Series[str]":
    """The same of a column."""
    codes = {cell: commune_code(cell) for cell in cells.unique()}
    return cells.map(codes)


def parent(code: str) -> str:
    """The commune of an arrondissement; any other code as it is."""
    return PARENTS.get(code, code)


def parents(codes: "pd.Series[str]") -> "pd.Series[str]":
    """The same of a column."""
    return codes.replace(PARENTS)


def department(code: str) -> str:
    """The département of a commune: two characters, beyond the sea three."""
    return code[:3] if code.startswith(BEYOND_THE_SEA) else code[:2]


def department_code(cell: str) -> str:
    """A département's code as a file spells it: 1, 01, 1.0, 2a, 974; "" where the cell is none."""
    code = _ZEROS.sub("", cell.strip().strip('"').upper())
    code = code.zfill(2) if code.isdigit() else code
    return code if re.fullmatch(r"\d{2}|2[AB]|9[78]\d", code) else ""
