"""Command line over scenario over territory over conf; measures are inherited by name."""

import pytest

from sim.scenario.compose import compose_scenario
from sim.scenario.errors import ScenarioError
from sim.scenario.sources import GROUPS, data_root, find_sources

KINDS = ("install", "retire", "open_counter")


@pytest.fixture
def root(tmp_path):
    """A house with nothing but a conf/ and scenarios/."""
    root = tmp_path / "house"
    put(root / "conf/config.yaml", (data_root() / "conf/config.yaml").read_text(encoding="utf-8"))
    for group in GROUPS:
        put(root / f"conf/{group}/default.yaml", f"x: {{of: {group}, level: 1, list: [1, 2]}}\n")
    put(root / "conf/services/other.yaml", "x: {of: other, level: 7}\n")
    put(
        root / "conf/territory/here.yaml",
        "name: here\nneeds: {x: {level: 2}}\nservices: other\nmeasures:\n"
        "  retirement: {retire: {doctor: here_1, on: 2025-06-30}}\n  centre: {open_counter: {type: cmsi}}\n",
    )
    put(root / "conf/territory/there.yaml", "name: there\nmeasures: {}\n")
    put(root / "scenarios/plain.yaml", "title: Plain\nsource: test\nterritory: here\n")
    put(
        root / "scenarios/three.yaml",
        "title: Three\nsource: test\nterritory: here\nneeds: {x: {level: 3}}\nrun: "
        "{x: {level: 4}}\nmeasures:\n"
        "  settle: {install: {doctors: 3, by: 2025-10-01}}\n"
        "  retirement: {retire: {doctor: here_2}}\n  centre: null\n",
    )
    return root


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def composed(root, *words):
    return compose_scenario(words, find_sources(root=root), KINDS)


def data(root, *words):
    return composed(root, *words).data


def test_the_territory_stands_over_conf_and_the_scenario_over_the_territory(root):
    assert data(root, "scenario=plain")["needs"]["x"] == {"of": "needs", "level": 2, "list": [1, 2]}
    assert data(root, "scenario=three")["needs"]["x"]["level"] == 3
    assert data(root, "scenario=three", "needs.x.level=9")["needs"]["x"]["level"] == 9
    assert data(root, "scenario=three")["run"]["x"]["level"] == 4


def test_a_territory_may_choose_another_file_of_a_group(root):
    assert data(root, "scenario=plain")["services"]["x"] == {"of": "other", "level": 7}
    assert data(root, "scenario=plain", "services=default")["services"]["x"]["of"] == "services"
    assert data(root, "scenario=plain", "territory=there")["services"]["x"]["of"] == "services"


def test_the_command_line_chooses_the_territory_over_the_scenario(root):
    assert data(root, "scenario=plain")["territory"]["name"] == "here"
    found = composed(root, "scenario=three", "territory=there")
    assert found.data["territory"]["name"] == "there"
    assert found.territory_folder == (root / "conf/territory").resolve()


def test_measures_are_inherited_replaced_and_removed_by_name(root):
    assert list(data(root, "scenario=plain")["measures"]) == ["retirement", "centre"]
    assert data(root, "scenario=three")["measures"] == {
        "retirement": {"retire": {"doctor": "here_2"}},
        "settle": {"install": {"doctors": 3, "by": "2025-10-01"}},
    }
    assert list(data(root, "scenario=three", "territory=there")["measures"]) == ["settle", "retirement"]


def test_the_short_form_reaches_into_the_one_measure_under_a_name(root):
    settle = data(root, "scenario=three", "measures.settle.doctors=2")["measures"]["settle"]
    assert settle == {"install": {"doctors": 2, "by": "2025-10-01"}}
    long = data(root, "scenario=three", "measures.settle.install.doctors=2")["measures"]["settle"]
    assert long == settle
    inherited = data(root, "scenario=plain", "measures.retirement.on=2026-01-31")["measures"]["retirement"]
    assert inherited == {"retire": {"doctor": "here_1", "on": "2026-01-31"}}
    added = data(root, "scenario=three", "measures.settle.notice=90")["measures"]["settle"]["install"]
    assert added == {"doctors": 3, "by": "2025-10-01", "notice": 90}


