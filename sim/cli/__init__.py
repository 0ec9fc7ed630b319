"""Parses, calls, prints: the command `premier-recours`."""

from sim.cli.main import main

__all__ = ["main"]
