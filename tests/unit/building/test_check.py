"""Each check of a territory finds its own fault, and finds nothing in a territory that is as it should be."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from sim.building.check import Check, examine
from sim.building.check.known import Known, is_old
from sim.building.check.record import TEXTS
from sim.building.check.report import add_to_reports
from sim.building.check.show import markdown, notes, rows, summed_simulated
from sim.building.check.simulated import Compared, Span, held_here, movers, without_mt
from sim.cli.checks import read_territory
from sim.cli.main import main
from sim.cli.run_commands import note_territories
from sim.measures.registry import schemas
from sim.scenario.ledger import read_ledger
from sim.scenario.load import load
from sim.scenario.sources import data_root, find_sources
from sim.schema.languages import LANGUAGES


class Mine:
    """A territory of a user's folder that can be edited: that of Mios, with doctors, origins, what came."""

    def __init__(self, folder: Path) -> None:
        shipped = data_root() / "conf" / "territory"
        self.folder = folder
        self.place = folder / "territory" / "here"
        shutil.copytree(shipped / "mios", self.place)
        self.settings = yaml.safe_load((shipped / "mios.yaml").read_text(encoding="utf-8"))
        self.settings |= {"name": "here", "gps": "here/doctors.csv", "observed": None}
        self.settings |= {key: f"here/{key}.csv" for key in ("communes", "ages")}
        self.settings["origins"] = "here/origins.yaml"
        places = yaml.safe_load((self.place / "services.yaml").read_text(encoding="utf-8"))
        self.settings["places"] = places
        for name in ("communes.csv", "ages.csv"):  # without the ring, which is last
            self._put(name, self.lines(name)[:17])
        self.settings["roads"]["around_water"]["one_shore"].remove("33333")
        del self.settings["doctors"]
        self.settings["measures"] = {"turnover": self.settings["measures"]["turnover"]}
        self.settings["measures"]["turnover"]["turnover"].update(unfilled=[], spared=[])
        (folder / "scenarios").mkdir()
        scenario = {"title": "Here as it is", "territory": "here", "source": "made for a test"}
        (folder / "scenarios" / "here_as_is.yaml").write_text(yaml.safe_dump(scenario), encoding="utf-8")
        self._doctors()
        self._origins()
        self.write()
        self._observed()

    def write(self) -> None:
        text = yaml.safe_dump(self.settings, allow_unicode=True)
        (self.folder / "territory" / "here.yaml").write_text(text, encoding="utf-8")

    def table(self, name: str, change: Callable[[list[dict[str, str]]], None]) -> None:
        """Changes the lines of a file."""
        path = self.place / name
        lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))
        change(lines)
        self._put(name, lines)

    def _put(self, name: str, lines: list[dict[str, str]]) -> None:
        with (self.place / name).open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, list(lines[0]), delimiter=";", lineterminator="\n")
            out.writeheader()
            out.writerows(lines)

    def lines(self, name: str) -> list[dict[str, str]]:
        with (self.place / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def _doctors(self) -> None:
        numbers = [(row["code"], n + 1) for row in self.lines("communes.csv") for n in range(int(row["gps"]))]
        empty = {"sessions": "", "site": "", "mode": "", "source": "the town halls"}
        ages = ["60+" if each % 3 == 0 else "<60" for each in range(len(numbers))]
        self._put("doctors.csv", [
            {"commune": code, "number": str(n), "age": age, **empty}
            for (code, n), age in zip(numbers, ages, strict=True)
        ])  # fmt: skip

    def _origins(self) -> None:
        entry = {"unit": "residents", "low": None, "high": None, "source": "INSEE"}
        entries = [{"key": "here/communes.csv:population_2023", "status": "found", **entry},
                   {"key": "here/communes.csv:no_car", "status": "assumed", **entry}]  # fmt: skip
        (self.place / "origins.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")

    def _observed(self) -> None:
        """DREES as it would be: a little below ours; CNAM with a tenth of the adults without a doctor."""
        known = self.known()
        told = []
        for code, apl in zip(known.territory.codes, known.apl, strict=True):
            for indicator, value in (("apl", 0.85 * apl), ("adults", 1000), ("adults_without_mt", 168)):
                row = {"commune": code, "indicator": indicator, "value": f"{value:.3f}"}
                told.append({**row, "year": "2023", "source": "a test"})
        self._put("observed.csv", told)
        self.settings["observed"] = "here/observed.csv"
        self.write()

    def known(self) -> Known:
        job = load(["scenario=here_as_is"], self.folder, schemas())
        return Known(job, read_territory(job))

    def checks(self) -> dict[str, Check]:
        known = self.known()
        return {check.id: check for check in examine(known.job, known.territory)}


@pytest.fixture
def mine(tmp_path: Path) -> Mine:
    return Mine(tmp_path / "mine")


def test_a_good_territory_has_nothing_to_remark(mine):
    assert {check.id: check.figure for check in mine.checks().values() if check.verdict != "ok"} == {}


# --- one fault each: what is broken, the check that finds it, its verdict, what its French says ---


def swapped_with_a_neighbour(mine: Mine) -> None:
    """The coordinates of one commune typed for another."""

    def change(lines: list[dict[str, str]]) -> None:
        lines[1]["lat"], lines[1]["lon"] = lines[0]["lat"], lines[0]["lon"]

    mine.table("communes.csv", change)


def in_corsica(mine: Mine) -> None:
    mine.table("communes.csv", lambda lines: lines[2].update(lat="42.0", lon="9.0"))


def on_a_hill(mine: Mine) -> None:
    mine.table("communes.csv", lambda lines: lines[16].update(lat="44.32", lon="-0.45"))


def ages_do_not_sum(mine: Mine) -> None:
    mine.table("ages.csv", lambda lines: lines[0].update(P23_POP3044="258"))


def ages_of_another(mine: Mine) -> None:
    """A line of ages of a commune ten times as large."""

    def change(lines: list[dict[str, str]]) -> None:
        lines[0].update({key: str(10 * int(value)) for key, value in lines[0].items() if key != "CODGEO"})

    mine.table("ages.csv", change)


def ages_in_reverse(mine: Mine) -> None:
    """The columns under the wrong names: the youngest are the oldest."""

    def change(lines: list[dict[str, str]]) -> None:
        for line in lines:
            bands = [key for key in line if key not in ("CODGEO", "P23_POP")]
            line.update(zip(bands, [line[key] for key in reversed(bands)], strict=True))

    mine.table("ages.csv", change)


def too_many_homes(mine: Mine) -> None:
    mine.table("communes.csv", lambda lines: [line.update(ehpad="1100") for line in lines])


def gps_by_ten_thousand(mine: Mine) -> None:
    """The number for 10,000 residents in the place of the number of doctors."""
    (mine.place / "doctors.csv").write_text("commune;number;age;sessions;site;mode;source\n33284;1;;;;;\n")
    mine.table("communes.csv", lambda lines: [line.update(gps="90") for line in lines])


def everybody_old(mine: Mine) -> None:
    mine.table("doctors.csv", lambda lines: [line.update(age="60+") for line in lines])


def no_ages(mine: Mine) -> None:
    mine.table("doctors.csv", lambda lines: [line.update(age="") for line in lines])


def nobody_retires(mine: Mine) -> None:
    mine.table("doctors.csv", lambda lines: [line.update(age="<60") for line in lines])
    mine.settings["measures"] = {}


def nobody_beyond(mine: Mine) -> None:
    del mine.settings["services"]


def no_emergencies(mine: Mine) -> None:
    for name in [name for name, place in mine.settings["places"].items() if place["sort"] in ("ed", "front")]:
        del mine.settings["places"][name]


def far_emergencies(mine: Mine) -> None:
    no_emergencies(mine)
    mine.settings["places"]["ed_far"] = {
        "sort": "ed", "title": "Toulouse", "commune": None, "lat": 43.6, "lon": 1.44, "profile": "ed"
    }  # fmt: skip


def apl_of_others(mine: Mine) -> None:
    def change(lines: list[dict[str, str]]) -> None:
        for line in lines:
            if line["indicator"] == "apl":
                line["value"] = "1.1"

    mine.table("observed.csv", change)


def no_apl(mine: Mine) -> None:
    def change(lines: list[dict[str, str]]) -> None:
        lines[:] = [line for line in lines if line["indicator"] != "apl"]

    mine.table("observed.csv", change)


def gps_assumed(mine: Mine) -> None:
    entry = {"key": "here/communes.csv:gps", "unit": "GPs", "low": None, "high": None, "status": "assumed"}
    text = yaml.safe_dump([{**entry, "source": "none"}])
    (mine.place / "origins.yaml").write_text(text, encoding="utf-8")


def no_origins(mine: Mine) -> None:
    mine.settings["origins"] = None


FAULTS = [
    (swapped_with_a_neighbour, "coordinates", "look", "Biganos"),
    (in_corsica, "coordinates", "wrong", "Marcheprime"),
    (in_corsica, "extent", "wrong", "Marcheprime"),
    (on_a_hill, "nearest", "look", "Saint-Magne"),
    (ages_do_not_sum, "ages", "wrong", "Mios"),
    (ages_of_another, "ages_people", "wrong", "Mios"),
    (ages_in_reverse, "over_75", "look", "%"),
    (too_many_homes, "ehpad", "wrong", "18\u202f700"),
    (gps_by_ten_thousand, "gps", "wrong", "91"),
    (everybody_old, "over_60", "look", "100"),
    (no_ages, "over_60", "look", "178"),
    (nobody_retires, "leaving", "wrong", "0 départ"),
    (nobody_beyond, "border", "wrong", "0 groupe"),
    (no_emergencies, "emergency", "wrong", "aucun"),
    (far_emergencies, "emergency", "wrong", "minutes"),
    (apl_of_others, "apl", "wrong", "1,1"),
    (no_apl, "apl", "look", "Drees"),
    (gps_assumed, "assumed", "look", "communes.csv (gps)"),
    (no_origins, "assumed", "look", "origines"),
]


@pytest.mark.parametrize(
    ("fault", "check", "verdict", "said"), FAULTS, ids=lambda each: getattr(each, "__name__", each)
)
def test_each_fault_is_found(mine, fault, check, verdict, said):
    fault(mine)
    mine.write()
    found = mine.checks()[check]
    assert found.verdict == verdict, found
    assert said in found.figure["fr"], found.figure["fr"]
    assert found.todo["fr"] and found.todo["en"]  # what to do is told


def test_all_that_is_missing_is_told_at_once(mine, capsys):
    """Keys left out, one misspelt: one message, with the place of each."""
    for key in ("ald", "no_car", "demography"):
        del mine.settings[key]
    mine.settings["visiters"] = mine.settings.pop("visitors")
    mine.write()
    assert main(["territory", "check", "here", "--config-dir", str(mine.folder), "--json"]) == 1
    (check,) = json.loads(capsys.readouterr().out)["checks"]
    assert (check["id"], check["verdict"]) == ("files", "wrong")
    for key in ("ald", "no_car", "demography", "visitors", "visiters"):
        assert key in check["figure"]["en"]


def test_swapped_coordinates_are_one_message(mine, capsys):
    """Lat and lon in each other's column: the file cannot be read, and the message says what to write."""
    mine.table("communes.csv", lambda lines: lines[0].update(lat=lines[0]["lon"], lon=lines[0]["lat"]))
    assert main(["territory", "check", "here", "--config-dir", str(mine.folder), "--lang", "fr"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "communes.csv, line 2, column lat" in said and "write 44.6056 as lat" in said
    assert "Les fichiers, 1 vérification : 1 erreur, 0 à voir." in said.replace("\u00a0", " ")


def test_what_the_simulation_says_is_summed_beside_the_files():
    """How many figures are outside, and how many of these are of France."""
    span = Span(1.0, 0.5, 1.5)

    def one(where, verdict):
        return Compared("id", "figure", where, span, span, verdict, "source")

    fine = [one("france", "inside"), one("here", "inside")]
    assert summed_simulated(fine, "en") == (
        "The simulation: all 2 figures that can be shown lie within the range known."
    )
    some = [*fine, one("here", "outside")]
    assert summed_simulated(some, "en").startswith("The simulation: 1 of 3 figures lies outside")
    more = summed_simulated([*some, one("france", "outside")], "fr").replace("\u00a0", " ")
    assert more.startswith(
        "La simulation : 2 chiffres sur 4 sont hors de la plage connue, dont 1 de la France"
    )


def test_the_list_speaks_both_languages(mine, capsys):
    nobody_retires(mine)
    mine.write()
    for lang, said in (("fr", "personne ne part jamais"), ("en", "nobody ever leaves")):
        command = ["territory", "check", "here", "--config-dir", str(mine.folder), "--quick", "--lang", lang]
        assert main(command) == 1
        assert said in " ".join(capsys.readouterr().out.split())


def test_a_territory_without_a_scenario_of_its_own(mine, capsys):
    (mine.folder / "scenarios" / "here_as_is.yaml").rename(mine.folder / "scenarios" / "other.yaml")
    assert main(["territory", "check", "here", "--config-dir", str(mine.folder), "--quick"]) == 0
    (mine.folder / "scenarios" / "other.yaml").unlink()
    assert main(["territory", "check", "here", "--config-dir", str(mine.folder), "--quick"]) == 2
    assert "here_as_is.yaml" in capsys.readouterr().err


def test_notes_and_report_tell_what_is_not_well(mine):
    nobody_beyond(mine)
    mine.write()
    checks = list(mine.checks().values())
    for lang in LANGUAGES:
        (note,) = notes(checks, lang)
        assert "--ring 20" in note
        assert len(markdown(checks, lang).splitlines()) == len(checks) + 4
        assert all(row["title"] and row["figure"] and row["expected"] for row in rows(checks, lang))


def test_the_report_of_a_territory_ends_with_the_checks(mine):
    checks = list(mine.checks().values())
    (mine.place / "report.md").write_text("# Here\n", encoding="utf-8")
    (mine.place / "report.html").write_text("<main><h1>Here</h1></main></html>", encoding="utf-8")
    add_to_reports(mine.place, checks, "fr")
    text = (mine.place / "report.md").read_text(encoding="utf-8")
    page = (mine.place / "report.html").read_text(encoding="utf-8")
    assert text.startswith("# Here\n\n## Ce qui a été vérifié")
    assert page.startswith("<main><h1>Here</h1><section>") and page.endswith("</section>\n</main></html>")
    for title in (check.title["fr"] for check in checks):
        assert title in text and title in unescape(page)


@pytest.mark.parametrize(
    ("ages", "old"),
    [(None, None), ((58, 58), False), ((60, 60), True), ((60, 100), True), ((20, 59), False),
     ((55, 64), None), ((20, 64), None)],
)  # fmt: skip
def test_ages_that_do_not_tell_are_not_counted(ages, old):
    assert is_old(ages) is old


def test_cnam_counts_relative_to_france(mine):
    """16.8 % in the count of CNAM is France, whose published share is 11 %."""
    assert without_mt(mine.known()) == pytest.approx(11, abs=0.01)


def test_figures_of_the_territory_itself_have_a_name_and_something_that_moves_them():
    ledger, names = read_ledger(find_sources().conf), TEXTS.written["names"]
    for figure in ("without_mt_here", "apl_here"):
        assert set(names[figure]) == set(LANGUAGES)
        assert movers(figure, ledger), figure


def test_a_survey_that_asked_something_else_stands_in_no_check():
    """Needs given up here would stand beside the 3 % who say that they missed care, a tenth of them."""
    here = {row.id for row, _ in held_here("mios")}
    assert {"consultations_per_resident", "ed_per_resident", "cmsi_mios_year"} <= here
    assert not here & {"gave_up_medical", "gave_up_poor"} and "ed_coastal_summer" not in here


def test_before_its_first_run_what_is_not_well_is_noted(mine, tmp_path, capsys, monkeypatch):
    """On standard error, and no more once a run of the territory is there. Ours are not the planner's."""
    nobody_beyond(mine)
    mine.write()
    job = load(["scenario=here_as_is", f"run.outputs={tmp_path / 'out'}"], mine.folder, schemas())
    note_territories([job], "en")
    assert "--ring 20" in capsys.readouterr().err
    note_territories([load(["scenario=mios_as_is"], None, schemas())], "en")
    assert capsys.readouterr().err == ""
    played = SimpleNamespace(manifest=SimpleNamespace(territory="here"))
    monkeypatch.setattr("sim.cli.territory_check.runs_there", lambda _: [played])
    note_territories([job], "en")
    assert capsys.readouterr().err == ""