def test_the_command_line_removes_replaces_and_adds_measures(root):
    assert "settle" not in data(root, "scenario=three", "measures.settle=null")["measures"]
    whole = data(root, "scenario=three", "measures.settle={retire: {doctor: here_2}}")["measures"]["settle"]
    assert whole == {"retire": {"doctor": "here_2"}}
    more = data(root, "scenario=plain", "measures.more={install: {doctors: 1}}")["measures"]["more"]
    assert more == {"install": {"doctors": 1}}
    assert data(root, "scenario=plain", "measures.more.install.doctors=1")["measures"]["more"] == more


def test_an_entry_of_a_list_can_be_set(root):
    assert data(root, "scenario=plain", "needs.x.list.1=5")["needs"]["x"]["list"] == [1, 5]
    assert data(root, "scenario=plain", "needs.x.list={1: 5}")["needs"]["x"]["list"] == [1, 5]
    assert data(root, "scenario=plain", "needs.x.list=[5]")["needs"]["x"]["list"] == [5]


def test_an_override_of_a_measure_applies_to_what_those_before_it_made(root):
    whole = "measures.settle={retire: {doctor: here_2}}"
    settle = data(root, "scenario=three", whole, "measures.settle.on=2026-01-31")["measures"]["settle"]
    assert settle == {"retire": {"doctor": "here_2", "on": "2026-01-31"}}
    with pytest.raises(ScenarioError, match="no measure “settle”"):
        data(root, "scenario=three", "measures.settle=null", "measures.settle.doctors=2")


def test_composing_leaves_nothing_behind(root):
    first = data(root, "scenario=three", "measures.settle.doctors=2")
    assert data(root, "scenario=plain") == data(root, "scenario=plain")
    assert data(root, "scenario=three", "measures.settle.doctors=2") == first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a scenario, scenario=NAME"),
        (
            ["scenario=plane"],
            "there is no scenario “plane” (your own are found with --config-dir FOLDER); did you mean plain?",
        ),
        (
            ["scenario=plain", "territory=heer"],
            "there is no territory “heer” (your own are found with --config-dir FOLDER); "
            "did you mean here or there?",
        ),
        (
            ["scenario=plain", "services=otter"],
            "there is no services “otter” (your own are found with --config-dir FOLDER); did you mean other?",
        ),
        (["scenario=plain", "nedes.x.level=1"], "unknown key nedes; did you mean needs?"),
        (["scenario=three", "measures.setle.doctors=2"], "no measure “setle”; did you mean settle?"),
        (["scenario=three", "measures.setle=null"], "no measure “setle”; did you mean settle?"),
        (["scenario=plain", "measures=null"], "name a measure"),
    ],
)
def test_names_that_do_not_exist(root, words, said):
    with pytest.raises(ScenarioError) as error:
        composed(root, *words)
    assert said in str(error.value)


def test_unknown_keys_of_a_scenario_file(root):
    put(root / "scenarios/odd.yaml", "title: Odd\nsource: test\nterritory: here\nmesures: {}\n")
    with pytest.raises(ScenarioError) as error:
        composed(root, "scenario=odd")
    assert "odd.yaml, line 4, key mesures: unknown; did you mean measures" in str(error.value)


def test_a_scenario_must_name_its_territory(root):
    put(root / "scenarios/nowhere.yaml", "title: Odd\nsource: test\n")
    with pytest.raises(ScenarioError, match=r"nowhere\.yaml, key territory: should name the territory"):
        composed(root, "scenario=nowhere")
    assert data(root, "scenario=nowhere", "territory=here")["territory"]["name"] == "here"


