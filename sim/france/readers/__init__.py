"""One reader for each layout of an official file; ``READERS`` lists them."""

from typing import Final

from sim.france.facts import Reader
from sim.france.readers import (
    ages_base_cc,
    ages_melodi,
    ages_single_years,
    ameli,
    apl,
    bpe,
    bpe_located,
    cnam,
    communes_cog,
    contours,
    epci,
    finess,
    finess_plus,
    moves_cog,
    populations_legal,
    populations_melodi,
    rpps,
    travel,
    wide,
    zoning,
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
    rpps.READER,
    ameli.READER,
    finess.READER,
    finess_plus.READER,
    zoning.READER,
    contours.READER,
    travel.READER,
    cnam.PATIENTS_MT,
    cnam.PATIENTS_SEEN,
    cnam.NUMBERS,
)
