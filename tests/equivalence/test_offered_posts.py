"""Posts offered under a contract, in both engines: who takes them, their week, books and departures."""

import pytest

from sim.changes.payments import Account
from tests.both_engines import both, unlike
from tests.territories import own_folder

SCENARIO = """
title: Posts under a contract
source: made for a test
territory: hamlets
run: {start: 2025-01-01, end: 2025-06-30, warmup_days: 31, trace: 1, worlds: central}
doctors:
  contracts:
    salaried: {leaving: [0.9], notice: 20}
    foreign: {path: {months: 2, activity: 0.5}, supervision: {time: 0.1, months: 2, alone: 0}}
market:
  region: {gps: 12, reach: 2, posts: 0.2}
  graduates: {a_year: 120}
  search: {none: -2, lead_days: 5}
measures:
  market: {market: {}}
  employed: {offer_posts: {commune: C2, posts: 3, on: 2025-01-10}}
  abroad: {offer_posts: {commune: C1, posts: 2, on: 2025-01-20, contract: foreign}}
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """History and records, of the reference and of the kernels."""
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 3, 800)
    (own / "scenarios/posts.yaml").write_text(SCENARIO, encoding="utf-8")
    return both(own, "scenario=posts")


def test_engines_agree(played):
    (theirs, expected), (ours, got) = played
    assert ours.events == theirs.events
    for one, other in zip(expected, got, strict=True):
        assert unlike(one, other) == {}


def test_something_is_compared(played):
    history, _ = played[0]
    holders = {e.entity: e.change for e in history.events if e.event == "arrival" and e.change.through}
    assert {change.contract for change in holders.values()} == {"salaried", "foreign"}
    books = [event.change for event in history.events if isinstance(event.change, Account)]
    salaried = {name for name, change in holders.items() if change.contract == "salaried"}
    assert {month.employer for month in books} <= salaried
    assert len({month.receipts for month in books}) > 2, "what comes in depends on the visits of the month"
    assert any(e.event == "departure" and e.entity in salaried for e in history.events)
    assert any(e.event == "activity" for e in history.events), "a path, and a supervisor"