@pytest.mark.parametrize(
    ("words", "path", "where"),
    [
        (["scenario=three"], "measures.settle.install.doctors", "three.yaml, line 7"),
        (["scenario=three"], "measures.settle.install.gone", "three.yaml, line 7"),
        (["scenario=plain"], "measures.retirement.retire.on", "here.yaml, line 5"),
        (["scenario=three"], "measures.retirement.retire.on", "three.yaml, line 8"),  # replaced as a whole
        (["scenario=three"], "title", "three.yaml, line 1"),
        (["scenario=three"], "nowhere", "three.yaml"),
        (["scenario=plain"], "needs.x.level", "here.yaml, line 2"),
        (["scenario=plain"], "needs.x.of", "conf/needs/default.yaml, line 1"),
        (["scenario=plain"], "services.x.of", "conf/services/other.yaml, line 1"),
        (["scenario=plain"], "territory.name", "here.yaml, line 1"),
        (
            ["scenario=three", "measures.settle.doctors=-1"],
            "measures.settle.install.doctors",
            "command line, measures.settle.doctors=-1",
        ),
        (
            ["scenario=plain", "measures.new={install: {doctors: 1}}"],
            "measures.new.install.age",
            "command line, measures.new={install: {doctors: 1}}",
        ),
        (["scenario=plain", "needs.x={level: 5}"], "needs.x.level", "command line, needs.x={level: 5}"),
        (["scenario=plain", "needs.x={level: 5}"], "needs.x.of", "conf/needs/default.yaml, line 1"),
    ],
)
def test_where_a_value_comes_from(root, words, path, where):
    assert composed(root, *words).origin.of(tuple(path.split("."))).endswith(where)


@pytest.mark.parametrize("name", ["2026", "2026_27", "1e3", "null", "true", "no", "nan", "0x1F"])
def test_a_scenario_may_be_called_like_a_number(root, name):
    put(root / f"scenarios/{name}.yaml", "title: Named\nsource: test\nterritory: '2033'\n")
    put(root / "conf/territory/2033.yaml", "name: '2033'\n")
    found = composed(root, f"scenario={name}")
    assert (found.scenario, found.territory) == (name, "2033")
    put(root / f"scenarios/{name}.yaml", "title: Named\nsource: test\nterritory: 2033\n")
    with pytest.raises(ScenarioError, match=r"line 3, key territory: should name .* in quotation marks"):
        composed(root, f"scenario={name}")
    assert composed(root, f"scenario={name}", "territory=2033").territory == "2033"


@pytest.mark.parametrize("said", ["[]", "0", "false", "''"])
def test_measures_are_a_block_or_nothing(root, said):
    put(root / "scenarios/odd.yaml", f"title: Odd\nsource: test\nterritory: here\nmeasures: {said}\n")
    with pytest.raises(ScenarioError, match=r"odd\.yaml, line 4, key measures: should be a block of named"):
        composed(root, "scenario=odd")


@pytest.mark.parametrize("nothing", ["", "{}", "null"])
def test_measures_may_be_none(root, nothing):
    put(root / "scenarios/odd.yaml", f"title: Odd\nsource: test\nterritory: here\nmeasures: {nothing}\n")
    assert list(data(root, "scenario=odd")["measures"]) == ["retirement", "centre"]


def test_an_empty_block_would_change_nothing_and_is_refused(root):
    """Whoever writes `services.open={}` means to close everything; blocks are merged key by key."""
    remedy = "key needs.x: {} changes nothing; null removes a named thing, such as needs.x.of: null"
    with pytest.raises(ScenarioError) as error:
        composed(root, "scenario=plain", "needs.x={}")
    assert str(error.value) == f"command line, needs.x={{}}: {remedy}"
    put(root / "scenarios/odd.yaml", "title: Odd\nsource: test\nterritory: here\nneeds:\n  x: {}\n")
    with pytest.raises(ScenarioError) as error:
        composed(root, "scenario=odd")
    assert str(error.value).endswith(f"odd.yaml, line 5: {remedy}")


# --- the user's own folder ---------------------------------------------------------------------------------


