"""Bad input through the command itself: status 2, one message that names file and key, no traceback."""

import unicodedata

import pytest

from sim.cli import main
from sim.scenario.sources import data_root
from tests.territories import own_folder
from tests.unit.cli.conftest import MINE, said


def test_unknown_scenario(complaint):
    said(complaint("scenario=mime"), "command line, scenario=mime", "no scenario “mime”", "did you mean mine")


def test_no_scenario(complaint):
    said(complaint(), "name a scenario", "mine")


def test_unknown_keys(complaint):
    said(complaint("scenario=mine", "run.replicatons=3"), "run.replicatons", "did you mean replications?")
    said(complaint("scenario=mine", "rnu.seed=3"), "unknown key rnu", "did you mean run")
    page = MINE.replace("doctor: mios_1", "docter: mios_1")
    said(
        complaint("scenario=mine", page=page),
        "scenarios/mine.yaml, line 5",
        "measures.leaves.retire.docter",
        "did you mean doctor",
    )
    page = MINE.replace("title", "titel")
    said(
        complaint("scenario=mine", page=page),
        "scenarios/mine.yaml, line 1",
        "key titel",
        "did you mean title",
    )


def test_unknown_measure(complaint):
    page = MINE.replace("retire:", "retyre:")
    said(complaint("scenario=mine", page=page), "line 5", "measures.leaves.retyre", "did you mean retire?")
    said(complaint("scenario=mine", "measures.leafs.notice=3"), "no measure “leafs”", "did you mean leaves?")


@pytest.mark.parametrize("day", ["soon", "2025-02-30", "2025-13-01", "20250101.5", "12", "true"])
def test_a_date_that_is_no_date(complaint, day):
    message = complaint("scenario=mine", f"run.end={day}")
    said(message, f"command line, run.end={day}", "key run.end", "no date", "2025-10-01")
    page = MINE.replace("2025-06-30", day)
    said(
        complaint("scenario=mine", page=page),
        "scenarios/mine.yaml, line 5",
        "measures.leaves.retire.on",
        "no date",
    )


def test_the_end_before_the_start(complaint):
    message = complaint("scenario=mine", "run.end=2024-12-31")
    said(message, "run.end", "the end 2024-12-31 lies before the start 2025-01-01")
    page = MINE + "run: {start: 2026-01-01, end: 2025-01-01}\n"
    said(complaint("scenario=mine", page=page), "scenarios/mine.yaml, line 6", "key run.end")


def test_a_negative_count(complaint):
    said(complaint("scenario=mine", "run.replications=-1"), "run.replications", "-1 must be more than 0")
    page = MINE.replace("notice: 180", "notice: -180")
    said(complaint("scenario=mine", page=page), "line 5", "measures.leaves.retire.notice", "-180 is negative")


def test_a_probability_above_1(complaint):
    said(complaint("scenario=mine", "run.trace=1.5"), "run.trace", "1.5 is no share")
    said(
        complaint("scenario=mine", "measures.leaves.share=1.5"),
        "measures.leaves.retire.share",
        "1.5 is no share",
    )


def test_a_wrong_type(complaint):
    said(complaint("scenario=mine", "run.seed=many"), "run.seed", "“many” is not a whole number")
    said(complaint("scenario=mine", "needs.per_year=often"), "needs.per_year", "not a number")
    page = MINE + "needs: lots of them\n"
    said(complaint("scenario=mine", page=page), "scenarios/mine.yaml, line 6", "key needs")
    page = MINE.partition("measures")[0] + "measures: [a]\n"
    said(
        complaint("scenario=mine", page=page),
        "scenarios/mine.yaml",
        "key measures",
        "block of named measures",
    )


def test_several_faults_at_once(complaint):
    message = complaint("scenario=mine", "run.seed=-1", "measures.leaves.notice=-1", "needs.per_year=x")
    said(message, "run.seed", "measures.leaves.retire.notice", "needs.per_year")
    assert message.count("\n") == 3


