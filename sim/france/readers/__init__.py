"""One reader for each layout of an official file; ``READERS`` lists them."""

from typing import Final

from sim.france.facts import Reader
from sim.france.readers import apl, bpe, bpe_located, contours, wide

READERS: Final[tuple[Reader, ...]] = (
    wide.READER,
    bpe.READER,
    bpe_located.READER,
    apl.READER,
    contours.READER,
)