def test_own_scenarios_and_territories(root, tmp_path):
    own = tmp_path / "own"
    put(own / "scenarios/mine.yaml", "title: Mine\nsource: me\nterritory: farm\n")
    put(own / "territory/farm.yaml", "name: farm\n")
    found = compose_scenario(["scenario=mine"], find_sources(own, root), KINDS)
    assert found.data["territory"] == {"name": "farm", "measures": {}}
    assert found.territory_folder == (own / "territory").resolve()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("scenarios/plain.yaml", "“plain” is that of a scenario we ship"),
        ("territory/here.yaml", "“here” is that of a territory we ship"),
        ("pages/mine.yaml", "holds no folder scenarios/ or territory/"),
    ],
)
def test_folders_that_cannot_be_used(root, tmp_path, file, said):
    put(tmp_path / "own" / file, "title: x\n")
    with pytest.raises(ScenarioError) as error:
        find_sources(tmp_path / "own", root)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "rubbish", ["._good.yaml", ".#good.yaml", ".good.yaml.swp", "good.yaml~", "notes.txt"]
)
def test_what_editors_and_systems_leave_is_no_scenario(root, tmp_path, rubbish):
    own = tmp_path / "own"
    put(own / "scenarios/good.yaml", "title: Good\nsource: me\nterritory: here\n")
    (own / "scenarios" / rubbish).write_bytes(b"\0\xff[")
    sources = find_sources(own, root)
    assert "good" in sources.files["scenario"] and not sources.passed_over


@pytest.mark.parametrize(
    ("file", "asked", "remedy"),
    [
        ("good (copie).yaml", "good (copie)", "letters (no accents), digits, _ and -"),
        ("a b.yaml", "a b", "letters (no accents), digits, _ and -"),
        ("été.yaml", "été", "letters (no accents), digits, _ and -"),
        ("mine.yml", "mine", "call it mine.yaml"),
        (f"{'a' * 201}.yaml", "a" * 201, "at most 200"),
    ],
)
def test_a_file_that_cannot_be_chosen_stops_nobody_but_who_asks_for_it(root, tmp_path, file, asked, remedy):
    own = tmp_path / "own"
    put(own / "scenarios/good.yaml", "title: Good\nsource: me\nterritory: here\n")
    put(own / "scenarios" / file, "title: Odd\n")
    sources = find_sources(own, root)
    assert compose_scenario(["scenario=good"], sources, KINDS).scenario == "good"
    with pytest.raises(ScenarioError) as error:
        sources.find("scenario", asked, "command line")
    assert f"{file} is passed over; " in str(error.value) and remedy in str(error.value)


def test_the_ending_may_be_in_capitals(root, tmp_path):
    own = tmp_path / "own"
    put(own / "scenarios/UP.YAML", "title: Up\nsource: me\nterritory: here\n")
    assert compose_scenario(["scenario=UP"], find_sources(own, root), KINDS).data["title"] == "Up"
    put(own / "scenarios/UP.yaml", "title: Another\nsource: me\nterritory: here\n")
    (remedy,) = find_sources(own, root).passed_over.values()
    assert remedy == {"en": "there is another of that name", "fr": "il y en a un autre de ce nom"}


def test_a_folder_that_does_not_exist(root, tmp_path):
    with pytest.raises(ScenarioError, match="no such folder"):
        find_sources(tmp_path / "gone", root)


# --- where we find what we ship ----------------------------------------------------------------------------


def test_an_installed_wheel_carries_its_own_folders(tmp_path):
    package = tmp_path / "site-packages/sim"
    put(package / "_data/conf/config.yaml", "a: 1\n")
    assert data_root(package) == package / "_data"


def test_a_checkout_has_them_at_its_root(tmp_path):
    put(tmp_path / "conf/config.yaml", "a: 1\n")
    assert data_root(tmp_path / "sim") == tmp_path


def test_an_installation_without_them_says_so(tmp_path):
    with pytest.raises(ScenarioError, match="install it again"):
        data_root(tmp_path / "sim")
