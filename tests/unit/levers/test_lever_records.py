"""conf/levers.yaml: a record for every lever that is shipped, and what is said of one that is wrong."""

import pytest

from sim.levers.choose import Ask, Chooser
from sim.levers.records import FILE, check_records, read_records
from sim.scenario.errors import ScenarioError
from sim.scenario.fair_baseline import AS_IS
from sim.scenario.sources import find_sources
from sim.schema.languages import LANGUAGES

SCENARIOS = find_sources().files["scenario"]
LEVERS = sorted(name for name in SCENARIOS if not name.endswith(AS_IS))
GOOD = "budget: 300000\nlevers:\n  mios_zip: {stance: contested, said: {en: a, fr: b}}\n"


def test_every_scenario_that_is_no_baseline_has_a_record():
    """docs/adding.md says how one is added."""
    missing = sorted(set(LEVERS) - set(read_records().levers))
    assert not missing, f"conf/{FILE} says nothing of: {', '.join(missing)}"


def test_there_is_no_record_of_a_scenario_that_is_not_there():
    check_records(read_records(), SCENARIOS)


def test_every_text_is_in_both_languages():
    for name, record in read_records().levers.items():
        texts = [record.said, record.why, *([record.size.of] if record.size else [])]
        assert all(text == "" or sorted(text) == sorted(LANGUAGES) for text in texts), name


@pytest.fixture(scope="module")
def chooser(tmp_path_factory):
    return Chooser(Ask(tmp_path_factory.mktemp("outputs")))


def test_every_lever_has_a_baseline_and_five_years(chooser):
    levers = chooser.levers()
    assert [each.name for each in levers] == LEVERS
    for each in levers:
        run, base = each.job.settings.run, each.baseline.settings.run
        said = each.record and each.record.baseline
        assert each.baseline.scenario.endswith(AS_IS) or each.baseline.scenario == said, each.name
        assert run.end == base.end >= each.year(5).last, each.name
        assert each.first >= run.start, each.name


def test_every_size_that_is_to_be_played_can_be(chooser):
    sized = {
        name: each.size for name, each in read_records().levers.items() if each.size and each.size.played
    }
    assert sized
    for lever in chooser.levers():
        size = sized.get(lever.name)
        for n in () if size is None else {size.least, size.n + 1, size.most}:
            other = chooser.at_size(lever, n)
            assert other.job.resolved["measures"] != lever.job.resolved["measures"]
            assert other.baseline == lever.baseline


def complaint(tmp_path, text):
    path = tmp_path / FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        check_records(read_records(path), SCENARIOS)
    return str(raised.value)


def test_the_example_is_good(tmp_path):
    path = tmp_path / FILE
    path.write_text(GOOD, encoding="utf-8")
    check_records(read_records(path), SCENARIOS)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("mios_zip:", "mios_zap:", ["levers.mios_zap", "no scenario “mios_zap”", "mios_zip"]),
        ("stance: contested", "stance: unsure", ["line 3", "levers.mios_zip.stance", "contested"]),
        ("said: {en: a, fr: b}", "said: ''", ["levers.mios_zip.said", "is empty"]),
        ("said: {en: a, fr: b}", "baseline: mios_as_is", ["levers.mios_zip.said", "is missing"]),
        ("fr: b}", "fr: b}, expects: {gpz: more}", ["levers.mios_zip.expects", "gpz", "did you mean gps"]),
        ("fr: b}", "fr: b}, expects: {gps: up}", ["levers.mios_zip.expects.gps", "more"]),
        ("fr: b}", "fr: b}, baseline: mios_as_was", ["levers.mios_zip.baseline", "did you mean mios_as_is"]),
        ("fr: b}", "fr: b}, size: {n: 9, of: x, least: 1, most: 3}", ["size", "n: 9 must lie between"]),
        ("fr: b}", "fr: b}, size: {n: 0, of: x, least: 1, most: 3}", ["zip.size.n", "more than 0"]),
        ("fr: b}", "fr: b}, size: {n: 2, of: x, least: 1}", ["mios_zip.size.most", "is missing"]),
        (
            "fr: b}",
            "fr: b}, size: {n: 2, of: x, least: 1, most: 3, each: [measures.a.doctors]}",
            ["mios_zip.size.each", "measures.settle.doctors=1"],
        ),
        ("budget: 300000", "budget: none", ["line 1", "key budget", "is not a number"]),
        ("budget: 300000", "bugdet: 300000", ["key budget", "is missing"]),
        ("budget: 300000", "budget: 1\nbugdet: 1", ["line 2", "bugdet", "did you mean budget"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_key(tmp_path, was, now, said):
    message = complaint(tmp_path, GOOD.replace(was, now))
    for part in said:
        assert part in message, message
