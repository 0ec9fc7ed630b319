"""Which reader for which file: by the header, never by the name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.france.ages import younger_shares
from sim.france.facts import Reader, Reading
from sim.france.files import Opened, OpenFile
from sim.france.readers import ages_melodi, ages_single_years


@dataclass(frozen=True)
class Detected:
    """The files of a folder: those that a reader knows, and the names of the others."""

    known: tuple[tuple[OpenFile, Reader], ...]
    unknown: tuple[str, ...]

    def readings(self) -> list[Reading]:
        """What each known file says. Raises SourceError where one is damaged.

        Bands of ages that must be cut are cut by people of single years, where another file has these.
        """
        years = [file for file, reader in self.known if reader.id == ages_single_years.ID]
        younger = younger_shares(ages_single_years.of_departments(years[-1])) if years else None
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
