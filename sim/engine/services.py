"""What measures do to counters and lines."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.rows import post_row
from sim.engine.supply_state import Book, Class, Noted, Service
from sim.measures.protocol import Post
from sim.scenario.base import Timetable
from sim.scenario.timetable import servers_of

# Columns of a line that another line, running through it, replaces; what it is and where it stands stay.
_OF_A_PROFILE = ("queue_most", "patience_minutes", "spread", "kinds", "minutes", "answers", "servers")


def open_counter(book: Book, measure: str, post: Post) -> None:
    """A counter opens in a commune, for the patients of its catchment."""
    insee = book.commune(post.commune or "")
    catchment, commune = book.place(insee)
    service = Service(post.name, insee, [])
    _enter(book, measure, service)

    def apply(day: int) -> None:
        travel = book.world.catchments[catchment].travel[:, commune]
        _add(book, service, catchment, post_row(book, post, commune), travel)
        book.note(day, Noted("opens", service.name, "", service.commune, f"profile {post.profile}"))

    book.ask(Class.OPENING, measure, apply)


def _add(book: Book, service: Service, catchment: int, row: Any, travel: NDArray[np.int32]) -> None:
    number = book.patients.add_counter(catchment, row, np.ascontiguousarray(travel, dtype=np.int32))
    names = book.counter_names[catchment]
    if number != len(names):
        raise RuntimeError(f"service {service.name}: row {number} after {len(names)} rows")
    names.append(service.name)
    service.places.append((catchment, number))


def close(book: Book, measure: str, service: Service) -> None:
    """Admission stops."""
    service.open = False
    _set(book, measure, Class.CLOSURE, service, "closes", active=0)


def reopen(book: Book, measure: str, service: Service) -> None:
    """Open again, as it was."""
    service.open = True
    _set(book, measure, Class.OPENING, service, "reopens", active=1)


def set_servers(book: Book, measure: str, service: Service, hours: Timetable) -> None:
    """Other hours, or more or fewer at work."""
    _set(book, measure, Class.CHANGE, service, "servers", servers=np.array(servers_of(hours), dtype=np.uint8))


def _set(book: Book, measure: str, order: Class, service: Service, event: str, **columns: Any) -> None:
    def apply(day: int) -> None:
        for catchment, row in service.places:
            book.patients.set_counter(catchment, row, **columns)
        book.note(day, Noted(event, service.name, "", service.commune, ""))

    book.ask(order, measure, apply)


def open_line(book: Book, measure: str, post: Post) -> None:
    """A line of its own; where there are several catchments, each has its share of the call-takers."""
    service = Service(post.name, "", [])
    _enter(book, measure, service)

    def apply(day: int) -> None:
        for catchment in range(len(book.world.catchments)):
            nowhere = np.zeros(len(book.world.catchments[catchment].communes), dtype=np.int32)
            _add(book, service, catchment, post_row(book, post, -1, book.part(catchment)), nowhere)
        book.note(day, Noted("opens", service.name, "", "", f"profile {post.profile}"))

    book.ask(Class.OPENING, measure, apply)


def open_line_through(book: Book, measure: str, post: Post, through: Service) -> None:
    """The same telephone with other answers; what was there is kept for the day it closes."""
    service = Service(post.name, "", through.places, through=through.name)
    _enter(book, measure, service)

    def apply(day: int) -> None:
        for catchment, row in through.places:
            service.before.append(_profile_of(book.patients.counter(catchment, row)))
            new = post_row(book, post, -1, book.part(catchment, through.name))
            book.patients.set_counter(catchment, row, **_profile_of(new))
        detail = f"profile {post.profile}, through {through.name}"
        book.note(day, Noted("opens", service.name, "", "", detail))

    book.ask(Class.OPENING, measure, apply)


def _profile_of(row: Any) -> dict[str, Any]:
    return {column: np.array(row[column]) for column in _OF_A_PROFILE}


def close_line_through(book: Book, measure: str, service: Service) -> None:
    """The line it ran through answers as before."""
    service.open = False

    def apply(day: int) -> None:
        for (catchment, row), columns in zip(service.places, service.before, strict=True):
            book.patients.set_counter(catchment, row, **columns)
        book.note(day, Noted("closes", service.name, "", "", f"{service.through} as before"))

    book.ask(Class.CLOSURE, measure, apply)


def _enter(book: Book, measure: str, service: Service) -> None:
    if service.name in book.services:
        raise ValueError(f"measure {measure}: there is a service {service.name} already")
    book.services[service.name] = service
