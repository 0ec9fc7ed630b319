"""Which published figures are calibrated to: those with the role calibration, no others, and as data."""

import shutil
from pathlib import Path

import pytest
import yaml

from sim.calibration import targets
from sim.calibration.errors import CalibrationError
from sim.scenario.sources import data_root

HEAD = "id,figure,unit,year,territory,published,low,high,role,source\n"


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """A folder with a row of each role; figures of those that may not be read are no numbers."""
    rows = [f"{role},a figure,%,2024,france,secret,secret,secret,{role},x" for role in ("held_back", "input")]
    good = "mine,a figure,%,2024,france,10,8,12,calibration,x"
    here = "local,a figure,%,2024,mios,10,8,12,calibration,x"
    (tmp_path / "published.csv").write_text(HEAD + "\n".join([*rows, good, here]) + "\n", encoding="utf-8")
    return tmp_path


def listed(conf: Path, *ids: str, discrepancy: float = 0.1) -> None:
    entries = [{"id": each, "discrepancy": discrepancy, "why": {"en": "so", "fr": "ainsi"}} for each in ids]
    (conf / "calibration.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")


def test_rows_that_are_read_all_have_the_role_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the project's own list; a row that is held back never passes the door, whatever its figures."""
    roles = []

    class Rows(targets.csv.DictReader):  # type: ignore[type-arg,name-defined]
        def __next__(self) -> dict[str, str]:
            row = super().__next__()
            return Watched(row) if row["role"] != "calibration" else row

    class Watched(dict):  # type: ignore[type-arg]
        def __getitem__(self, key: str) -> str:
            roles.append(key)
            return str(super().__getitem__(key))

    monkeypatch.setattr(targets.csv, "DictReader", Rows)
    found = targets.rows()
    assert set(roles) <= {"role", "id"}
    table = (data_root() / "conf" / "published.csv").read_text(encoding="utf-8")
    assert all(f"\n{row.id}," in table for row in found) and len(found) >= 10


def test_figures_of_other_roles_are_not_even_numbers(conf: Path) -> None:
    listed(conf, "mine")
    assert [row.id for row in targets.rows(conf)] == ["mine"]


def test_what_is_held_of_a_figure(conf: Path) -> None:
    """Observed: a quarter of its range, which holds 95 %; the model: a share of the figure."""
    listed(conf, "mine", discrepancy=0.2)
    target = targets.rows(conf)[0].target
    assert (target.published, target.observed, target.model) == (10, 1, 2)


@pytest.mark.parametrize(
    ("ids", "discrepancy", "said"),
    [
        (["held_back"], 0.1, "held_back is no row of conf/published.csv with the role calibration"),
        (["mien"], 0.1, "did you mean mine"),
        (["local"], 0.1, "local is a figure of mios; national ones alone"),
        (["mine", "mine"], 0.1, "mine has an entry already; keep one"),
        (["mine"], -0.1, "discrepancy: is a share, 0 or more"),
    ],
)
def test_what_is_wrong_with_the_list_is_said(
    conf: Path, ids: list[str], discrepancy: float, said: str
) -> None:
    listed(conf, *ids, discrepancy=discrepancy)
    with pytest.raises(CalibrationError, match=said) as raised:
        targets.rows(conf)
    assert "calibration.yaml, line " in str(raised.value)


def test_a_list_that_is_empty(conf: Path) -> None:
    (conf / "calibration.yaml").write_text("[]\n", encoding="utf-8")
    with pytest.raises(CalibrationError, match="lists no row"):
        targets.rows(conf)
    shutil.rmtree(conf)
