"""The list of open files (conf/france/sources.yaml and the user's own): what each is, where it is fetched."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationError

from sim.france.errors import SourceError
from sim.schema.faults import faults
from sim.schema.nearest import nearest
from sim.schema.types import Bilingual, Plain

FILE_NAME: Final = re.compile(r"[\w][\w .()’'-]*\.\w+")
SHA256: Final = re.compile(r"[0-9a-f]{64}")
WEB: Final = re.compile(r"https?://[^\s/]+\S*")


def _web(text: str) -> str:
    if not WEB.fullmatch(text):
        raise ValueError(f"“{text}” is no address of the web; write https://…")
    return text


def _file_name(text: str) -> str:
    if not FILE_NAME.fullmatch(text):
        raise ValueError(f"“{text}” is no name of a file; write one without folder, with its ending")
    return text


def _digest(text: str) -> str:
    if not SHA256.fullmatch(text):
        raise ValueError("is no SHA-256; write its 64 hexadecimal digits")
    return text


Web = Annotated[str, AfterValidator(_web)]


class Source(Plain):
    """One open file."""

    reader: str = Field(description="id of the reader that reads it (sim/france/readers)")
    title: Bilingual
    url: Web | None = Field(description="what is fetched; null: by hand alone, from the page")
    file: Annotated[str, AfterValidator(_file_name)] = Field(description="what it is called in the folder")
    page: Web = Field(description="where it is published, for a person")
    about_mb: float = Field(gt=0, description="size of what is fetched, roughly")
    licence: str
    by_default: bool = Field(default=True, description="false: only when it is asked for by its id")
    size: int | None = Field(default=None, gt=0, description="exact size in bytes, where it never changes")
    sha256: Annotated[str, AfterValidator(_digest)] | None = None

    @property
    def fetched(self) -> bool:
        """Whether it is fetched without being asked for by its id."""
        return self.url is not None and self.by_default


def listed(
    ours: Mapping[str, Any], theirs: Mapping[str, Any] | None = None, where: str = ""
) -> dict[str, Source]:
    """The sources by id: ours, and the user's keys over them (an id that is new is a source of their own).

    Raises SourceError with every fault; `where` is the user's file.
    """
    merged: dict[str, Any] = {name: dict(block) for name, block in ours.items()}
    for name, block in (theirs or {}).items():
        if not isinstance(block, Mapping):
            raise SourceError(f"{where}: key {name}: should be a block of keys, such as {{url: https://…}}")
        merged[name] = {**merged.get(name, {}), **block}
    found: dict[str, Source] = {}
    said: list[str] = []
    for name, block in merged.items():
        try:
            found[name] = Source.model_validate(block)
        except ValidationError as error:
            hint = "" if name in ours else f" (a source of your own; {nearest(name, ours)})"
            said += [
                f"{where}: key {'.'.join((name, *fault.key))}: {fault.said}{hint}"
                for fault in faults(Source, error, block)
            ]
    if said:
        raise SourceError("\n".join(said))
    return found


def chosen(sources: Mapping[str, Source], only: tuple[str, ...]) -> dict[str, Source]:
    """Those that are asked for by their ids; without any, those that are fetched by default. Raises
    SourceError for an id that is not there, and for a file that can only be had by hand.
    """
    for name in only:
        if name not in sources:
            raise SourceError(f"--only {name}: there is no such source; {nearest(name, sources)}")
        if sources[name].url is None:
            raise SourceError(f"--only {name}: it has no address; {by_hand(sources[name])}")
    return {name: source for name, source in sources.items() if (name in only if only else source.fetched)}


def by_hand(source: Source, folder: str = "your folder of data") -> str:
    """What a person does instead."""
    return f"download it by hand from {source.page} and put it into {folder}"
