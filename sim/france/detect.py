"""Which reader for which file: by the header, never by the name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.france.facts import Reader, Reading
from sim.france.files import Opened, OpenFile


@dataclass(frozen=True)
class Detected:
    """The files of a folder: those that a reader knows, and the names of the others."""

    known: tuple[tuple[OpenFile, Reader], ...]
    unknown: tuple[str, ...]

    def readings(self) -> list[Reading]:
        """What each known file says. Raises SourceError where one is damaged."""
        return [reader.read(file) for file, reader in self.known]


def detect(folder: Opened, readers: Sequence[Reader]) -> Detected:
    """Finds the reader of each file: the first that recognises it."""
    known: list[tuple[OpenFile, Reader]] = []
    unknown = list(folder.others)
    for file in folder.files:
        reader = next((reader for reader in readers if reader.recognises(file)), None)
        if reader is None:
            unknown.append(file.name)
        else:
            known.append((file, reader))
    return Detected(tuple(known), tuple(sorted(unknown)))
