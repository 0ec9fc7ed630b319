"""The help texts in French: conf/words/help.yaml, in place of what the commands and click say in English."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def in_french(group: Any) -> None:
    """Changes the texts of a command with its subcommands (typer's own click, whose types it hides)."""
    from sim.scenario.reader import read
    from sim.scenario.sources import data_root

    written = read(data_root() / "conf" / "words" / "help.yaml").data
    usual = group.context_class
    formatter = _speaking(usual.formatter_class, written["words"])
    context = type(usual.__name__, (usual,), {"formatter_class": formatter})
    for within, bare, command in (("", "all", group), *_commands(group)):
        name = f"{within}_{bare}" if f"{within}_{bare}" in written["commands"] else bare
        command.context_class = context
        command.help, command.short_help = written["commands"][name], None
        for param in command.params:
            own = f"{name}_{param.name}"
            param.help = written["options"][own if own in written["options"] else param.name]
            if param.metavar:
                param.metavar = _said(param.metavar, written["words"])


def _said(text: str, words: Sequence[Mapping[str, str]]) -> str:
    for each in words:
        text = text.replace(each["en"], each["fr"])
    return text


def _speaking(usual: Any, words: Sequence[Mapping[str, str]]) -> Any:
    """Click's formatter of help texts, with `words` in place of its own."""

    class Speaking(usual):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, _said(args, words), _said("Usage: ", words))

        def write_heading(self, heading: str) -> None:
            super().write_heading(_said(f"{heading}:", words).removesuffix(":"))

        def write_dl(self, rows: Sequence[tuple[str, str]], *room: int, **more: int) -> None:
            super().write_dl([(head, _said(text, words)) for head, text in rows], *room, **more)

    return Speaking


def _commands(group: Any, within: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every command of a group, with those of the groups in it: the group it is in, its name, itself."""
    for name, command in group.commands.items():
        yield within, name, command
        if hasattr(command, "commands"):
            yield from _commands(command, name)
