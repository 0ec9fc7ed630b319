"""Which published figures are calibrated to: those with the role calibration, no others, and as data."""

from pathlib import Path

import pytest
import yaml

from sim.calibration import targets
from sim.calibration.errors import CalibrationError
from sim.outcomes.published.rows import Published, Role, published_rows

HEAD = "id,figure,figure_fr,source,unit,year,territory,published,low,high,role\n"


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """A folder with some rows: of each role, national and local."""
    rows = [
        ("any_contact", "france", "calibration"),
        ("travel_mean", "france", "calibration"),
        ("cmsi_mios_year", "mios", "calibration"),
        ("within_48h", "france", "held_back"),
        ("over_60_liberal", "france", "calibration"),
    ]
    lines = [f"{id},a figure,un chiffre,x,%,2024,{where},10,8,12,{role}" for id, where, role in rows]
    (tmp_path / "published.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def listed(conf: Path, *ids: str, discrepancy: float = 0.1) -> None:
    entries = [{"id": each, "discrepancy": discrepancy, "why": {"en": "so", "fr": "ainsi"}} for each in ids]
    (conf / "calibration.yaml").write_text(yaml.safe_dump(entries), encoding="utf-8")


def test_rows_that_are_read_all_have_the_role_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the project's own list: the door is asked for that role alone, and nothing else reads the file."""
    asked: list[str] = []

    def door(*roles: Role, file: Path | None = None) -> tuple[Published, ...]:
        asked.extend(roles)
        return published_rows(*roles, file=file)

    monkeypatch.setattr(targets, "published_rows", door)
    found = targets.rows()
    assert asked == ["calibration"]
    assert {row.published.role for row in found} == {"calibration"} and len(found) >= 10
    room = Path(targets.__file__).parent
    reading = [file.name for file in room.glob("*.py") if "published_rows" in file.read_text("utf-8")]
    assert reading == ["targets.py"]


def test_what_is_held_of_a_figure(conf: Path) -> None:
    """Observed: a quarter of its range, which holds 95 %; the model: a share of the figure."""
    listed(conf, "any_contact", discrepancy=0.2)
    target = targets.rows(conf)[0].target
    assert (target.published, target.observed, target.model) == (10, 1, 2)


@pytest.mark.parametrize(
    ("ids", "discrepancy", "said"),
    [
        (["within_48h"], 0.1, "within_48h is no row of conf/published.csv with the role calibration"),
        (["any_contract"], 0.1, "did you mean any_contact"),
        (["cmsi_mios_year"], 0.1, "cmsi_mios_year is shown by mios; figures of the country alone"),
        (["over_60_liberal"], 0.1, "over_60_liberal is what the files say of a territory"),
        (["any_contact", "any_contact"], 0.1, "any_contact has an entry already; keep one"),
        (["any_contact"], -0.1, "discrepancy: is a share, 0 or more"),
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
