"""One reader for each layout of an official file; ``READERS`` lists them."""

from typing import Final

from sim.france.facts import Reader
from sim.france.readers import wide

READERS: Final[tuple[Reader, ...]] = (wide.READER,)
