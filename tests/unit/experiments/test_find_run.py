import pytest

from sim.experiments.errors import ExperimentError
from sim.experiments.find_run import find_run


@pytest.fixture
def outputs(tmp_path):
    for name in ("mios_as_is-aa11", "mios_as_is-ab22", "gisele_halimi_3_doctors-cc33"):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}")
    return tmp_path


def test_by_id_beginning_and_folder(outputs):
    wanted = outputs / "runs" / "gisele_halimi_3_doctors-cc33"
    assert find_run("gisele_halimi_3_doctors-cc33", outputs) == wanted
    assert find_run("gis", outputs) == wanted
    assert find_run(str(wanted), outputs) == wanted


def test_a_whole_name_wins_over_names_that_begin_so(outputs):
    longer = outputs / "runs" / "mios_as_is-aa11b"
    longer.mkdir()
    (longer / "manifest.json").write_text("{}")
    assert find_run("mios_as_is-aa11", outputs).name == "mios_as_is-aa11"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mios", "several begin so: mios_as_is-aa11, mios_as_is-ab22"),
        ("mioz_as_is", "did you mean mios_as_is-"),
        ("zzz", "known: gisele_halimi_3_doctors-cc33"),
        ("", "several begin so"),
    ],
)
def test_errors_name_what_is_near(outputs, text, said):
    with pytest.raises(ExperimentError, match=said):
        find_run(text, outputs)


def test_an_empty_folder_of_results(tmp_path):
    with pytest.raises(ExperimentError, match="there is none in"):
        find_run("mios", tmp_path)