COUNTER = (
    "  opens: {open_counter: {counter: c, profile: cmsi, commune: Mios, on: 2025-06-01, hours: HOURS}}\n"
)


@pytest.mark.parametrize("hours", ["{mon-zun: {'9-19': 2}}", "{mon-sun: {'9-31': 2}}", "{day8: {'9-19': 2}}"])
def test_a_timetable_beyond_the_week_or_the_day(complaint, hours):
    message = complaint("scenario=mine", page=MINE + COUNTER.replace("HOURS", hours))
    said(message, "scenarios/mine.yaml, line 6", "measures.opens.open_counter.hours")


def test_a_site_outside_the_territory(complaint):
    page = (
        MINE
        + "  premises: {open_site: {site: s, commune: Bordeaux, on: 2025-06-01, rooms: 3, capital_cost: 1}}\n"
    )
    said(
        complaint("scenario=mine", page=page),
        "scenarios/mine.yaml, line 6",
        "measures.premises.open_site.commune",
        "no commune “Bordeaux” in the territory mios",
    )


@pytest.mark.parametrize(
    ("commune", "said_of_it"),
    [
        ("Moos", "no commune “Moos” in the territory mios; did you mean Mios?"),
        ("la teste", "did you mean La Teste-de-Buch?"),
        ("ares", "did you mean Arès"),
        ("Bordeaux", "its communes, by name or INSEE code: Andernos-les-Bains, Arcachon, Arès, "),
        ("33063", "its communes, by name or INSEE code: "),
    ],
)
def test_communes_are_offered_by_name(complaint, commune, said_of_it):
    page = MINE + f"  settle: {{install: {{doctors: 1, commune: {commune}, by: 2025-06-01}}}}\n"
    message = complaint("scenario=mine", page=page)
    said(message, "scenarios/mine.yaml, line 6", "measures.settle.install.commune", said_of_it)
    assert ("(33" in message) == commune.isdigit()  # no codes where a name was written


def test_a_doctor_who_does_not_exist(complaint):
    said(
        complaint("scenario=mine", page=MINE.replace("mios_1", "mios_9")),
        "scenarios/mine.yaml, line 5",
        "measures.leaves.retire.doctor",
        "no doctor “mios_9”",
        "did you mean mios_",
    )


def test_a_site_that_nobody_opens(complaint):
    settle = (
        "  settle: {install: {doctors: 1, site: gisele, by: 2025-10-01, contract: liberal, age: 35, "
        " ramp_days: 90, ramp_start: 0.5, departure_hazard: 0.05, notice: 90}}\n"
    )
    message = complaint("scenario=mine", page=MINE + settle)
    said(message, "measures.settle.install.site", "no site “gisele”", "open_site")


def test_a_syntax_error_in_yaml(complaint):
    page = MINE.replace("180}}", "180}")
    said(complaint("scenario=mine", page=page), "scenarios/mine.yaml, line", "not valid YAML")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("defaults: [/run: default]\n", "key defaults"),
        ("hydra: {run: {dir: /tmp}}\n", "key hydra"),
        ("run: {_target_: os.system}\n", "key run._target_"),
        ("run: {outputs: '${oc.env:HOME}'}\n", "key run.outputs"),
    ],
)
def test_files_are_data(complaint, text, key):
    said(complaint("scenario=mine", page=MINE + text), "scenarios/mine.yaml, line 6", key, "not allowed")


@pytest.mark.parametrize(
    "word", ["hydra.run.dir=/tmp", "hydra/launcher=x", "+x.y=1", "~run.seed", "run.outputs=${x}"]
)
def test_words_for_hydra_are_refused(complaint, word):
    said(complaint("scenario=mine", word), f"command line, {word}")


def test_run_plays_one_scenario(complaint):
    said(complaint("scenario=mine", "run.seed=1,2"), "run.seed=1,2", "`sweep`")


def test_all_jobs_of_a_sweep_are_checked_first(complaint):
    message = complaint("scenario=mine", "measures.leaves.notice=10,-10", command="sweep")
    said(message, "measures.leaves.notice=-10", "-10 is negative")


