"""What is said of a number that lies outside its range, before anything is played."""

from sim.reports.words import Words
from sim.reports.words.numbers import plain
from sim.scenario.whose import Outside


def range_note(found: Outside, said: Words) -> str:
    """One line: where the number is written, its key, its value and the range."""
    place, entry = found.place, found.entry
    file = said.say("command_line") if place.typed else place.writer.name
    low, high = ("–" if end is None else plain(end, said) for end in (entry.low, entry.high))
    return said.say(
        "note_outside",
        where=f"{file}, {place.typed or said.say('line', n=place.line)}",
        name=found.key,
        value=plain(found.value, said),
        range=said.say("to", low=low, high=high),
    )
