"""Rows for whoever and whatever a measure brings, made as those of the first day are (``sim.world``)."""

from typing import Any

from sim.draws.keyed import key36
from sim.engine.supply_state import Agenda, Book
from sim.measures.protocol import Newcomer, Post, Team
from sim.world.counters import counter_row
from sim.world.doctors import leave_of, team
from sim.world.doctors import newcomer as usual_row
from sim.world.tables import NEVER


def newcomer_row(book: Book, newcomer: Newcomer, like: Agenda | None) -> Any:
    """A doctor's row, with weeks of leave of their own; ``like``.

    The agenda of a predecessor is taken over as it was.
    """
    _, commune = book.place(newcomer.commune)
    key = key36(newcomer.commune)
    rank = book.new_rank(key)
    if like is None:
        row = usual_row(
            book.settings.doctors,
            commune=commune,
            site=book.new_site_number() if newcomer.site is None else book.site(newcomer.site).number,
            key=key,
            rank=rank,
            birth_year=newcomer.birth_year,
            from_day=newcomer.since,
            week=newcomer.week,
            panel_cap=newcomer.panel_cap,
            ramp_days=newcomer.ramp_days,
            ramp_start=newcomer.ramp_start,
        )
    else:
        row = _taken_over(book, newcomer, like)
        row["commune"], row["key"], row["rank"] = commune, key, rank
    row["leave"] = leave_of(book.settings.doctors, book.world.seed, book.world.replication, key, rank)
    return row


def _taken_over(book: Book, newcomer: Newcomer, like: Agenda) -> Any:
    """That agenda without what measures had changed in it, for another person, or in another place."""
    row = book.patients.agenda(like.catchment, like.row)
    row["active"] = row["list_open"] = 1
    row["birth_year"], row["team"], row["panel"] = newcomer.birth_year, -1, 0
    row["from_day"], row["until_day"], row["book_until"] = newcomer.since, NEVER, NEVER
    row["weekly"] = like.usual_week if newcomer.week is None else newcomer.week
    row["panel_cap"] = like.usual_cap if newcomer.panel_cap is None else newcomer.panel_cap
    row["sas"] = like.usual_sas
    row["ramp_days"], row["ramp_start"] = newcomer.ramp_days, newcomer.ramp_start
    if newcomer.site is not None:
        row["site"] = book.site(newcomer.site).number
    return row


def team_row(book: Book, asked: Team, doctor: Agenda) -> Any:
    """A team's row, where that doctor practises."""
    catchment, commune = book.place(doctor.commune)
    key = key36(doctor.commune)
    rank = book.new_rank(key)
    row = team(
        book.settings.doctors,
        commune=commune,
        site=int(book.patients.agenda(catchment, doctor.row)["site"]),
        key=key,
        rank=rank,
        week=asked.week,
        slot_minutes=asked.slot_minutes,
        kinds=tuple(book.world.vocabulary.kind_number[kind] for kind in asked.kinds),
        from_day=asked.since,
        ramp_days=asked.ramp_days,
        ramp_start=asked.ramp_start,
    )
    row["leave"] = leave_of(book.settings.doctors, book.world.seed, book.world.replication, key, rank)
    return row


def post_row(book: Book, post: Post, commune: int, part: float = 1.0) -> Any:
    """A counter's or a line's row; ``part``: of its servers, where several catchments share it."""
    profile = book.settings.services.profiles[post.profile]
    return counter_row(profile, commune, post.since, book.world.vocabulary, post.hours, part)