def test_an_output_folder_that_cannot_be_written(complaint, mine):
    (mine / "taken").write_text("a file\n", encoding="utf-8")
    said(
        complaint("scenario=mine", "run.outputs=taken/here"), "run.outputs", "taken/here cannot be written to"
    )


def test_a_name_of_ours_cannot_be_taken(complaint, mine):
    (mine / "territory").mkdir()
    (mine / "territory/mios.yaml").write_text("name: mios\n", encoding="utf-8")
    said(complaint("scenario=mine"), "territory/mios.yaml", "give yours another name")


def test_a_territory_that_cannot_be_read(complaint, mine):
    (mine / "territory").mkdir()
    (mine / "territory/farm.yaml").write_text("name: farm\n", encoding="utf-8")
    page = MINE.replace("territory: mios", "territory: farm")
    said(complaint("scenario=mine", page=page), "territory/farm.yaml: missing: title, source, ")


@pytest.mark.parametrize("words", [["play"], ["run", "--fast"], ["compare"], ["scenarios", "a", "b"]])
def test_commands_that_do_not_exist(words, capsys):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert "--help" in captured.err
    assert captured.out == ""


def test_a_site_that_is_opened_twice(complaint):
    opens = "{open_site: {site: s, commune: Mios, on: 2025-06-01, rooms: 3, capital_cost: 1}}"
    message = complaint("scenario=mine", page=MINE + f"  one: {opens}\n  two: {opens}\n")
    said(message, "line 7", "measures.two.open_site.site", "the site “s” is there already")


@pytest.mark.parametrize(("period", "part"), [("soon", "soon"), ("2040", "2040")])
def test_a_period_that_is_none(complaint, period, part):
    said(complaint("scenario=mine", "run.seed=1,2", "--period", period, command="sweep"), part)


