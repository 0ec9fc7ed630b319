"""One reader for each layout of an official file; ``READERS`` lists them."""

from typing import Final

from sim.france.facts import Reader
from sim.france.readers import (
    ages_base_cc,
    ages_melodi,
    ages_pop1b,
    apl,
    bpe,
    bpe_located,
    cog_communes,
    cog_moves,
    contours,
    epci,
    populations,
    populations_melodi,
    wide,
)

READERS: Final[tuple[Reader, ...]] = (
    wide.READER,
    populations.READER,
    populations_melodi.READER,
    ages_base_cc.READER,
    ages_pop1b.READER,
    ages_melodi.READER,
    cog_communes.READER,
    cog_moves.READER,
    epci.READER,
    bpe.READER,
    bpe_located.READER,
    apl.READER,
    contours.READER,
)
