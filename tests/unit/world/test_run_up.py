"""The run-up of registration: people are kept, more doctors serve more, equilibrium is a fixed point."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from sim.vocabulary.structure import Link
from sim.world.run_up import START, Edges, Rules, run_up

AGES = np.array([0.17, 0.18, 0.18, 0.19, 0.18, 0.09, 0.01])
ALD = np.array([0.02, 0.03, 0.06, 0.14, 0.33, 0.55, 0.65])
NEEDS = np.array([0.82, 0.57, 0.71, 0.98, 1.41, 2.26, 2.61])
RULES = Rules(
    years=10,
    up=np.array([1 / 15] * 5 + [0.03, 0.0]),
    gone=np.array([0.035, 0.08, 0.051, 0.028, 0.026, 0.07, 0.24]),
    moved=np.array([0.35, 1, 1, 1, 1, 1, 1]),
    looks=np.array([[0.2, 0.6], [0.75, 0.875], [0.9, 0.95]]),
    begins=0.5,
    searches=365.25 / np.array([[400, 200], [90, 45], [60, 30]]),
    asks=np.stack([np.stack([k * NEEDS, 1.6 * k * NEEDS], axis=1) for k in (0.1, 0.4)]),
    heard=1.0,
    refused=np.stack([0.12 * NEEDS, 0.20 * NEEDS], axis=1),
    far=np.array([0.89, 0.80, 0.85, 0.88, 0.93, 0.95, 0.95]),
    leaving=0.04,
    taken_over=0.5,
    anyway=np.array([0.25, 0.10, 0.03]),
    stretch=0.8,
)


def people(*residents):
    """(n, 7, 2) of communes with so many residents."""
    return np.array(residents, dtype=float)[:, None, None] * AGES[:, None] * np.stack([1 - ALD, ALD], axis=1)


def edges(minutes):
    """``minutes`` [commune, place]; infinite: not asked. A place of the same number lies in the commune."""
    commune, place = np.nonzero(np.isfinite(minutes))
    return Edges(commune, place, np.exp(-minutes[commune, place] / 3), commune == place)


THREE = people(8000, 3000, 500)
ROADS = np.array([[4.0, 12.0], [13.0, 5.0], [9.0, 10.0]])


def went(room, then=None, since=0.0, **changed):
    then = room if then is None else then
    rules = dataclasses.replace(RULES, **changed)
    return run_up(THREE, edges(ROADS), np.array(then, float), np.array(room, float), since, rules)


def without(first):
    return first.without[[Link.NEVER, Link.LOST]].sum() / THREE.sum()


def test_people_are_kept_and_shares_sum_to_1():
    """In every commune, band and ALD; and the places have on their lists whom the communes say they have."""
    first = went([6000, 2000])
    assert first.without.sum(axis=0) + first.having == pytest.approx(THREE)
    assert (first.without >= 0).all() and (first.having >= 0).all() and (first.at >= 0).all()
    here = np.bincount(edges(ROADS).commune, first.at)
    assert here == pytest.approx(first.having.sum(axis=(1, 2)))
    assert first.shares.sum(axis=0) == pytest.approx(np.ones((3, 7, 2)))


def test_nobody_lives_there():
    """Shares are those of the others: a commune may be empty on the first day."""
    some = people(5000, 0)
    first = run_up(some, edges(ROADS[:2]), np.ones(2), np.ones(2), 0, RULES)
    assert first.shares[:, 1] == pytest.approx(first.shares[:, 0])


def test_without_doctors_nobody_has_one():
    first = went([0, 0])
    assert first.having.sum() == 0 and first.at.sum() == 0
    assert first.without.sum(axis=0) == pytest.approx(THREE)


def test_out_of_reach_nobody_has_one():
    """Though another commune has doctors enough."""
    roads = np.array([[4.0], [np.inf]])
    first = run_up(people(5000, 5000), edges(roads), np.array([6000.0]), np.array([6000.0]), 0, RULES)
    assert first.having[1].sum() == 0
    assert first.having[0].sum() > 4000


@pytest.mark.parametrize("stretch", [0.0, 0.4, 0.8])
def test_more_doctors_leave_fewer_without(stretch):
    shares = [without(went([k * 3000, k * 1000], stretch=stretch)) for k in (1, 1.5, 2, 3, 4)]
    assert sorted(shares, reverse=True) == shares
    assert shares[0] - shares[-1] > 0.02


def test_where_doctors_ceased_more_have_lost_theirs():
    """Of two territories with the same doctors today, that which had more six years ago."""
    now, declined = went([6000, 2000]), went([6000, 2000], then=[9000, 3000], since=6)
    assert declined.without[Link.LOST].sum() > 1.2 * now.without[Link.LOST].sum()


@pytest.mark.parametrize("without_at_first", [0.0, START, 0.5, 1.0])
def test_equilibrium_is_its_fixed_point(without_at_first, monkeypatch):
    """With supply that does not change it is the same wherever it began: of the distance from it ten years
    leave at most a seventh (an eighth is measured), so that the ten years of the run-up leave no more than a
    point in a hundred, and sixty years nothing that anybody would see.
    """
    equilibrium = went([7000, 2000], years=100).shares
    monkeypatch.setattr("sim.world.run_up.START", without_at_first)
    years = (0.25, 10, 20, 30, 40, 50, 60)
    away = [np.abs(went([7000, 2000], years=each).shares - equilibrium).max() for each in years]
    assert away[0] > 0.05, "it begins elsewhere"
    for before, after in pairwise(away):
        assert after < before / 7
    if without_at_first == START:
        assert away[1] < 0.01


def test_equilibrium_by_hand():
    """One class, doctors with places for all, nobody ages: who leaves is replaced by those who come.

    People come as NEVER or FAR at rate g; all look, at rate s, and are taken: of N people U are without,
    g·N = (g + 1/step·(1 − exp(−s·step)))·U within what one step changes.
    """
    rules = dataclasses.replace(
        RULES, years=60, up=np.zeros(7), gone=np.full(7, 0.08), moved=np.ones(7),
        looks=np.ones((3, 2)), begins=1.0,
        searches=np.full((3, 2), 0.5), asks=np.zeros((2, 7, 2)), leaving=0.0, far=np.full(7, 0.5),
    )  # fmt: skip
    everybody = people(10_000)
    first = run_up(everybody, edges(np.array([[3.0]])), np.array([1e6]), np.array([1e6]), 0, rules)
    come, found = 0.08 * 0.25, 1 - np.exp(-0.5 * 0.25)
    expected = (1 - found) * come / (1 - (1 - come) * (1 - found))
    assert first.without.sum() / 10_000 == pytest.approx(expected, rel=1e-6)
    assert first.without[Link.NEVER].sum() == pytest.approx(first.without[Link.FAR].sum())
    assert first.open == pytest.approx([1.0])


def test_who_is_refused_begins_to_look_by_hand():
    """No doctor at all, one class: of N people c come in a quarter, of whom a look; of those who do not, b
    begin. So n = ((1 − c)·n + (1 − a)·c·N)·(1 − b) of them do not look.
    """
    rules = dataclasses.replace(
        RULES, years=60, up=np.zeros(7), gone=np.full(7, 0.08), moved=np.ones(7),
        looks=np.full((3, 2), 0.3), begins=0.0, refused=np.full((7, 2), 0.4),
    )  # fmt: skip
    first = run_up(people(10_000), edges(np.array([[3.0]])), np.zeros(1), np.zeros(1), 0, rules)
    come, begin = 0.08 * 0.25, 1 - np.exp(-0.4 * 0.25)
    expected = (1 - begin) * 0.7 * come / (1 - (1 - come) * (1 - begin))
    grown_up = first.not_looking[:, :, 1:].sum(), first.without[:, :, 1:].sum()
    assert grown_up[0] / grown_up[1] == pytest.approx(expected, rel=1e-4)
    assert first.not_looking[:, :, 0] == pytest.approx(0.0), "parents look"


def test_who_hears_of_a_list_that_begins_by_hand():
    """One class, doctors with places for all: of N people c come in a quarter, who all look, and a share f
    finds one. A part b of the doctors is replaced, who go on with the patients; of those who look a share
    1 − (1 − b)⁴ would ask there in a search, half of whom hear. U = (1 − t)(1 − f)((1 − c)·U + c·N).
    """
    rules = dataclasses.replace(
        RULES, years=60, up=np.zeros(7), gone=np.full(7, 0.08), moved=np.ones(7),
        looks=np.ones((3, 2)), begins=1.0, searches=np.full((3, 2), 0.5), asks=np.zeros((2, 7, 2)),
        leaving=0.2, taken_over=1.0, heard=0.5,
    )  # fmt: skip
    first = run_up(people(10_000), edges(np.array([[3.0]])), np.array([1e6]), np.array([1e6]), 0, rules)
    come, found, told = 0.08 * 0.25, 1 - np.exp(-0.5 * 0.25), 0.5 * (1 - (1 - 0.2 * 0.25) ** 4)
    kept = (1 - found) * (1 - told)
    assert first.without.sum() / 10_000 == pytest.approx(kept * come / (1 - kept * (1 - come)), rel=1e-6)


def test_news_finds_a_doctor_where_there_is_room_alone():
    """Of those who look: nobody more than there are places, and no news where nobody begins."""
    assert without(went([7000, 2500], heard=1.0)) < without(went([7000, 2500], heard=0.0))
    still = [went([7000, 2500], heard=heard, leaving=0.0).shares for heard in (0.0, 1.0)]
    assert still[0] == pytest.approx(still[1])
    grown = went([4000, 1500], then=[0, 0], since=0.25, heard=1.0, stretch=0.0, anyway=np.zeros(3))
    load = np.bincount(edges(ROADS).place, grown.at)
    assert (load <= np.array([4000, 1500]) * 1.001).all()


def test_nobody_is_refused_where_lists_are_open():
    """Nor does anybody begin to look then; where they are full, those who need more do, and find one."""
    first = [went([1e6, 1e6], refused=rate * RULES.refused) for rate in (0, 5)]
    assert first[0].not_looking == pytest.approx(first[1].not_looking)
    shares = [went([6000, 2000], refused=rate * RULES.refused).shares for rate in (0, 1, 3)]
    never, ald = [share[Link.NEVER, 0, 3] for share in shares], 1
    assert never[0][ald] > never[1][ald] > never[2][ald]
    assert never[2][ald] / never[0][ald] < never[2][0] / never[0][0], "with an ALD needs are more"


def test_lists_hold_what_doctors_can_give():
    """Without stretch and nobody taken anyway, no list is longer than the room."""
    first = went([4000, 1500], stretch=0.0, anyway=np.zeros(3))
    e = edges(ROADS)
    load = np.bincount(e.place, first.at)
    assert (load <= np.array([4000, 1500]) * 1.001).all()
    assert (load > np.array([4000, 1500]) * 0.98).all(), "and short of doctors, all are full"
    assert (first.open < 0.5).all()