def test_a_run_that_is_not_there(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in (["compare", "mios_as_is", "other"], ["report", "mios_as_is"]):
        assert main(words) == 2
        captured = capsys.readouterr()
        said(captured.err, "run “mios_as_is”", "outputs/runs")
        assert captured.out == ""


def test_a_territory_key_says_where_it_was_written(complaint):
    message = complaint("scenario=mine", "territory.roads.detour=far")
    said(
        message,
        "command line, territory.roads.detour=far",
        "key territory.roads.detour",
        "“far” is not a number",
    )


def test_a_doctor_described_who_is_not_there(complaint):
    week = ", ".join(f"{day}: [9, 9]" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    named = f"{{birth_year: 1960, week: {{{week}}}}}"
    message = complaint("scenario=mine", page=MINE + f"doctors: {{named: {{'33284': {{'9': {named}}}}}}}\n")
    said(message, "scenarios/mine.yaml, line 6", "key doctors.named.33284.9", "7 doctors")


def test_every_fault_of_a_territory_is_named_with_its_place(complaint):
    said(
        complaint("scenario=mine", "territory.roads.detour=9", "territory.ald.age_0_14=3"),
        "command line, territory.roads.detour=9: key territory.roads.detour: 9 must lie between 1 and 5",
        "command line, territory.ald.age_0_14=3: key territory.ald.age_0_14: 3 is no share",
    )


def test_measures_of_the_territory_are_reached_by_their_name(complaint):
    said(complaint("scenario=mine", "territory.measures.sas.slots=2"), "write measures.sas.slots=")


MORE = """\
  premises: {open_site: {site: annex, commune: Mios, on: 2026-02-01, rooms: 3, capital_cost: 150000}}
  settle: {install: {doctors: 2, site: annex, by: 2026-02-01, probability: 0.5}}
"""


@pytest.mark.parametrize(
    ("was", "instead", "key", "remedy"),
    [
        ("0.5", "50 %", "settle.install.probability", "a share is a number between 0 and 1; write 0.5"),
        ("0.5", "150 %", "settle.install.probability", "50 %, for instance, is written 0.5"),
        ("0.5", "50", "settle.install.probability", "50 % is written 0.5"),
        ("0.5", "'0,5'", "settle.install.probability", "write 0.5"),
        ("0.5", "1/3", "settle.install.probability", "write 0.3333"),
        ("0.5", "", "settle.install.probability", "nothing stands here"),
        ("doctors: 2", "doctors: three", "settle.install.doctors", "write digits only, such as 3"),
        ("doctors: 2", "doctors: 2.5", "settle.install.doctors", "write digits only"),
        ("doctors: 2", "doctors: 100000000", "settle.install.doctors", "must be at most 1000"),
        ("rooms: 3", "rooms: -3", "premises.open_site.rooms", "-3 must be more than 0"),
        ("150000", "150 000 €", "premises.open_site.capital_cost", "write 150000"),
        ("by: 2026-02-01", "by: 01/02/2026", "settle.install.by", "write year-month-day: 2026-02-01"),
        ("by: 2026-02-01", "by: 2026-2-1", "settle.install.by", "write year-month-day: 2026-02-01"),
        ("by: 2026-02-01", "by: 2026-02", "settle.install.by", "such as 2025-10-01"),
        ("site: annex, by", "site: pôle santé, by", "settle.install.site", "no space, such as pole_sante"),
        ("install:", "instal:", "settle.instal", "did you mean install?"),
        ("{doctors: 2,", "[doctors: 2,", "settle.install", "a list; write keys"),
    ],
)
def test_what_a_hurried_planner_writes(complaint, was, instead, key, remedy):
    page = MINE + MORE.replace(was, instead)
    if instead.startswith("["):
        page = page.replace("0.5}}", "0.5]}")
    assert page != MINE + MORE
    said(complaint("scenario=mine", page=page), "scenarios/mine.yaml, line", f"key measures.{key}", remedy)


@pytest.mark.parametrize(
    ("page", "line", "remedy"),
    [
        ("", "mine.yaml: ", "holds nothing; a scenario has a title, a source, its territory and measures"),
        ("# soon\n", "mine.yaml: ", "holds nothing"),
        (
            MINE.replace("  leaves", "  - leaves"),
            "mine.yaml, line 4, key measures",
            "block of named measures",
        ),
        (MINE.replace("measures:\n  leaves", "leaves"), "mine.yaml, line 4, key leaves", "under `measures:`"),
        (MINE + "replications: 3\n", "line 6, key replications", "did you mean run.replications?"),
        (MINE + "run: {end: 31/12/2028}\n", "line 6: key run.end", "write year-month-day: 2028-12-31"),
        (
            MINE + "run: {end: 9999-12-31}\n",
            "line 6: key run.end",
            "must lie between the years 1900 and 2999",
        ),
        (
            MINE + "costs: {unit_costs: {consultation: 30.000}}\n",
            "line 6: key costs",
            "write 30000 if thousands",
        ),
    ],
)
def test_a_page_that_is_not_built_as_a_scenario(complaint, page, line, remedy):
    said(complaint("scenario=mine", page=page), f"scenarios/{line}" if "mine" in line else line, remedy)


@pytest.mark.parametrize(
    ("plan", "key", "remedy"),
    [
        (
            "set: {doctors: {booking: {no_shows: 1}}}",
            ".set.doctors.booking.no_shows",
            "did you mean no_show_",
        ),
        (
            "set: {needs: {first_contact_per_year: 3, weight: {}}}",
            ".set.needs.weight",
            "{} changes nothing; write what is to change",
        ),
        (
            "set: {doctors: {leave: {days_least: 3}}}",
            ".set.doctors.leave",
            "cannot be dated: weeks of leave are drawn once for each doctor, for all years alike; of doctors",
        ),
        ("set: {run: {seed: 3}}", ".set.run", "cannot be dated; known: costs, doctors, needs, pathway, "),
        ("set: {needs: {avoided: {certificate: 80 %}}}", ".set.needs.avoided.certificate", "write 0.8"),
        ("set: {needs: {avoided: {certificate: 1.2}}}", ".set.needs.avoided.certificate", "1.2 is no share"),
        ("set: {needs: {avoided: 0.8}}", ".set.needs.avoided", "should be a block of keys"),
        ("set: {needs: {avoided: {certificat: 0.8}}}", ".set.needs.avoided", "did you mean certificate?"),
        ("set: {}", "", "changes nothing; write `set`, such as `{needs: "),
        (
            "until: 2025-05-31, times: {needs: {per_year: 1.1}}",
            ".until",
            "2025-05-31 lies before on, 2025-06-01",
        ),
        ("until: 2025-06-01, times: {needs: {per_year: 1.1}}", "", "it would hold on no day; write a later"),
        ("times: {needs: {avoided: 2}}", ".times.needs.avoided", "there is no number to multiply"),
        ("times: {needs: {per_year: 0.1}}", ".times.needs", "from 2025-06-01 on, at age_"),
    ],
)
def test_settings_that_cannot_be_dated(complaint, plan, key, remedy):
    page = MINE + f"  other: {{change: {{on: 2025-06-01, {plan}}}}}\n"
    where = ("scenarios/mine.yaml, line 6", f"key measures.other.change{key}")
    said(complaint("scenario=mine", page=page), *where, remedy)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding(complaint, mine, encoding):
    (mine / "scenarios/mine.yaml").write_bytes(MINE.replace("page", "été").encode(encoding))
    said(complaint("scenario=mine"), "scenarios/mine.yaml: byte ", "is not UTF-8; save the file as UTF-8")


def test_a_folder_in_the_place_of_a_file(complaint, mine):
    (mine / "scenarios/folder.yaml").mkdir()
    said(complaint("scenario=folder"), "scenarios/folder.yaml: cannot be read", "directory")


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("measures.leaves.share=0,5", "a decimal has a point, not a comma"),
        ("run.end=31/12/2028", "write year-month-day: 2028-12-31"),
        ("run.replications = 3", "no spaces around =; write run.replications=3"),
        ("run.replications: 3", "write key=value, run.replications=3"),
        ("replications=3", "did you mean run.replications?"),
        ("run={seed: 1}", "set one key at a time, run.seed=…"),
        ("title='L'annexe'", "an apostrophe inside it after a \\"),
        ("run.seed=[1", "a [ is not closed"),
        ("run.end=null", "nothing stands here"),
        ("run.cluster=localhost", "such as tcp://127.0.0.1:8786"),
        (
            "costs.apl.distance.9.weight=0.5",
            "key costs.apl.distance: “{'9': {'weight': 0.5}}” should be a list",
        ),
    ],
)
def test_words_a_hurried_planner_types(complaint, word, remedy):
    said(complaint("scenario=mine", word), f"command line, {word}", remedy)


