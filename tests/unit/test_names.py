"""Names of modules: a name that recurs in many rooms tells a reader nothing about where they are."""

from collections import defaultdict
from pathlib import Path

SIM = Path(__file__).resolve().parents[2] / "sim"
EXEMPT = {"__init__.py", "errors.py"}
MOST_ROOMS = 2


def rooms_by_name(root: Path) -> dict[str, list[str]]:
    """The rooms (parent folders) of each basename of a module below `root`."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for file in sorted(root.rglob("*.py")):
        if file.name not in EXEMPT:
            rooms[file.name].append(file.parent.relative_to(root).as_posix())
    return rooms


def test_no_module_name_is_in_more_than_two_rooms():
    rooms = rooms_by_name(SIM)
    assert len(rooms) > 100, f"no modules under {SIM}"
    assert {name: found for name, found in rooms.items() if len(found) > MOST_ROOMS} == {}


def test_a_name_in_three_rooms_is_found(tmp_path):
    for room in ("a", "b", "a/c"):
        (tmp_path / room).mkdir(exist_ok=True)
        for name in ("table.py", "errors.py", "__init__.py"):
            (tmp_path / room / name).touch()
    assert rooms_by_name(tmp_path) == {"table.py": ["a/c", "a", "b"]}
