"""What a planner in a hurry gives us, and the one message that comes back."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.territory import TerritoryError, load_territory
from tests.territories import START, Small, small


@pytest.fixture
def made(tmp_path: Path) -> Small:
    return small(3, 300, 2, folder=tmp_path)


def complaint(made: Small, **changes: Any) -> str:
    with pytest.raises(TerritoryError) as caught:
        load_territory({**made.settings, **changes}, made.folder, START)
    message = str(caught.value)
    assert "\n" not in message
    return message


COMMUNES = [
    ("population_2023;", "people;", "0 columns named population_YYYY"),
    ("population_2023;", "population_0202;", "line 1: population_0202: 202 is no year of a count; write one"),
    ("-1.0;100;0;20", "-1.0;9000000;0.2;20", "column growth: 90001 had 9000000 residents in 2023 and would"),
    ("90002;C2", '90002;"C2', "line 3: a quotation mark opens in this line and does not close; write"),
    ("growth", "grow", "the column growth is missing (did you mean grow?)"),
    ("gps;", "gps;gps;", "“gps” stands there twice"),
    ("code;name", "code;name;mayor", "line 2: 12 cells where the header has 13"),
    ("90002;C2", "90001;C2", "line 3, column code: 90001 already stands in line 2"),
    ("44.50000;-1.0", "-1.0;44.5", "column lat: lat -1, lon 44.5 is nowhere in France; write 44.5 as lat"),
    ("44.50000;-1.0", "0;-1.0", "line 2, column lat: lat 0, lon -1 is nowhere in France"),
    ("44.50000;-1.0", "44.5;100", "line 2, column lat: lat 44.5, lon 100 is nowhere in France"),
    ("-1.0;100;0;20", "-1.0;１２;0;20", "column population_2023: “１２” is not a whole number; write 12"),
    ("-1.0;100;0;20", "-1.0;1_00;0;20", "column population_2023: “1_00” is not a whole number"),
    ("90002;C2", "9002;C2", "9002 is no INSEE code of five characters, such as 33284 (a spreadsheet ate"),
    ("90002;C2", ";C2", "line 3, column code: the cell is empty"),
    ("-1.0;100;0;20", "-1.0;-100;0;20", "line 2, column population_2023: -100 must lie between 0 and"),
    ("-1.0;100;0;20", "-1.0;100.5;0;20", "column population_2023: “100.5” is not a whole number"),
    ("-1.0;100;0;20", "-1.0;1 200;0;20", "“1 200” is not a whole number; write 1200"),
    ("-1.0;100;0;20", "-1.0;100;2,75;20", "column growth: “2,75” is not a number; write 2.75"),
    ("-1.0;100;0;20", "-1.0;100;2.75;20", "column growth: 2.75 must lie between -0.2 and 0.2"),
    ("-1.0;100;0;20", "-1.0;100;0;nan", "column area_km2: nan must lie between"),
    ("-1.0;100;0;20", "-1.0;100;0;0", "column area_km2: 0 must be more than 0"),
    ("-1.0;100;0;20", "-1.0;many;0;20", "“many” is not a whole number; write digits"),
    ("coast;1;0.06", "coast;1;6", "6 is no share; write a number between 0 and 1; 6 % is written 0.06"),
    ("coast;1;0.06", "coast;1;-0.1", "-0.1 is no share; write a number between 0 and 1"),
    ("coast;1;0.06", "coast;101;0.06", "101 residents of an EHPAD are more than the whole commune"),
    ("coast;1;0.06", "cost;1;0.06", "the shore cost of communes.csv has no block here; did you mean coast?"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "says"), COMMUNES)
def test_communes(made: Small, good: str, bad: str, says: str) -> None:
    file = made.folder / "communes.csv"
    text = file.read_text()
    assert good in text
    file.write_text(text.replace(good, bad, 1))
    message = complaint(made)
    assert says in message
    assert "communes.csv" in message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1: the file is empty"),
        (b"\n\n", "line 1: the file is empty"),
        (b"code;name\n", "there is a header and no line below it"),
        (b"code,name,lat\n90001,C1,44\n", "separated by commas; separate them by semicolons"),
        (b"code\tname\tlat\n", "separated by tabs"),
        (b"code;name;\n90001;C1;\n", "line 1: the line ends with a semicolon"),
        ("code;name\n90001;Arès\n".encode("cp1252"), "is not UTF-8"),
        (b'code;name\n90001;"' + b"x" * 200_000, "a quotation mark that is not closed"),
    ],
)
def test_files(made: Small, content: bytes, says: str) -> None:
    (made.folder / "communes.csv").write_bytes(content)
    message = complaint(made)
    assert says in message
    assert message.startswith("communes.csv")


def test_a_file_that_is_not_there(made: Small) -> None:
    assert "nowhere.csv: there is no such file" in complaint(made, ages="nowhere.csv")
    assert "cannot be read" in complaint(made, ages=".")


def test_ages(made: Small) -> None:
    file = made.folder / "ages.csv"
    text = file.read_text()
    file.write_text(text.replace("90003", "33999"))
    assert complaint(made) == "ages.csv: no line for 90003 (C3) in the column CODGEO; add it"
    file.write_text(text.replace("P21_POP7589", "P21_POP7579"))
    assert "the column P21_POP7589 is missing (did you mean P21_POP7579" in complaint(made)
    file.write_text(text.replace("90002", "90001"))
    assert "90001 already stands in line 2" in complaint(made)
    file.write_text(text.replace("90002;100;18;16;18;19;17;10;2", "90002;100;0;0;0;0;0;0;0"))
    assert "the seven bands of 90002 (C2) sum to 0" in complaint(made)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            "90001;90009;5",
            "travel.csv, line 2, column b: 90009 is no commune of this territory; did you mean",
        ),
        ("90001;90002;-5", "column minutes: -5 must lie between 0 and 1440"),
        ("90001;90002;5,5", "“5,5” is not a number; write 5.5"),
        ("90001;90002;5\n90001;90002;6", "line 3, column a: 90001;90002 already stands in line 2"),
    ],
)
def test_travel(made: Small, lines: str, says: str) -> None:
    (made.folder / "travel.csv").write_text(f"a;b;minutes\n{lines}\n")
    assert says in complaint(made, travel="travel.csv")


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(settings: dict[str, Any]) -> None:
        *blocks, key = path.split(".")
        for block in blocks:
            settings = settings[block]
        settings[key] = value

    return apply


YAML = [
    ("ages_file", "x.csv", "territory, key ages_file: unknown; did you mean ages?"),
    ("title", 5, "territory, key title: “5” is no text; write a text, or one for each language"),
    ("ald.age_0_14", 1.5, "territory, key ald.age_0_14: 1.5 is no share; write a number between 0 and 1"),
    ("ald.age_0_14", "3 %", "“3 %” is not a number"),
    ("ald.age_0_14", True, "“True” is not a number"),
    ("ald.age_0_15", 0.1, "key ald.age_0_15: unknown; did you mean age_0_14"),
    ("ald", 0.2, "key ald: “0.2” should be a block"),
    ("visitors.coast.shape", {"15-08": 1.0}, '“15-08” is no day of the year; write month-day, such as'),
    ("visitors.coast.shape", {}, "shape: holds nothing; write one entry at least"),
    ("visitors.coast.shape", {"08-15": 3.0}, "shape.08-15: 3 is no share; write a number between"),
    ("visitors.coast.peak", -1, "key visitors.coast.peak: -1 must lie between 0 and 100"),
    ("places.city.commune", 90001, 'stands between quotation marks, such as "33284", not 90001'),
    ("places.ed.commune", "90011", "key places.ed.commune: 90011 is no commune of this territory"),
    ("places.ed.lat", 0, "key places.ed.lat: 0, -1 is 4948 km from the nearest commune; check lat and"),
    ("places.city.lon", 100, "key places.city.lat: 44.8, 100 is"),
    ("places.ed.lat", 144.5, "144.5 must lie between -90 and 90"),
    ("roads.medium_km", 5, "key roads.medium_km: must be at least roads.short_km (10)"),
    ("roads.around_water", {"via": "90001", "one_shore": ["90002"], "other_shore": ["90002"]}, "too"),
    ("roads.around_water", {"via": "90001", "one_shore": "90002", "other_shore": []}, "should be a list"),
    ("demography.birth", 2, "key demography.birth: 2 is no share; write a number between 0 and 1"),
    ("demography.death.age_90_up", 0.995, "more than all of a band would go in a year"),
    ("demography.arrive.age_0_14", 0.9, "the seven shares sum to 1.72; they must sum to 1"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "says"), YAML)
def test_yaml(made: Small, path: str, value: Any, says: str) -> None:
    settings = copy.deepcopy(made.settings)
    change(path, value)(settings)
    assert says in complaint(Small(settings, made.folder, made.territory))


def test_a_missing_key(made: Small) -> None:
    del made.settings["roads"]["detour"]
    assert complaint(made) == "territory, key roads.detour: is missing"
    del made.settings["roads"]
    assert complaint(made) == "territory, key roads: is missing"


def test_all_missing_keys_stand_in_one_message(made: Small) -> None:
    """All that a territory needs; files that it may have or not (``gps``, ``origins``) are no such keys."""
    start, _, keys = complaint(Small({}, made.folder, made.territory)).partition("missing: ")
    assert start == "territory: "
    assert sorted(keys.split(", ")) == sorted(made.settings)


def test_several_faults_stand_in_one_message(made: Small) -> None:
    settings = copy.deepcopy(made.settings)
    settings["roads"] |= {"detour": 9, "fixed_minutes": "soon"}
    del settings["title"]
    with pytest.raises(TerritoryError) as caught:
        load_territory(settings, made.folder, START)
    assert sorted(str(caught.value).splitlines()) == [
        "territory, key roads.detour: 9 must lie between 1 and 5",
        "territory, key roads.fixed_minutes: “soon” is not a number; write digits, with a point for decimals",
        "territory, key title: is missing",
    ]


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        (("1", "1", "1"), "line 2, column ring: every commune is in the ring; write 0 for those that are"),
        (("0", "2", "0"), "line 3, column ring: 2 must lie between 0 and 1"),
        (("0", "yes", "0"), "line 3, column ring: “yes” is not a whole number"),
    ],
)
def test_a_ring(made: Small, marks: tuple[str, ...], says: str) -> None:
    file = made.folder / "communes.csv"
    lines = [f"{line};{mark}" for line, mark in zip(file.read_text().split(), ("ring", *marks), strict=True)]
    file.write_text("\n".join(lines) + "\n")
    assert says in complaint(made)
