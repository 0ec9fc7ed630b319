"""However a command is stopped, its processes end with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep

import pytest

PATIENCE = 30.0  # seconds

# A command whose two processes would sleep for ten minutes. It prints their ids, and says how it ended.
COMMAND = """
import signal, sys, time
import sim.cli
from sim.__main__ import run

def main():
    from sim.experiments import pool
    pool.use_cache()
    try:
        with pool._executor(2) as executor:
            sleeping = [executor.submit(time.sleep, 600) for _ in range(2)]
            print(*executor._processes, flush=True)
            next(pool.ended(sleeping))
    except KeyboardInterrupt:
        return 130

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by a job in the background …
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # … and this by one that nohup began
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
sim.cli.main = main
sys.exit(run())
"""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def comes(true: Callable[[], bool]) -> bool:
    """Whether it comes true before long."""
    until = monotonic() + PATIENCE
    while not true() and monotonic() < until:
        sleep(0.05)
    return true()


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 130),
        (signal.SIGHUP, 130),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_no_process_outlives_its_command(number, status):
    """The signal goes to the command alone, as that of a supervisor does."""
    with subprocess.Popen([sys.executable, "-c", COMMAND], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        workers = [int(word) for word in command.stdout.readline().split()]
        try:
            assert len(workers) == 2 and all(map(alive, workers))
            command.send_signal(number)
            assert command.wait(PATIENCE) == status
            assert comes(lambda: not any(map(alive, workers)))
        finally:
            for process in (command.pid, *workers):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)


def test_what_nohup_ignores_stays_ignored():
    say = "import signal; from sim.__main__ import stop_as_by_hand; stop_as_by_hand(); "
    say += "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)"
    done = subprocess.run(
        ["nohup", sys.executable, "-c", say],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.stdout.split() == ["True"]
