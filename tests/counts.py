"""``python tests/counts.py``: in how many Python files of ``sim/`` the rows of the vocabulary are named.

A file names a row where a word of its code is the row's id: a name, an attribute, a keyword or a whole text,
in small letters or in capitals. What is said in docstrings and comments names nothing.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
TABLES = ("kinds", "services")
# Ordinary words that stand for something else too: a true emergency, an emergency department.
ORDINARY = {"emergency", "ed"}


def ids(table: str) -> set[str]:
    """The ids of a table that we ship."""
    text = (ROOT / "conf/vocabulary" / f"{table}.yaml").read_text(encoding="utf-8")
    return set(yaml.safe_load(text)) - ORDINARY


def words(path: Path) -> Iterator[str]:
    """The words of a file's code, in small letters."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id.lower()
        elif isinstance(node, ast.Attribute):
            yield node.attr.lower()
        elif isinstance(node, ast.keyword | ast.arg) and node.arg is not None:
            yield node.arg.lower()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value.lower()


def naming(table: str) -> dict[str, set[str]]:
    """The ids that each file names, by file."""
    wanted = ids(table)
    found = {
        path.relative_to(ROOT).as_posix(): wanted & set(words(path))
        for path in sorted((ROOT / "sim").rglob("*.py"))
    }
    return {path: names for path, names in found.items() if names}


if __name__ == "__main__":
    for each in TABLES:
        found = naming(each)
        print(f"{each}: {len(found)} files of sim/")
        for path, names in found.items():
            print(f"  {path}: {', '.join(sorted(names))}")
