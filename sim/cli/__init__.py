"""The command line `premier-recours`: parses, calls, prints."""

from sim.cli.main import main

__all__ = ["main"]
