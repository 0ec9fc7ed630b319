"""The entry point: one message and status 2 for what the user can mend, a report and status 1 for a fault
of the program.
"""

import errno
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

import typer

from sim.cli.commands import app
from sim.cli.encoding import never_fail_to_print
from sim.cli.help import in_french
from sim.cli.language import OPTION, VARIABLE, of_help
from sim.errors import PlannerError

NAME: Final = "premier-recours"
HELP: Final = {"--help", "-h"}
OK, FAILED, REFUSED, STOPPED = 0, 1, 2, 130  # exit statuses
KEPT: Final = "stopped; the replications that were complete are kept"
# Typer's own complaints about the command line; some of its versions carry their own copy of click.
Usage: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
REPORT: Final = """{name} {version} failed. This is a fault of the program, not of what you wrote.
Please send these lines to those who maintain it.

command: {command}
python {python} on {system}
{trace}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    never_fail_to_print()
    try:
        command = typer.main.get_command(app)
        if of_help(words) == "fr" and HELP.intersection(words or ["--help"]):
            in_french(command)
        status = _called(command, _language_last(words))
        if status == STOPPED:  # Ctrl-C, which typer turns into this status without a message
            return _complain(KEPT, STOPPED)
        return status if isinstance(status, int) else OK
    except Usage as error:
        return _complain(_of_click(error))
    except (typer.Abort, KeyboardInterrupt):
        return _complain(KEPT, STOPPED)
    except OSError as error:
        said = _of_system(error)
        return _report(words) if said is None else _complain(said)
    except PlannerError as error:
        return _complain(str(error))
    except Exception:
        return _report(words)


def _called(command: Any, words: Sequence[str]) -> Any:
    """What a command returns, once all of it is written; OK if who read our output is gone."""
    try:
        status = command(args=list(words), prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as error:
        broken = error if isinstance(error, BrokenPipeError) else error.__context__
        if not isinstance(broken, BrokenPipeError):  # which typer turns into an exit
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return status


def _language_last(words: Sequence[str]) -> list[str]:
    """The words of a command line with a language that stands before the command after it, where options of
    commands stand; of the help of all commands without it (it is known by then).
    """
    at = next((n for n, word in enumerate(words) if word.partition("=")[0] == OPTION), None)
    if at is None or any(not word.startswith("-") for word in words[:at]):
        return list(words)
    n = 1 if "=" in words[at] else 2
    asked, others = words[at : at + n], [*words[:at], *words[at + n :]]
    return (
        [*others, *asked] if len(asked) == n and any(not each.startswith("-") for each in others) else others
    )


def _complain(message: str, status: int = REFUSED) -> int:
    print(f"{NAME}: {message}", file=sys.stderr)
    return status


def _of_click(error: Any) -> str:
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else NAME
    if message.endswith(f"option: {OPTION}"):
        return f"{message}; it is an option of commands that print; for all of them set {VARIABLE}=fr"
    return f"{message}; `{command} --help` tells what there is"


def _of_system(error: OSError) -> str | None:
    """What the system refused, where the user can mend it; None for anything else."""
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{where}the disk is full; nothing half-written is left, free some space and start again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{where}not allowed ({error.strerror}); choose a folder you may write to with run.outputs=FOLDER"
        )
    return None


def _report(words: Sequence[str]) -> int:
    filled = REPORT.format(
        name=NAME,
        version=version(NAME),
        command=" ".join([NAME, *words]),
        python=platform.python_version(),
        system=platform.platform(),
        trace=traceback.format_exc(),
    )
    print(filled, file=sys.stderr)
    return FAILED
