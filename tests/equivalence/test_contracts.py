"""Contracts and a centre in both engines: the same changes of supply, the same books, the same records.

What a centre pays for depends on what its doctors did, and when it closes on that: so engines that differ in
a visit would differ in their history, too.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.changes.doctors_and_sites import AnnounceClosing
from sim.changes.payments import Account
from tests.both_engines import both, unlike
from tests.territories import own_folder

SCENARIO = """
title: Each contract
source: made for a test
territory: hamlets
run: {start: 2026-11-01, end: 2027-03-31, warmup_days: 31, trace: 1}
doctors:
  contracts:
    salaried: {leaving: [0.9], notice: 20, succession: {share: 1, vacancy_days: 10, takeover: 0.5}}
    junior: {ends_after: 3, notice: 20}
    foreign: {path: {months: 2, activity: 0.5}}
measures:
  centre:
    run_centre:
      commune: C1
      since: 2026-10-10
      creation_months: 1
      posts: 2
      search: {lead_days: 5, probability: 0.7}
      grants: {insurance: 12000}
      payers: {commune: 0.5, region: 0.5}
      takeover: 0.6
      bears: 100000
      closes_after: 2
  employed: {install: {doctors: 1, commune: C2, by: 2026-10-20, contract: salaried, age: 35}}
  junior: {install: {doctors: 1, commune: C1, by: 2026-11-02, contract: junior, shares_panel_of: c1_1}}
  foreign: {install: {doctors: 1, commune: C3, by: 2026-11-15, contract: foreign, supervised_by: c3_1}}
  line: {install: {doctors: 1, commune: C2, by: 2026-12-01, contract: volunteer}}
  pensioner: {retire: {doctor: c2_1, on: 2026-12-10, notice: 30, goes_on: {contract: retired_active}}}
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> list[tuple[Any, Any]]:
    """History and records, of the reference and of the kernels."""
    own: Path = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 3, 400)
    (own / "scenarios/each.yaml").write_text(SCENARIO, encoding="utf-8")
    return both(own, "scenario=each")


def test_engines_agree_on_history_books_and_records(played):
    (theirs, expected), (ours, got) = played
    assert ours.events == theirs.events
    for one, other in zip(expected, got, strict=True):
        assert unlike(one, other) == {}
    for name in ("doctors", "agendas"):
        mine, reference = getattr(ours, name)[0], getattr(theirs, name)[0]
        for column in mine.dtype.names:
            assert np.array_equal(mine[column], reference[column]), column


def test_something_is_compared(played):
    history, _ = played[0]
    kinds = {event.event for event in history.events}
    assert {"centre_opens", "centre_closing", "centre_closes", "activity", "announced", "departure"} <= kinds
    books = [event.change for event in history.events if isinstance(event.change, Account)]
    assert len({month.receipts for month in books if month.employer == "centre"}) > 2
    assert {month.employer for month in books} >= {"centre", "employed_1", "junior_1", "line_1"}
    assert any(isinstance(event.change, AnnounceClosing) for event in history.events)
