"""One reader for each layout of an official file; ``READERS`` lists them."""

from typing import Final

from sim.france.facts import Reader
from sim.france.readers import (
    ages_base_cc,
    ages_melodi,
    ages_single_years,
    apl,
    bpe,
    bpe_located,
    communes_cog,
    contours,
    epci,
    moves_cog,
    populations_legal,
    populations_melodi,
    wide,
)

READERS: Final[tuple[Reader, ...]] = (
    wide.READER,
    populations_legal.READER,
    populations_melodi.READER,
    ages_base_cc.READER,
    ages_single_years.READER,
    ages_melodi.READER,
    communes_cog.READER,
    moves_cog.READER,
    epci.READER,
    bpe.READER,
    bpe_located.READER,
    apl.READER,
    contours.READER,
)