@pytest.mark.parametrize("name", ["mine.yaml", "scenarios/mine.yaml", "./scenarios/mine.yaml"])
def test_a_scenario_is_called_by_its_name(complaint, name):
    said(complaint(f"scenario={name}"), "without folder and ending: mine")


@pytest.mark.parametrize(
    "line", ["cluster: tcp://127.0.0.1:9", "cluster: null", "outputs: /tmp/elsewhere", "outputs: outputs"]
)
def test_no_file_says_where_a_run_connects_or_writes(complaint, mine, line):
    """A Dask client unpickles what its scheduler answers: nobody else's file may choose it."""
    key = line.partition(":")[0]
    remedy = f"key run.{key}: a file may not say where a run connects or writes; write run.{key}=…"
    message = complaint("scenario=mine", page=MINE + f"run: {{seed: 1, {line}}}\n")
    said(message, "scenarios/mine.yaml, line 6", remedy)
    (mine / "territory").mkdir()
    ours = (data_root() / "conf/territory/mios.yaml").read_text(encoding="utf-8")
    assert "\nrun:" not in ours
    (mine / "territory/farm.yaml").write_text(f"{ours}\nrun:\n  {line}\n", encoding="utf-8")
    page = MINE.replace("territory: mios", "territory: farm")
    said(complaint("scenario=mine", page=page), "territory/farm.yaml, line", remedy)


