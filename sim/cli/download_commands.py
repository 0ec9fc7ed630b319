"""The command `territory download`: fetches open files into the planner's folder of data."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich.progress
from rich.markup import escape

from sim.cli.messages import say
from sim.cli.output import check_writable, console, is_terminal, print_json
from sim.france.errors import SourceError
from sim.france.sources import Source, chosen, listed
from sim.scenario.reader import read, shown
from sim.scenario.sources import data_root
from sim.schema.languages import in_language

if TYPE_CHECKING:
    from sim.france.download import Told  # brings the client, which a list of sources does not need

LIST: Final = Path("france") / "sources.yaml"  # in conf/ and in the user's folder
REMEDY: Final = "choose another folder with --data FOLDER"
HAD: Final = ("new", "there", "unchanged", "yours")  # how a file can have come


def open_files(config_dir: Path | None) -> dict[str, Source]:
    """The open files there are, by name: ours, with what the user's folder says otherwise."""
    ours = read(data_root() / "conf" / LIST).data
    own = None if config_dir is None else config_dir / LIST
    if own is None or not own.is_file():
        return listed(ours)
    return listed(ours, read(own).data, shown(own))


def download(
    folder: Path, config_dir: Path | None, only: Sequence[str], *, refresh: bool, lang: str
) -> dict[str, str]:
    """Fetches what is chosen into the folder, telling each on standard error; by name how it came there, or
    what went wrong. A file that cannot be had does not keep the others from being fetched.
    """
    from sim.france.download import client, fetch

    sources = chosen(open_files(config_dir), tuple(only))
    check_writable(folder, REMEDY)
    found: dict[str, str] = {}
    to = console(stderr=True)
    with client() as by:
        for name, source in sources.items():
            try:
                with _bar(in_language(source.title, lang), lang) as told:
                    how = fetch(source, folder, by, refresh=refresh, told=told)
            except SourceError as error:
                found[name] = str(error)
                to.print(say("note", lang, said=error), soft_wrap=True)
                continue
            found[name] = how
            title = in_language(source.title, lang)
            to.print(say(f"fetched_{how}", lang, file=source.file, title=title), soft_wrap=True)
    return found


def download_files(
    folder: Path, config_dir: Path | None, only: Sequence[str], *, refresh: bool, as_json: bool, lang: str
) -> int:
    """The command; exit status 2 where a file could not be had."""
    found = download(folder, config_dir, only, refresh=refresh, lang=lang)
    sources = open_files(config_dir)
    if as_json:
        print_json([_row(name, sources[name], folder, how, lang) for name, how in found.items()])
    left = [name for name, source in sources.items() if name not in found]
    if left and not only and not as_json:
        print(say("not_fetched", lang, names=", ".join(left)))
    return 0 if all(how in HAD for how in found.values()) else 2


def _row(name: str, source: Source, folder: Path, how: str, lang: str) -> Mapping[str, Any]:
    failed = how not in HAD
    return {
        "name": name,
        "title": in_language(source.title, lang),
        "file": str(folder / source.file),
        "licence": source.licence,
        "page": source.page,
        "how": "failed" if failed else how,
        "said": how if failed else "",
    }


@contextmanager
def _bar(title: str, lang: str) -> Iterator["Told"]:
    """A bar for one file on a terminal; nothing in a log, which is told when the file is there."""
    to = console(stderr=True)
    if not is_terminal(to):
        yield lambda _done, _total: None
        return
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.DownloadColumn(),
        rich.progress.TransferSpeedColumn(),
        rich.progress.TimeRemainingColumn(),
    )
    with rich.progress.Progress(*columns, console=to, transient=True) as shown_bar:
        task = shown_bar.add_task(escape(title), total=None)
        yield lambda done, total: shown_bar.update(task, completed=done, total=total)
