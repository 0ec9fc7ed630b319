"""What measures do to agendas: arrivals, notices, departures, activity, teams.

The book changes at once; rows change when the midnight is over (``Book.ask``).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from simpy.resources.resource import Request

from sim.engine.history import Move
from sim.engine.rows import newcomer_row, team_row
from sim.engine.supply_state import Agenda, Book, Class, Noted
from sim.engine.week import scaled
from sim.measures.protocol import Newcomer, Team
from sim.vocabulary.structure import AgendaSort


def enter_newcomer(book: Book, measure: str, newcomer: Newcomer, room: Request | None) -> None:
    """A doctor begins: in the book at once, a row of the catchment's agendas after midnight."""
    if newcomer.name in book.agendas:
        raise ValueError(f"measure {measure}: there is a doctor {newcomer.name} already")
    catchment, _ = book.place(newcomer.commune)
    like = book.agendas.get(newcomer.like or "")
    agenda = Agenda(
        name=newcomer.name,
        sort=AgendaSort.GP,
        catchment=catchment,
        commune=newcomer.commune,
        site=newcomer.site or (like.site if like else ""),
        birth_year=newcomer.birth_year,
        first_day=False,
        kept=dict(like.kept) if like else {},
        room=room,
    )
    book.agendas[newcomer.name] = agenda

    def apply(day: int) -> None:
        row = newcomer_row(book, newcomer, like)
        agenda.usual_week = tuple(int(slots) for slots in row["weekly"])
        agenda.usual_cap, agenda.usual_sas = int(row["panel_cap"]), int(row["sas"])
        row["sas"] = agenda.usual_sas + sum(agenda.kept.values())
        _open(book, agenda, row)
        book.note(day, Noted("arrival", agenda.name, agenda.site, agenda.commune, _arrival(newcomer)))

    book.ask(Class.OPENING, measure, apply)


def _arrival(newcomer: Newcomer) -> str:
    if newcomer.origin != "outside":
        return f"{newcomer.contract}, from {newcomer.origin}"
    return f"{newcomer.contract}, from outside" + (f", after {newcomer.like}" if newcomer.like else "")


def _open(book: Book, agenda: Agenda, row: Any) -> None:
    agenda.row = book.patients.add_agenda(agenda.catchment, row)
    names = book.agenda_names[agenda.catchment]
    if agenda.row != len(names):
        raise RuntimeError(f"agenda {agenda.name}: row {agenda.row} after {len(names)} rows")
    names.append(agenda.name)


def set_columns(book: Book, measure: str, agenda: Agenda, event: str, detail: str, **columns: Any) -> None:
    """Asks for other values in an agenda's row; ``event`` is what the history calls it."""

    def apply(day: int) -> None:
        book.patients.set_agenda(agenda.catchment, agenda.row, **columns)
        book.note(day, Noted(event, agenda.name, agenda.site, agenda.commune, detail))

    book.ask(Class.CHANGE, measure, apply)


def leave(
    book: Book, measure: str, agenda: Agenda, successor: str | None, share: float, same_doctor: bool
) -> None:
    """The agenda ends.

    No longer in the book's practice, its room free at once, its panel released after midnight.
    """
    agenda.practising = False
    if agenda.room is not None:
        agenda.room.resource.release(agenda.room)
        agenda.room = None

    def apply(day: int) -> None:
        follower = book.agendas.get(successor or "")
        takes = follower is not None and follower.practising and follower.catchment == agenda.catchment
        row = follower.row if follower is not None and takes else -1
        book.patients.set_agenda(agenda.catchment, agenda.row, until_day=day)
        book.patients.depart(agenda.catchment, agenda.row, day, row, share if takes else 0.0, same_doctor)
        detail = f"{share:.0%} of the panel to {successor}" if takes else "panel released"
        detail += ", who moves there" if same_doctor else ""
        if same_doctor and follower is not None:
            book.moves.append(Move(agenda.name, follower.name))
        event = "team_closes" if agenda.sort == AgendaSort.DELEGATE else "departure"
        book.note(day, Noted(event, agenda.name, agenda.site, agenda.commune, detail))

    book.ask(Class.DEPARTURE, measure, apply)


def change_activity(book: Book, measure: str, agenda: Agenda, factor: float, panel: float) -> None:
    """What this measure multiplies replaces what it multiplied before.

    The measures' factors multiply each other.
    """
    agenda.activity[measure] = (factor, panel)

    def apply(day: int) -> None:
        slots = cap = 1.0
        for name in sorted(agenda.activity):
            slots, cap = slots * agenda.activity[name][0], cap * agenda.activity[name][1]
        week = scaled(agenda.usual_week, slots)
        most = int(agenda.usual_cap * cap + 0.5)
        if (week, most) == (agenda.week or agenda.usual_week, agenda.cap or agenda.usual_cap):
            return  # another measure of this midnight has brought it about, or it is less than a slot
        agenda.week, agenda.cap = week, most
        book.patients.set_agenda(
            agenda.catchment, agenda.row, weekly=np.array(week, dtype=np.uint8), panel_cap=most
        )
        detail = f"{sum(week)} slots a week instead of {sum(agenda.usual_week)}; panel up to {most}"
        book.note(day, Noted("activity", agenda.name, agenda.site, agenda.commune, detail))

    book.ask(Class.CHANGE, measure, apply)


def keep_slots(book: Book, measure: str, line: str, doctors: Sequence[str], slots: int) -> None:
    """Slots of each half-day kept for those whom the line sends; 0 gives them back."""
    for name in doctors:
        agenda = book.agendas[name]
        agenda.kept.pop(line, None)
        if slots:
            agenda.kept[line] = slots
        total = agenda.usual_sas + sum(agenda.kept.values())
        set_columns(book, measure, agenda, "slots", f"{total} a half-day for {line}", sas=total)


def enter_team(book: Book, measure: str, team: Team) -> None:
    """The agenda of a team, where the first of its doctors practises."""
    doctors = [book.agendas[name] for name in team.doctors]
    first = doctors[0]
    catchments = {doctor.catchment for doctor in doctors}
    if len(catchments) > 1:
        raise ValueError(
            f"measure {measure}: a team works for doctors of one catchment, these are of {len(catchments)}"
        )
    if team.name in book.agendas:
        raise ValueError(f"measure {measure}: there is an agenda {team.name} already")
    agenda = Agenda(
        team.name, AgendaSort.DELEGATE, first.catchment, first.commune, first.site, 0, first_day=False
    )
    book.agendas[team.name] = agenda

    def open_it(day: int) -> None:
        row = team_row(book, team, first)
        agenda.usual_week = tuple(int(slots) for slots in row["weekly"])
        _open(book, agenda, row)
        detail = f"for {', '.join(team.doctors)}: {', '.join(team.kinds)}"
        book.note(day, Noted("team_opens", agenda.name, agenda.site, agenda.commune, detail))

    def send(day: int) -> None:
        for doctor in doctors:
            book.patients.set_agenda(doctor.catchment, doctor.row, team=agenda.row)

    book.ask(Class.OPENING, measure, open_it)
    book.ask(Class.CHANGE, measure, send)


def announce(book: Book, measure: str, agenda: Agenda, day: int) -> None:
    """No appointment from ``day`` on."""
    agenda.leaving = True
    detail = f"leaves on {book.date(day)}"
    set_columns(book, measure, agenda, "announced", detail, book_until=day, until_day=day)


def open_list(book: Book, measure: str, agenda: Agenda) -> None:
    """Takes new patients as médecin traitant, unless the departure is announced."""
    if not agenda.leaving:
        set_columns(book, measure, agenda, "list_opened", "", list_open=1)
