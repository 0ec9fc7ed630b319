"""What measures do to counters and lines."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.book import Book, Class, Noted, Service
from sim.engine.rows import post_row
from sim.measures.protocol import Post
from sim.scenario.base import Timetable
from sim.scenario.timetable import servers_of

# Columns of a line that another line, running through it, replaces; what it is and where it stands stay.
_OF_A_PROFILE = ("queue_most", "patience_minutes", "spread", "kinds", "minutes", "answers", "servers")


def open_counter(book: Book, measure: str, post: Post) -> None:
    """A counter opens in a commune, for the patients of its catchment."""
    if post.name in book.services:
        raise ValueError(f"measure {measure}: there is a service {post.name} already")
    catchment, commune = book.place(post.commune or "")
    service = Service(post.name, post.commune or "", [])
    book.services[post.name] = service

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
    _set(book, measure, Class.CHANGE, service, "servers", servers=servers_of(hours))


def _set(
    book: Book, measure: str, order: Class, service: Service, event: str, **columns: Any
) -> None:
    def apply(day: int) -> None:
        for catchment, row in service.places:
            book.patients.set_counter(catchment, row, **columns)
        book.note(day, Noted(event, service.name, "", service.commune, ""))

    book.ask(order, measure, apply)


def open_line(book: Book, measure: str, post: Post) -> None:
    """A line of its own: in a territory of one catchment only, since nobody says how its call-takers are shared out."""
    if post.name in book.services:
        raise ValueError(f"measure {measure}: there is a service {post.name} already")
    if len(book.world.catchments) > 1:
        raise ValueError(
            f"measure {measure}: a territory of several catchments has a line in each; let {post.name} run "
            "`through` the line that is there"
        )
    service = Service(post.name, "", [])
    book.services[post.name] = service

    def apply(day: int) -> None:
        nowhere = np.zeros(len(book.world.catchments[0].communes), dtype=np.int32)
        _add(book, service, 0, post_row(book, post, -1), nowhere)
        book.note(day, Noted("opens", service.name, "", "", f"profile {post.profile}"))

    book.ask(Class.OPENING, measure, apply)


def open_line_through(book: Book, measure: str, post: Post, through: Service) -> None:
    """The same telephone with other answers; what was there is kept for the day it closes."""
    if post.name in book.services:
        raise ValueError(f"measure {measure}: there is a service {post.name} already")
    service = Service(post.name, "", through.places, through=through.name)
    book.services[post.name] = service

    def apply(day: int) -> None:
        for catchment, row in through.places:
            now = book.patients.counters(catchment)[row]
            service.before.append({column: np.array(now[column]).tolist() for column in _OF_A_PROFILE})
            new = post_row(book, post, -1)
            columns = {column: np.array(new[column]).tolist() for column in _OF_A_PROFILE}
            if post.hours is None:  # its share of the call-takers, where several catchments have one
                del columns["servers"]
            book.patients.set_counter(catchment, row, **columns)
        detail = f"profile {post.profile}, through {through.name}"
        book.note(day, Noted("opens", service.name, "", "", detail))

    book.ask(Class.OPENING, measure, apply)


def close_line_through(book: Book, measure: str, service: Service) -> None:
    """The line it ran through answers as before."""
    service.open = False

    def apply(day: int) -> None:
        for (catchment, row), columns in zip(service.places, service.before, strict=True):
            book.patients.set_counter(catchment, row, **columns)
        book.note(day, Noted("closes", service.name, "", "", f"{service.through} as before"))

    book.ask(Class.CLOSURE, measure, apply)
