"""One reader for each layout of an official file; ``READERS`` lists them.

Another layout: a file here that defines ``READER`` (``sim.france.facts.Reader``), its line in ``READERS``,
and in ``tests/france_files`` a function that writes the layout, so that a test reads back what the table of
all communes says. Files are read by ``sim.france.queries``, codes and losses told by ``sim.france.making``.
"""

from typing import Final

from sim.france.facts import Reader
from sim.france.readers import (
    ages_base_cc,
    ages_melodi,
    ages_pop1b,
    ameli,
    apl,
    bpe_counts,
    bpe_located,
    cnam,
    cog_communes,
    cog_moves,
    contours,
    epci,
    finess_old,
    finess_plus,
    populations,
    populations_melodi,
    postcodes,
    rpps,
    travel,
    wide,
    zoning,
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
    bpe_counts.READER,
    bpe_located.READER,
    apl.READER,
    rpps.READER,
    ameli.READER,
    finess_old.READER,
    finess_plus.READER,
    zoning.READER,
    contours.READER,
    travel.READER,
    postcodes.READER,
    cnam.PATIENTS_MT,
    cnam.PATIENTS_SEEN,
    cnam.HEADS,
)