def test_a_file_for_runs_is_chosen_on_the_command_line(complaint, mine):
    """`run=far` is the planner's own word; `run: far` would be that of whoever wrote the scenario."""
    (mine / "run").mkdir()
    ours = (data_root() / "conf/run/default.yaml").read_text(encoding="utf-8")
    (mine / "run/near.yaml").write_text(ours, encoding="utf-8")
    assert "cluster: null" in ours
    (mine / "run/far.yaml").write_text(ours.replace("cluster: null", "cluster: far"), encoding="utf-8")
    said(
        complaint("scenario=mine", page=MINE + "run: far\n"), "run/far.yaml, line 15: key run.cluster: a file"
    )
    said(complaint("scenario=mine", "run=far", page=MINE), "run/far.yaml, line 15", "“far” is no address")
    said(complaint("scenario=mine", "run.end=x", page=MINE + "run: near\n"), "run.end=x: key run.end")


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("needs.chronic.least_days=1000000000000", "1e+12 is too large a number; write at most 1e+09"),
        ("doctors.patients.mt_minutes=1e-300", "1e-300 is too small a number"),
        ("needs.frailty_shape=1e-3", "must lie between 0.1 and 1000"),
        ("needs.per_year=1e6", "must lie between 0.001 and 100"),
        ("needs.weights.age_0_14=99", "at most 100 can be played"),
        ("measures.settle.ramp_days=2147483648", "too large"),
        ("measures.settle.panel_cap=3000000000", "too large"),
        ("measures.settle.age=1", "must lie between 20 and 100"),
        ("measures.premises.rooms=1e20", "too large"),
        ("run.warmup_days=800000", "must lie between 0 and 32767"),
    ],
)
def test_numbers_beyond_what_can_be_played(complaint, word, remedy):
    """Each of them was a traceback, a hang or a machine without memory."""
    message = complaint("scenario=mine", word, page=MINE + MORE)
    said(message, f"command line, {word}", remedy)
    assert message.count("\n") == 1


def test_a_doctor_outside_general_care_is_named_as_such(complaint):
    """It stands in doctors.csv, with the mode `particular`."""
    message = complaint("scenario=mine", page=MINE.replace("mios_1", "mios_5"))
    said(
        message,
        "scenarios/mine.yaml, line 5",
        "mios_5 is of particular mode in the territory mios",
        "did you",
    )


@pytest.mark.parametrize(
    ("word", "such"), [("Mios", "no doctor “Mios”"), ("Lège 2", "as lege_2"), ("Arès", "as ares_1")]
)
def test_who_names_a_commune_for_a_doctor_is_told_how_doctors_are_called(complaint, word, such):
    said(complaint("scenario=mine", page=MINE.replace("mios_1", word)), "scenarios/mine.yaml, line 5", such)


def test_a_scenario_is_checked_without_being_played(mine, complaint, capsys):
    message = complaint("mine", "--check", command="scenarios", page=MINE.replace("mios_1", "mios_9"))
    said(message, "scenarios/mine.yaml, line 5", "no doctor “mios_9”")
    said(complaint("--check", command="scenarios"), "name the scenario")
    (mine / "scenarios/mine.yaml").write_text(MINE, encoding="utf-8")
    assert main(["scenarios", "mine", "--check", "--config-dir", str(mine)]) == 0
    assert capsys.readouterr().out == "mine: can be played\n"
    assert not (mine / "outputs").exists()


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("measures.settle.by=1000-01-01", "no date of our times; write one from 1900 to 2199"),
        ("measures.premises.on=0225-02-01", "no date of our times"),
        ("measures.settle.doctors=１２", "not a whole number; write 12"),
        ("territory.demography.birth=1", "must lie between 0 and 0.5"),
        (
            "services.open={}",
            "changes nothing; null removes a named thing, such as services.open.ed_arcachon: null",
        ),
        ("run.cluster=tls://", "such as tcp://127.0.0.1:8786"),
        ("run.cluster=tls://:", "such as tcp://127.0.0.1:8786"),
        ("run.cluster=tcp://host", "such as tcp://127.0.0.1:8786"),
        ("measures.arrivée.doctors=3", "keys have letters without accents; call the measure so"),
        ("run.start=0001-01-01", "must lie between the years 1900 and 2999"),
    ],
)
def test_what_was_accepted_or_broke(complaint, word, remedy):
    said(complaint("scenario=mine", word, page=MINE + MORE), remedy)


