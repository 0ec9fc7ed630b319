"""Opening hours as a planner writes them, read into one number for each day type and hour.

    mon-fri: {"8-20": 4, "20-8": 2}
    sat-sun-holiday: {"0-24": 2}

A key names day types (mon … sun, then holiday, which replaces the weekday): one, a range, or several joined
by `-` or `,`. Hours are whole; ``20-8`` is 20 to 24 and 0 to 8 of the same day. What is not named is closed.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from sim.schema.languages import Message
from sim.schema.nearest import nearest
from sim.schema.types import Whole, between
from sim.vocabulary.time import HOLIDAY, HOUR, MINUTE

DAY_TYPES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
FROM_TO: Final = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
Hours = Mapping[str, Mapping[str, int]]
TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def day_types(text: str) -> tuple[int, ...]:
    """The day types that a key names, as numbers 0 … 7, in order. Raises ValueError."""
    named: set[int] = set()
    for part in text.split(","):
        places = [_day(word.strip(), text) for word in part.split("-")]
        if any(later <= sooner for sooner, later in itertools.pairwise(places)):
            raise ValueError(
                f"timetable “{text}”: days go from mon to sun, then holiday; write them in that order"
            )
        if len(places) > 2 and places[-1] - places[0] != len(places) - 1:
            raise ValueError(
                f"timetable “{text}”: a range has two ends (mon-fri); single days are listed (mon,wed)"
            )
        named.update(range(places[0], places[-1] + 1))
    return tuple(sorted(named))


def hours_of(text: str) -> tuple[int, ...]:
    """The hours 0 … 23 that ``8-20`` or ``20-8`` names. Raises ValueError."""
    match = FROM_TO.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"hours “{text}”: write whole hours, such as 9-19")
    first, last = int(match[1]), int(match[2])
    if first > 23 or last > 24 or first == last:
        raise ValueError(f"hours “{text}”: a day has the hours 0 to 24; write from-to, such as 9-19")
    if first < last:
        return tuple(range(first, last))
    return (*range(last), *range(first, 24))


def servers_of(timetable: Hours) -> list[list[int]]:
    """``[8 day types][24 hours]`` servers. Raises ValueError where two lines speak of the same hour."""
    servers: dict[tuple[int, int], int] = {}
    for days, lines in timetable.items():
        for hours, number in lines.items():
            for day, hour in itertools.product(day_types(days), hours_of(hours)):
                if (day, hour) in servers:
                    raise ValueError(f"timetable: {DAY_TYPES[day]} at {hour} h stands there twice; keep one")
                servers[day, hour] = number
    return [[servers.get((day, hour), 0) for hour in range(24)] for day in range(len(DAY_TYPES))]


def spans_of(servers: Sequence[int]) -> list[tuple[int, int, int]]:
    """(from, to, servers) of the hours of a day at which somebody serves."""
    spans, hour = [], 0
    for number, hours in itertools.groupby(servers):
        first, hour = hour, hour + len(list(hours))
        if number:
            spans.append((first, hour, number))
    return spans


def surprises(timetable: Hours) -> Iterator[Message]:
    """What the words of a timetable mean, where they are often meant otherwise."""
    days = {text: set(day_types(text)) for text in timetable}
    for text, lines in timetable.items():
        nights = [hours for hours in lines if len(spans_of([*_is_in(hours)])) > 1]
        alone = [day for day in days[text] - {HOLIDAY} if (day + 1) % HOLIDAY not in days[text]]
        for hours in nights if alone else ():
            first, last = hours.split("-")
            day, after = DAY_TYPES[alone[0]], DAY_TYPES[(alone[0] + 1) % HOLIDAY]
            values = {"hours": hours, "days": text, "first": first, "last": last, "day": day, "after": after}
            yield Message("night", values)
    open_days = {day for text, named in days.items() if any(timetable[text].values()) for day in named}
    if open_days == set(range(HOLIDAY)) and not any(HOLIDAY in named for named in days.values()):
        yield Message("on_holidays", {"days": ", ".join(timetable)})


def _is_in(hours: str) -> Iterator[int]:
    """For each hour of the day whether it is one of them."""
    named = hours_of(hours)
    return (int(hour in named) for hour in range(24))


def seconds_of(time: str) -> int:
    """Seconds after midnight of ``08:30``."""
    hours, minutes = check_time(time).split(":")
    return HOUR * int(hours) + MINUTE * int(minutes)


def check_time(text: str) -> str:
    """The text, if it is a time of the day."""
    if TIME.fullmatch(text) is None:
        raise ValueError(f'“{text}” is no time of the day; write "08:30", between quotation marks')
    return text


def _day_by_day(value: Any) -> Any:
    if not isinstance(value, Mapping) or not value or not all(isinstance(v, Mapping) for v in value.values()):
        raise ValueError(f'“{value}” is no timetable; write days and hours, such as mon-fri: {{"8-20": 2}}')
    return value


def _readable(timetable: Hours) -> Hours:
    servers_of(timetable)
    return timetable


FRENCH: Final = dict(zip(("lun", "mar", "mer", "jeu", "ven", "sam", "dim", "fér"), DAY_TYPES, strict=True))


def _day(word: str, text: str) -> int:
    if word not in DAY_TYPES:
        meant = FRENCH.get(word[:3].casefold())
        remedy = f"did you mean {meant}?" if meant else nearest(word, DAY_TYPES)
        raise ValueError(f"timetable “{text}”: “{word}” is no day; {remedy}")
    return DAY_TYPES.index(word)


Time = Annotated[str, AfterValidator(check_time)]  # "08:30"
Servers = Annotated[Whole, between(0, 255)]
Timetable = Annotated[dict[str, dict[str, Servers]], BeforeValidator(_day_by_day), AfterValidator(_readable)]
