"""How long a need is tried for: whole days, looked up instead of calculated (docs/model.md, section 6).

A need's patience is ``least + int(mean · E(w))`` days. It falls as the word ``w`` grows, so that the words
at which it changes say all of it. A guide by a word's first eight bits says where to begin (practices.py).
"""

from bisect import bisect_right
from functools import cache
from typing import Final

import numpy as np

from sim.draws.philox import Word, exponential
from sim.kernels.memory.arrays import copy_columns
from sim.kernels.people.practices import GUIDE_BITS, GUIDES
from sim.kernels.state import MOST_LOOKED_UP, SETTINGS_STATE
from sim.kernels.style import kernel, plain
from sim.kernels.types import Code, Int, Settings
from sim.world.tables import Table

WORDS: Final = 2**32


@kernel
def patience_of(kind: Code, word: Word, settings: Settings) -> Int:
    """``int(mean · E(word))`` of that kind."""
    days = np.int64(settings.patience_guide[kind, np.int64(word >> GUIDE_BITS)])
    if days < 0:
        return np.int64(settings.patience_mean[kind] * exponential(word))
    while np.int64(word) >= settings.patience_words[kind, days]:
        days -= 1
    return days


def looked_up(settings: Table) -> Table:
    """The settings (one row) with the guides and the words."""
    made = copy_columns(settings, SETTINGS_STATE)
    for kind, mean in enumerate(settings["patience_mean"][0].tolist()):
        guide, words = guide_of(mean)
        made["patience_guide"][0, kind] = guide
        made["patience_words"][0, kind, : len(words)] = words
    return made


@cache
def guide_of(mean: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """By the first eight bits of a word the days of the least such word, -1 where they are to be calculated;
    and for each number of days the first word that means fewer.
    """

    def lacking(word: int) -> int:  # days, counted down: they rise with the word
        return -int(mean * plain(exponential)(word))

    first = [-lacking(bits << 24) for bits in range(GUIDES)]
    guide = [days if days <= MOST_LOOKED_UP else -1 for days in first]
    below = [bisect_right(range(WORDS), -days, key=lacking) for days in range(1, max(guide) + 1)]
    return tuple(guide), (WORDS, *below)
