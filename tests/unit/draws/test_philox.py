"""Philox4x32-10 against the published known-answer vectors (Random123, kat_vectors), three times."""

from collections import Counter

import numpy as np
import pytest
from numba import njit

from sim.draws import keyed
from sim.draws.philox import exponential, philox, uniform, weibull4
from sim.reference import draws

ONES = 0xFFFFFFFF
VECTORS = [  # counter, key, words
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
vectors = pytest.mark.parametrize(("counter", "key", "words"), VECTORS)


@njit
def compiled(k0, k1, c0, c1, c2, c3):
    return philox(k0, k1, c0, c1, c2, c3)


@njit
def compiled_numbers(word):
    return uniform(word), exponential(word), weibull4(word)


@vectors
def test_block_in_plain_python(counter, key, words):
    replication, who, purpose, occurrence = counter
    assert keyed.block(key[0], key[1], replication, who, purpose, occurrence) == words


@vectors
def test_columns_in_numpy(counter, key, words):
    replication, who, purpose, occurrence = counter
    columns = keyed.columns(key[0], [key[1], 1], replication, [who, 2], purpose, [occurrence, 3])
    assert tuple(int(column[0]) for column in columns) == words
    other = keyed.block(key[0], 1, replication, 2, purpose, 3)
    assert tuple(int(column[1]) for column in columns) == other


@vectors
def test_philox_compiled(counter, key, words):
    assert tuple(int(word) for word in compiled(*map(np.uint64, (*key, *counter)))) == words


def test_a_seed_beyond_32_bits_is_taken_modulo():
    assert keyed.block(2**40 + 7, 1, 2, 3, 4, 5) == keyed.block(7, 1, 2, 3, 4, 5)
    assert keyed.columns(2**40 + 7, 1, 2, 3, 4, 5) == keyed.columns(7, 1, 2, 3, 4, 5)


def test_the_writings_agree_on_many_blocks_and_on_numbers_made_of_them():
    who = np.arange(300)
    columns = keyed.columns(11, keyed.key36("33284"), 2, who, 0x1000, who * 7)
    for i in range(300):
        words = keyed.block(11, keyed.key36("33284"), 2, i, 0x1000, 7 * i)
        assert words == tuple(int(column[i]) for column in columns)
        u, e, weibull = compiled_numbers(np.uint64(words[0]))
        assert u == draws.uniform(words[0]) == keyed.uniforms(columns[0])[i]
        assert e == draws.exponential(words[0])
        assert 0.0 < u < 1.0 <= 1.0 + e
        assert weibull > 0.0


def test_uniforms_are_uniform():
    """Twenty cells of 20,000 draws: chi-square with 19 degrees of freedom under its 1 in 100,000 point."""
    words = keyed.columns(1, 2, 3, np.arange(5000), 4, 5)
    cells = Counter((keyed.uniforms(np.concatenate(words)) * 20).astype(int).tolist())
    assert sum((cells[i] - 1000) ** 2 / 1000 for i in range(20)) < 55.6


def test_entities_of_different_sorts_never_meet():
    assert keyed.entity(1, 2**28 - 1) < keyed.entity(2, 0)
    assert keyed.key36("2A004") == int("2A004", 36)
