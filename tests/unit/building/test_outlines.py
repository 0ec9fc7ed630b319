"""Outlines travel with a territory, however their file is packed."""

import json
import zipfile
from pathlib import Path

import pytest

from sim.building.outlines import outlines
from sim.france.files import opened
from sim.france.join import join
from sim.france.joined import SourceReport
from sim.france.readers import READERS, contours
from tests.france_files.contours import contours as drawn
from tests.france_files.few import few


def sources(data: Path) -> tuple[SourceReport, ...]:
    with opened(data) as folder:
        (file,) = folder.files
        return join([contours.READER.read(file)], READERS).sources


@pytest.mark.parametrize("packing", ["", ".gz", ".zip"])
def test_those_of_the_territory(tmp_path: Path, packing: str) -> None:
    inside = tmp_path / "downloads" / "contours"
    inside.mkdir(parents=True)
    made = drawn(inside, few(), packed=packing == ".gz")
    if packing == ".zip":
        with zipfile.ZipFile(inside / "contours.zip", "w") as archive:
            archive.write(made, made.name)
        made.unlink()
    data = tmp_path / "downloads"
    (text,) = outlines(data, sources(data), ["33284", "2A004"]).values()
    features = json.loads(text)["features"]
    assert [feature["properties"]["name"] for feature in features] == ["Ajaccio", "Mios"]


def test_none_where_nobody_draws_them(tmp_path: Path) -> None:
    drawn(tmp_path, few())
    assert outlines(tmp_path, sources(tmp_path), ["33063"]) == {}
    assert outlines(tmp_path, (), ["33284"]) == {}
    assert outlines(None, (), ["33284"]) == {}