@pytest.mark.parametrize("name", ["arrivée", "a b", "été 2026"])
def test_a_measure_has_a_name_that_an_override_can_say(complaint, name):
    """Its doctors are called by it, and overrides reach into it."""
    page = MINE + MORE.replace("settle:", f'"{name}":')
    message = complaint("scenario=mine", page=page)
    said(message, f"scenarios/mine.yaml, line 7: key measures.{name}: “{name}” cannot be a name; ", "such as")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_from_a_mac_is_the_same_name(complaint, form):
    commune = unicodedata.normalize(form, "Lège-Cap-Ferret")
    wrong = MINE.replace("mios_1", "mios_99") + MORE
    message = complaint("scenario=mine", page=wrong.replace("commune: Mios", f"commune: {commune}"))
    assert message.count("\n") == 1 and "no doctor “mios_99”" in message
    message = complaint("scenario=mine", f"measures.premises.commune={commune}", page=wrong)
    assert message.count("\n") == 1 and "no doctor “mios_99”" in message


@pytest.mark.parametrize(
    ("word", "differs"),
    [
        ("run.seed=1,2", "seed (run.seed), 2 against 1"),
        ("run.end=2027-03-31,2027-06-30", "last day (run.end), 2027-06-30 against 2027-03-31"),
        ("run.warmup_days=60,90", "first day (run.start, run.warmup_days)"),
        ("run.grain=commune,territory", "grain (run.grain), territory against commune"),
    ],
)
def test_runs_that_cannot_be_compared_are_told_before_they_are_played(complaint, mine, word, differs):
    """They were played for an hour, and then refused."""
    page = MINE.partition("measures")[0]
    second = word.replace("=", "=?,").partition("?")[0] + word.rpartition(",")[2]
    message = complaint("scenario=mine", word, command="sweep", page=page)
    said(message, f"command line, scenario=mine, {second}: a sweep compares", differs, "with `run`")


def test_more_transports_than_there_may_be(complaint):
    taxi = "{transport: {communes: [Lugos], doctors: Salles, on: 2026-01-01}}\n"
    page = MINE + "".join(f"  taxi_{n}: {taxi}" for n in range(14))
    message = complaint("scenario=mine", page=page)
    said(message, "line 19: key measures.taxi_13: there may be 13 measures transport, and this is one more")


def test_more_replications_than_anybody_waits_for(complaint):
    words = ("scenario=mine", "run.replications=60000", "measures.leaves.notice=10,20")
    said(complaint(*words, command="sweep"), "3 runs, 180000 replications together; at most 100000 are")
    said(complaint("scenario=mine", "run.replications=10000000"), "must lie between 1 and 100000")
    many = complaint("scenario=mine", "run.seed=range(0,20000)", command="sweep")
    said(many, "run.seed=range(0,20000): 20000 runs; a sweep plays at most 1000")


def test_a_name_that_two_communes_have_is_no_address(complaint, mine):
    """In France it is common: whoever writes it is asked for the code."""
    own_folder(mine / "of_two", "hamlet", 3, 300)
    (mine / "of_two/territory").rename(mine / "territory")
    communes = mine / "territory/files/communes.csv"
    communes.write_text(
        communes.read_text(encoding="utf-8").replace("90002;C2", "90002;C1"), encoding="utf-8"
    )
    page = MINE.partition("measures")[0].replace("mios", "hamlet") + "measures:\n"
    settle = "  settle: {install: {doctors: 1, commune: C1, by: 2025-06-01}}\n"
    message = complaint("scenario=mine", page=page + settle)
    said(message, "line 5: key measures.settle.install.commune: several communes are called “C1”; ")
    said(message, "write “90001” or “90002”")
    message = complaint("scenario=mine", page=page + settle.replace("C1", "'90002'").replace("1, c", "x, c"))
    assert "several" not in message and "install.doctors" in message
    bus = "services: {open: {ed_here: {profile: ed, at: c1}}}\n"
    message = complaint("scenario=mine", page=page.replace("measures:\n", bus))
    said(message, "key services.open.ed_here.at: several communes are called “c1”; write 90001 or 90002")


