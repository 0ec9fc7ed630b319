"""Which reader for which file: by the header, never by the name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.france.ages import younger_shares
from sim.france.facts import Reader, Reading
from sim.france.files import Opened, OpenFile
from sim.france.readers import ages_melodi, ages_pop1b


@dataclass(frozen=True)
class Detected:
    """The files of a folder: those that a reader knows, and the names of the others."""

    known: tuple[tuple[OpenFile, Reader], ...]
    unknown: tuple[str, ...]

    def readings(self) -> list[Reading]:
        """What each known file says. Raises SourceError where one is damaged.

        Bands of ages that must be cut are cut by people of single years, where another file has these.
        """
        readers = {reader.id: file for file, reader in self.known}
        years = readers.get(ages_pop1b.ID) if ages_melodi.ID in readers else None
        younger = None if years is None else younger_shares(ages_pop1b.of_departments(years))
        return [
            ages_melodi.read(file, younger) if reader.id == ages_melodi.ID else reader.read(file)
            for file, reader in self.known
        ]


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
