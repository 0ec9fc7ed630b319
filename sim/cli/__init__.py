"""Parses, calls, prints: the command `premier-recours`."""


def main() -> int:
    """Entry point of the command."""
    print("premier-recours: no command yet")
    return 0