def test_a_measure_does_not_take_the_place_of_one_of_another_kind(complaint):
    """That of the territory was gone without a word, and with it the counter that is to be closed."""
    there = "a measure of this name is there already, open_counter, and this (close_counter) would take"
    remedy = "give yours another name to have both, and write `cmsi: null` to be without that one"
    closes = "{close_counter: {counter: cmsi_mios, on: 2026-01-01}}"
    message = complaint("scenario=mine", page=MINE + f"  cmsi: {closes}\n")
    said(message, "scenarios/mine.yaml, line 6: key measures.cmsi: ", there, remedy)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("line15", "a service line15 is open in every territory (conf/services/default.yaml)"),
        ("c1", "“c1” means another place already, or everybody; give the place a name of its own"),
        ("c1_1", "“c1_1” means another place already"),
        ("all", "“all” means another place already"),
    ],
)
def test_a_place_of_a_territory_has_a_name_of_its_own(complaint, mine, name, remedy):
    own_folder(mine / "of_one", "hamlet", 2, 300)
    (mine / "of_one/territory").rename(mine / "territory")
    file = mine / "territory/hamlet.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("  ed:\n", f"  {name}:\n    profile: ed\n").replace("at: ed\n", f"at: {name}\n")
    file.write_text(text, encoding="utf-8")
    page = MINE.partition("measures")[0].replace("mios", "hamlet")
    said(complaint("scenario=mine", page=page), ", line ", f"places.{name}: ", remedy)


@pytest.mark.parametrize("command", ["run", "sweep", "sensitivity"])
def test_a_scenario_is_played_in_its_own_territory(complaint, command):
    """Its numbers and measures are of that."""
    message = complaint("scenario=mine", "territory=tulle", command=command, page=MINE.partition("meas")[0])
    said(
        message, "command line, territory=tulle: the scenario mine is of the territory mios; name a scenario"
    )
    said(message, "`premier-recours scenarios --territory tulle` lists them")


def test_a_scenario_that_is_misspelt_as_a_key(complaint):
    said(complaint("scenaro=mine"), "command line, scenaro=mine: unknown key; did you mean scenario?")


def test_two_values_that_may_be_one_are_told_as_they_were_typed(complaint):
    word = "doctors.patients.look.lost=0,5"
    message = complaint("scenario=mine", word, command="sweep")
    said(
        message, f"command line, {word}: key doctors.patients.look.lost: 5 ", "doctors.patients.look.lost=0.5"
    )


def test_one_run_alone_has_no_assumptions_that_move_a_difference(complaint):
    """The whole simulation was played before that was said."""
    message = complaint("scenario=mine", command="sensitivity", page=MINE.partition("measures")[0])
    said(message, "this is one run, and there is nothing to compare it with", "scenario=A,B")


def test_a_period_of_the_warm_up_is_not_reported(complaint):
    words = ("scenario=mine", "run.seed=1,2", "--period", "2024-11..2025-02")
    message = complaint(*words, command="sweep")
    said(message, "the run reports 2025-01..2030-12, what comes before 2025-01 is warm-up; choose a period")


def test_the_program_says_its_name_once(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in (["territory", "check", "nosuch"], ["scenarios", "nosuch"], ["runs", "remove", "nosuch"]):
        assert main(words) == 2
        message = capsys.readouterr().err
        assert message.startswith("premier-recours: ") and "premier-recours: premier-recours" not in message
