"""Records kept on a disk are read back as they were, whatever part is asked for."""

from dataclasses import fields

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.outcomes.periods.by_month import by_stretch
from sim.outcomes.storage import tables
from sim.outcomes.storage.spill_file import SpilledRecords, SpillFile
from sim.outcomes.storage.tables import TABLES, write_all
from sim.world.records import MONTHLY, Records
from tests.runs import costs, indicators, played
from tests.shipped import SHIPPED

REST = ("daily", "contacts", "inhabitants")


@pytest.fixture
def shelf(tmp_path):
    shelf = SpillFile(tmp_path / "counts")
    yield shelf
    shelf.close()
    assert not (tmp_path / "counts").exists()


def keep(shelf: SpillFile, records: Records, at_once: int = 5, waiting: int = 1) -> SpilledRecords:
    """Hands records out as an engine does; services come one by one over the first months."""
    kept = SpilledRecords(shelf, records.inhabitants.shape[1], SHIPPED, waiting)
    for first in range(0, len(records.outcomes), at_once):
        counts = {name: getattr(records, name)[first : first + at_once] for name in MONTHLY}
        if first == 0:
            counts |= {name: counts[name][:, :-1] for name in ("at_agendas", "panels")}
        kept.months(counts)
    kept.trace(records.trace[:20].copy())
    kept.trace(records.trace[20:].copy())
    kept.rest({name: getattr(records, name) for name in REST})
    return kept


@pytest.mark.parametrize(("first", "end"), [(0, 36), (5, 6), (3, 20)])
def test_months_come_back(shelf, first, end):
    records = played().catchments[0].records
    kept = keep(shelf, records)
    expected, got = records.stretch(first, end), kept.stretch(first, end)
    for name in set(MONTHLY) - {"at_agendas", "panels"}:
        assert np.array_equal(getattr(expected, name), getattr(got, name)), name
    for name in ("contacts", "inhabitants"):
        assert np.array_equal(getattr(expected, name), getattr(got, name)), name
    late = max(0, 5 - first)  # the last agenda had not come in the first five months
    for name in ("at_agendas", "panels"):
        one, other = getattr(expected, name), getattr(got, name)
        assert one.shape == other.shape
        assert np.array_equal(one[:, :-1], other[:, :-1])
        assert np.array_equal(one[late:, -1], other[late:, -1])
        assert (other[:late, -1] == 0).all()
    assert (kept.needs, kept.residents) == (records.needs, records.residents)


@pytest.mark.parametrize("waiting", [1, 15, 10_000])
def test_the_trace_comes_back_commune_by_commune(shelf, waiting):
    """However many lines go to the shelf at once."""
    records = played().catchments[0].records
    kept = keep(shelf, records, waiting=waiting)
    found = [kept.trace_of(commune) for commune in range(2)]
    assert [set(lines["commune"]) for lines in found] == [{0}, {1}]
    assert sorted(np.concatenate(found).tolist()) == sorted(records.trace.tolist())


def test_two_who_part_keep_what_they_had_in_common(shelf):
    """What one takes after the fork is not the other's."""
    records = played().catchments[0].records
    one = keep(shelf, records)
    other = one.fork()
    one.months({name: getattr(records, name)[:1] for name in MONTHLY})
    one.trace(records.trace[:3].copy())
    other.trace(records.trace[:7].copy())
    assert len(one.stretch(0, 99).outcomes) == len(other.stretch(0, 99).outcomes) + 1
    found = [sum(len(kept.trace_of(commune)) for commune in range(2)) for kept in (one, other)]
    assert found == [len(records.trace) + 3, len(records.trace) + 7]
    assert one.needs == other.needs + int(records.outcomes[0].sum())


@pytest.mark.parametrize("months", [1, 7, 13])
def test_indicators_do_not_depend_on_how_many_months_are_read_at_once(months):
    """Sums of what is no whole number may be added in another order: the last digits."""
    made = played()
    whole = indicators(made)
    parts = list(by_stretch(made, costs(), months))
    assert [stretch.end for stretch, _ in parts] == [*range(months, 36, months), 36]
    for key, values in whole.items():
        none = np.full_like(values[:1], np.nan)  # a group that nobody is in for as long is not there
        together = np.concatenate(
            [part.get(key, np.repeat(none, stretch.end - stretch.first, axis=0)) for stretch, part in parts]
        )
        np.testing.assert_allclose(together, values, rtol=1e-12, err_msg=str(key))


def test_files_do_not_depend_on_how_many_months_are_read_at_once(tmp_path, monkeypatch):
    made = played()
    contents = {}
    for cells in (1 << 12, 1):
        folder = tmp_path / str(cells)
        folder.mkdir()
        monkeypatch.setattr(tables, "CELLS_AT_ONCE", cells)
        write_all(made, costs(), folder)
        contents[cells] = {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}
    same = {name for name in TABLES if contents[1][name] == contents[1 << 12][name]}
    assert same >= set(TABLES) - {"indicators"}


def test_row_groups_do_not_depend_on_how_rows_come(tmp_path, monkeypatch):
    """Groups of 1000 rows; the same bytes as in one go, and as pyarrow writes them."""
    monkeypatch.setattr(tables, "GROUP", 1000)
    made = played().stretch(0, 36)
    rows = tables._outcomes(made)
    assert len(rows) > 3000
    for name, size in (("whole", len(rows)), ("bits", 7), ("parts", 1500)):
        with tables.Rows(tmp_path / name, "outcomes") as file:
            for first in range(0, len(rows), size):
                file.add(rows.slice(first, size))
    pq.write_table(
        rows,
        tmp_path / "arrow",
        row_group_size=1000,
        compression="zstd",
        compression_level=tables.ZSTD_LEVEL,
        store_schema=False,
    )
    bytes_of = {(tmp_path / name).read_bytes() for name in ("whole", "bits", "parts", "arrow")}
    assert len(bytes_of) == 1


def test_no_more_is_read_at_once_than_is_said(shelf, tmp_path, monkeypatch):
    """Of three cells, 36 months: at most so many months that months times cells stay within the bound."""
    made = played()
    held: list[int] = []
    for catchment in made.catchments:
        object.__setattr__(catchment, "records", keep(shelf, catchment.records))
    real = SpilledRecords.stretch

    def counted(kept: SpilledRecords, first: int, end: int) -> Records:
        held.append(end - first)
        return real(kept, first, end)

    monkeypatch.setattr(SpilledRecords, "stretch", counted)
    for cells, months in ((1, 1), (21, 7), (1 << 12, 36)):
        held.clear()
        monkeypatch.setattr(tables, "CELLS_AT_ONCE", cells)
        write_all(made, costs(), tmp_path)
        assert max(held) == months
        assert sum(held) == 36 * len(made.catchments), "every month is read once"


def test_every_array_of_the_records_is_kept_or_known_not_to_be():
    assert {field.name for field in fields(Records)} == {*MONTHLY, *REST, "trace"}
