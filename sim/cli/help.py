"""The help texts in French: conf/words/help.yaml, in place of those that commands.py says in English."""

from collections.abc import Iterator
from typing import Any


def in_french(group: Any) -> None:
    """Changes the texts of a command with its subcommands (typer's own click, whose types it hides)."""
    from sim.scenario.reader import read
    from sim.scenario.sources import data_root

    written = read(data_root() / "conf" / "words" / "help.yaml").data
    for name, command in (("all", group), *_commands(group)):
        command.help, command.short_help = written["commands"][name], None
        for param in command.params:
            own = f"{name}_{param.name}"
            param.help = written["options"][own if own in written["options"] else param.name]


def _commands(group: Any) -> Iterator[tuple[str, Any]]:
    """Every command of a group, with those of the groups in it."""
    for name, command in group.commands.items():
        yield name, command
        if hasattr(command, "commands"):
            yield from _commands(command)
