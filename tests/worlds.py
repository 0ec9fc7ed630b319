"""Hand-made small worlds: tight services and busy residents, so that every branch of the model occurs.

Plain NumPy, numbers chosen here; nothing of conf/ or of the builders of ``sim.world``. ``variant`` changes
the structure (which services exist, who lives where), ``seed`` and ``replication`` the draws of the play.

Before the variant ``SHARED`` each doctor works at one place, for a panel of their own: doctors, panels and
the agendas of GPs have the same row numbers on the first day. From it on one doctor holds sessions at two
places, two share a panel, and a locum stands in for one of them (``share_out``). From ``FRICTION`` on some
services are lognormal, use falls with distance,
and some needs are not asked for; from ``EHPAD`` on some live in one, and some steps are theirs or not; from
``SCHEDULED`` on some sessions and services are there in one week of several, or for some people alone, and
the first of two lines does not take all kinds; from ``LEAVING`` on who leaves has stayed three days and
needs care all the time, so that some are on the way as they leave.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any, NamedTuple

import numpy as np

from sim.draws.keyed import key36
from sim.vocabulary.structure import (
    IN_EHPAD,
    IN_OFFICE_HOURS,
    MOST_KINDS,
    N_STEPS,
    NOT_IN_EHPAD,
    OUT_OF_HOURS,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    Answers,
    Link,
    SeenAt,
    Sort,
    Trait,
)
from sim.world.patients_protocol import Patients
from sim.world.records import Records
from sim.world.row_edits import (
    AddAgenda,
    AddCounter,
    AddDoctor,
    AddPanel,
    EditAgenda,
    EditCounter,
    EditPanel,
    EditRides,
    EndAgenda,
    RowEdit,
    TellOfList,
)
from sim.world.tables import (
    AGENDA,
    ALL_SLOTS,
    COMES,
    COUNTER,
    DAY,
    DOCTOR,
    LOOKS,
    NEVER,
    PANEL,
    RESIDENT,
    SCREEN_BITS,
    SETTINGS,
    STEP,
    Table,
    table,
)
from sim.world.world import Catchment, World
from tests.shipped import EVER, N_KINDS, SHIPPED, AgendaSort, CounterType, Kind, Outcome, spoken, typed

Change = tuple[int, Callable[[Patients], None]]


class Ends(NamedTuple):
    """Days that are played and not reported, that are known and not played, for which a need is followed."""

    cool_down: int = 0
    ahead: int = 0
    followed: int = EVER


ALL_REPORTED = Ends()
START = date(2024, 10, 14)  # a Monday; the first new year is day 79
FEASTS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
N_COMMUNES = 3
N_GPS = 5
SHARED = 20  # the first variant in which a doctor is more than one agenda and one panel
EHPAD = 34  # the first variant in which some live in an EHPAD
SCHEDULED = 40  # the first variant in which not everything is there always
LEAVING = 44  # the first variant in which people leave while they are on the way
FRICTION = 32  # the first variant of friction: services are lognormal, use falls with distance, needs latent
LOCUM = 2  # row of the contracts
LOADED = 30  # the first variant in which doctors answer their load, and locums hold covered weeks
VISITORS, EMERGENCIES, CALLERS = 7, 8, 9  # groups of streams
N_GROUPS = 10
EVERYBODY = WHO_WITH_MT | WHO_WITHOUT_MT | WHO_STREAM
RESIDENTS = WHO_WITH_MT | WHO_WITHOUT_MT
ALWAYS = IN_OFFICE_HOURS | OUT_OF_HOURS
AUDIENCES = {  # of services, from the variant SCHEDULED on: all of these traits, any of those
    "ed": (0, Trait.NO_CAR | Trait.ALD | Trait.SENT | Trait.EHPAD),
    "cmsi": (0, Trait.AGES | Trait.POOR),
    "sos": (Trait.ELSEWHERE, 0),
    "front": (Trait.SENT, 0),
    "mmg": (Trait.ELSEWHERE, Trait.AT_HOME | Trait.AGES | Trait.WITHOUT_MT),
}
LEFT_OUT: tuple[set[str], ...] = (  # services that do not exist, by variant modulo 4
    set(),
    {"tele", "sos"},
    {"cmsi", "line15", "delegate"},
    {"mmg", "front", "outside"},
)


def small_world(
    seed: int,
    replication: int = 0,
    residents: int = 120,
    catchments: int = 1,
    days: int = 240,
    variant: int = 0,
    ends: Ends = ALL_REPORTED,
) -> World:
    """A world of ``catchments`` sets of three communes which share ``residents``, played for ``days``."""
    rng = np.random.default_rng([variant, residents, catchments, days])
    calendar = make_days(days + ends.ahead, variant)
    settings = make_settings(variant)
    settings["followed_days"] = ends.followed
    settings["first_weekday"], settings["round_slots"] = calendar["weekday"][0], 1
    share = residents // catchments
    return World(
        vocabulary=SHIPPED,
        seed=seed,
        replication=replication,
        days=calendar,
        seasons=1.0 + 0.4 * np.sin(np.arange(N_KINDS)[:, None] + np.arange(len(calendar))[None, :] / 40.0),
        hours=make_hours(rng),
        pathway=make_pathway(variant),
        settings=settings,
        reach_tau=12.0,
        reach_minutes=35,
        catchments=tuple(make_catchment(rng, c, share, calendar, variant) for c in range(catchments)),
        cool_down=ends.cool_down,
        ahead=ends.ahead,
    )


def make_days(n: int, variant: int) -> Table:
    """The calendar from a day that depends on the variant; new-year days fall inside long enough runs."""
    days = table(DAY, n)
    first = START + timedelta(days=11 * (variant % 5))
    for number, row in enumerate(days):
        day = first + timedelta(days=number)
        row.weekday = day.weekday()
        row.holiday = (day.month, day.day) in FEASTS
        row.new_year = (day.month, day.day) == (1, 1) and number > 0
        row.week = day.timetuple().tm_yday // 7
        row.month = 12 * (day.year - first.year) + day.month - first.month
        row.year = day.year
    return days


def make_hours(rng: np.random.Generator) -> np.ndarray:
    """Cumulative shares by profile: mornings and evenings are busy, nights are not empty."""
    weights = 0.2 + rng.random((4, 24))
    weights[:, 8:11] += 4.0
    weights[:, 18:20] += 3.0
    hours = np.zeros((4, 25))
    hours[:, 1:] = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    hours[:, 24] = 1.0
    return hours


def make_settings(variant: int) -> Table:
    settings = spoken(table(SETTINGS, 1))
    row = settings[0]
    row.no_show_base, row.no_show_slope, row.no_show_most = 0.03, 0.01, 0.2
    row.cancel_share, row.missed_share, row.renewal_share = 0.15, 0.4, 0.45
    row.search_days = ((25.0, 12.0), (15.0, 8.0), (10.0, 5.0), (30.0, 20.0))
    row.looks_below = np.array(((0.4, 0.7), (0.7, 0.8), (0.9, 1.0), (0.6, 0.6))) * LOOKS
    row.asks_when_seen, row.looks_when_refused, row.takes_anyway = (0.4, 0.2), 0.3, (0.6, 0.3, 0.1)
    row.news_heard, row.news_days = 0.9, 15
    row.far_minutes = 10
    row.follow_up_days = np.linspace(45.0, 20.0, 14).reshape(7, 2)
    row.patience_mean[:N_KINDS] = (1.2, 3.0, 12.0, 8.0, 20.0, 9.0, 1.0, 1.0)
    row.patience_least[:N_KINDS] = (0, 1, 4, 2, 6, 2, 0, 0)
    row.follow_up_least, row.most_attempts, row.home_visit_slots = 3, 2, 2
    row.counter_minutes, row.no_car_minutes, row.sas_days, row.sent_hours = 30, 14, 2, 6
    row.sas_freed_hours = 3
    row.office_hours, row.adult_age = ((8, 19), (8, 12)), 17
    row.visit_seconds = np.arange(400, 1168).reshape(3, 256) * 3 // 2
    row.screen_below[:N_KINDS] = np.array((0.05, 0.2, 0.3, 0.5, 0.0, 1.0, 0.0, 0.0)) * 2**SCREEN_BITS
    row.above, row.below, row.step, row.most_steps = 0.25, 0.2, 0.1, 2
    row.later_days, row.most_later, row.most_a_month = 5, 2, 3
    row.again_power, row.again_most = 0.8, 1.6
    if variant >= FRICTION:
        row.ahead_below[:N_KINDS] = (0, 3600, 1200, 1800, 2400, 600, 0, 0)
        row.ahead_part[:N_KINDS] = (0.0, 0.3, 0.15, 0.5, 0.2, 1.0, 0.0, 0.0)
        row.use_falls[:, 0], row.use_falls[:, 1] = 0.06, 0.03
        row.use_falls[CounterType.FRONT] = 0
    if variant >= LEAVING:
        row.asks_when_seen = row.looks_when_refused = 0.9
    return settings


def make_pathway(variant: int) -> Table:
    """For each kind, what is tried; every action, target and mask occurs."""
    urgent = [
        (Action.OWN, 0, WHO_WITH_MT, IN_OFFICE_HOURS, 1, 0.9),
        (Action.LINE, CounterType.LINE15, EVERYBODY, ALWAYS, 0, 0.35),
        (Action.COUNTER, CounterType.CMSI, EVERYBODY, ALWAYS, 2, 0.7),
        (Action.NEARBY, 0, EVERYBODY, IN_OFFICE_HOURS, 1, 0.6),
        (Action.COUNTER, CounterType.SOS, RESIDENTS, OUT_OF_HOURS, 3, 0.8),
        (Action.COUNTER, CounterType.MMG, EVERYBODY, OUT_OF_HOURS, 5, 0.8),
        (Action.AGENDA, AgendaSort.TELE, RESIDENTS, ALWAYS, 1, 0.5),
        (Action.COUNTER, CounterType.FRONT, EVERYBODY, ALWAYS, 1, 0.8),
        (Action.COUNTER, CounterType.ED, EVERYBODY, ALWAYS, 0, 0.5),
        (Action.RETRY, 0, RESIDENTS, ALWAYS, 1, 0.6),
        (Action.END, Outcome.RENOUNCED, WHO_WITHOUT_MT, ALWAYS, 0, 0.3),
        (Action.COUNTER, CounterType.ED, EVERYBODY, ALWAYS, 4, 1.0),
    ]
    minor = [
        (Action.TEAM, 0, RESIDENTS, IN_OFFICE_HOURS, 2, 0.15),
        (Action.OWN, 0, WHO_WITH_MT | WHO_WITHOUT_MT, ALWAYS, 4, 0.95),
        (Action.NEARBY, 0, WHO_WITHOUT_MT | WHO_STREAM, IN_OFFICE_HOURS, 3, 1.0),
        (Action.COUNTER, CounterType.CMSI, EVERYBODY, ALWAYS, 6, 0.6),
        (Action.AGENDA, AgendaSort.TELE, RESIDENTS, ALWAYS, 2, 0.6),
        (Action.LINE, CounterType.LINE15, EVERYBODY, OUT_OF_HOURS, 0, 0.4),
        (Action.RETRY, 0, EVERYBODY, ALWAYS, 0, 0.2),
        (Action.AGENDA, AgendaSort.OUTSIDE, EVERYBODY, ALWAYS, 30, 0.3),
    ]
    planned = [
        (Action.TEAM, 0, WHO_WITH_MT, ALWAYS, 20, 0.7),
        (Action.OWN, 0, WHO_WITH_MT, IN_OFFICE_HOURS, 25, 1.0),
        (Action.NEARBY, 0, WHO_WITHOUT_MT, ALWAYS, 15, 0.8),
        (Action.RETRY, 0, RESIDENTS, ALWAYS, 3, 0.8),
        (Action.AGENDA, AgendaSort.OUTSIDE, RESIDENTS, ALWAYS, 60, 0.5),
        (Action.AGENDA, AgendaSort.DELEGATE, WHO_WITHOUT_MT, ALWAYS, 10, 0.5),
    ]
    emergency = [
        (Action.LINE, CounterType.LINE15, EVERYBODY, ALWAYS, 0, 0.3),
        (Action.COUNTER, CounterType.ED, EVERYBODY, ALWAYS, 1, 1.0),
    ]
    call = [
        (Action.LINE, CounterType.LINE15, WHO_STREAM, ALWAYS, 0, 1.0),
        (Action.END, Outcome.RENOUNCED, EVERYBODY, ALWAYS, 0, 1.0),
    ]
    pathway = table(STEP, N_KINDS * N_STEPS).reshape(N_KINDS, N_STEPS)
    for kind, steps in zip(Kind, (urgent, minor, *[planned] * 3, minor, emergency, call), strict=True):
        for i, step in enumerate(steps):
            pathway[kind, i] = step
    if variant >= EHPAD:
        pathway["who"][Kind.ACUTE_URGENT, (2, 4, 7, 8)] |= NOT_IN_EHPAD
        pathway["who"][Kind.ACUTE_URGENT, (6, 11)] |= IN_EHPAD
        pathway["who"][Kind.RENEWAL, 5] |= IN_EHPAD
        pathway["who"][Kind.PREVENTION, 4] |= NOT_IN_EHPAD
    if variant >= LEAVING:
        over_night = (Action.COUNTER, CounterType.CMSI, EVERYBODY, ALWAYS, 30, 1.0)
        pathway[Kind.ACUTE_MINOR, 0] = over_night  # to be turned away in the morning
    return pathway


def make_catchment(
    rng: np.random.Generator, number: int, residents: int, days: Table, variant: int
) -> Catchment:
    codes = tuple(f"33{100 + 10 * number + commune}" for commune in range(N_COMMUNES))
    travel = rng.integers(6, 30, (N_COMMUNES, N_COMMUNES))
    travel = ((travel + travel.T) // 2 * (1 - np.eye(N_COMMUNES, dtype=int))).astype(np.int32)
    supply = make_supply(rng, residents, codes, LEFT_OUT[variant % 4])
    if variant >= SHARED:
        supply = share_out(supply, rng, residents, codes, variant)
    if variant >= LOADED:
        load(supply)
    agendas = supply.agendas
    if variant >= SCHEDULED:
        schedule(agendas)
        keep_for_some(agendas)
        agendas["rides"] = np.arange(len(agendas)) % 4
    counters, counter_names = make_counters(rng, LEFT_OUT[variant % 4], variant)
    people = make_residents(rng, residents, codes, days, variant)
    for row, panel in enumerate(supply.panels):
        panel.patients = int((people["mt"] == row).sum())
        panel.cap = panel.patients + int(rng.integers(0, 5))
    return Catchment(
        name=f"catchment_{number}",
        communes=codes,
        residents=people,
        doctors=supply.doctors,
        doctor_names=supply.doctor_names,
        panels=supply.panels,
        agendas=agendas,
        agenda_names=supply.agenda_names,
        counters=counters,
        counter_names=counter_names,
        travel=travel,
        counter_travel=rng.integers(0, 40, (len(counters), N_COMMUNES)).astype(np.int32),
        cumulative=make_cumulative(days, variant),
        rates=make_rates(rng),
        backlog=rng.integers(0, 4, (len(agendas), 40)).astype(np.int32),
    )


def make_cumulative(days: Table, variant: int) -> np.ndarray:
    """Needs a person-year: 15 to 35 by band; streams many times that; no visitor on Tuesdays."""
    yearly = np.array([24.0, 15.0, 17.0, 20.0, 24.0, 30.0, 35.0, 700.0, 900.0, 2500.0])
    wave = 1.0 + 0.3 * np.sin(np.arange(len(days)) / 30.0 + variant)
    weekday = np.array([1.5, 1.0, 0.9, 1.0, 1.2, 0.8, 0.5])[days["weekday"]]
    daily = yearly[:, None] / 365.0 * (wave * weekday)[None, :]
    daily[VISITORS, days["weekday"] == 1] = 0.0
    cumulative = np.zeros((N_GROUPS, len(days) + 1))
    cumulative[:, 1:] = np.cumsum(daily, axis=1)
    return cumulative


def make_rates(rng: np.random.Generator) -> np.ndarray:
    rates = np.zeros((N_GROUPS, N_KINDS))
    rates[:7, :6] = np.array([3.0, 3.0, 0.5, 1.0, 1.0, 0.7]) + rng.random((7, 6))
    rates[VISITORS, :6] = (2.0, 3.0, 0.0, 0.5, 0.0, 0.2)
    rates[EMERGENCIES, Kind.EMERGENCY] = 1.0
    rates[CALLERS, Kind.OTHER_CALL] = 1.0
    return rates


def make_residents(
    rng: np.random.Generator, n: int, codes: Sequence[str], days: Table, variant: int
) -> Table:
    """Persons (a quarter arrive, leave or go on in another row), then three streams for each commune."""
    streams = [
        (sort, group, commune)
        for commune in range(N_COMMUNES)
        for sort, group in ((Sort.VISITOR, VISITORS), (Sort.EMERGENCY, EMERGENCIES), (Sort.CALLER, CALLERS))
    ]
    people = table(RESIDENT, n + len(streams))
    new_years = [*np.flatnonzero(days["new_year"]).tolist(), NEVER]

    def any_day() -> int:
        """On which something happens to a person: of the first months, of the run, a new year, or after."""
        return int(
            rng.choice([rng.integers(1, 60), rng.integers(1, len(days)), min(new_years[0], len(days))])
        )

    ranks = [0] * N_COMMUNES
    homes = sorted(rng.integers(0, N_COMMUNES, n).tolist())
    people["until_day"], people["chronic_from"], people["ald_from"] = NEVER, NEVER, NEVER
    people["mt"], people["goes_on"] = -1, -1
    for person, commune in zip(people[:n], homes, strict=True):
        person.commune, person.key, person.rank = commune, key36(codes[commune]), ranks[commune]
        ranks[commune] += 1
        person.birth_year = int(rng.integers(1928, 2024))
        person.frailty = 0.1 + rng.gamma(2.0, 0.45)
        no_car, housebound, look = rng.random(3)
        person.no_car, person.housebound, person.look = no_car < 0.25, housebound < 0.1, int(LOOKS * look)
        if variant >= EHPAD and 0.1 <= housebound < 0.4:
            person.housebound = SeenAt.EHPAD
        person.traced = rng.random() < 0.5
        if rng.random() < 0.45:
            person.chronic_from = rng.choice([-200, 0, 0, any_day(), any_day()])
            person.ald_from = rng.choice([person.chronic_from, -50, NEVER, any_day()])
        if rng.random() < 0.12:
            person.until_day = any_day()
        elif rng.random() < 0.12:
            person.from_day = any_day()
            person.until_day = rng.choice([NEVER, person.from_day + any_day()])
        if person.from_day == 0 and rng.random() < 0.75:
            person.mt = rng.integers(0, N_GPS)
        if variant >= FRICTION:
            person.poor = rng.random() < 0.3
            person.latent = 0.3 if person.poor else 0.1
    enter_homes(people, n, rng, any_day)
    stay_three_days(people[: n - n // 12] if variant >= LEAVING else people[:0])
    people["link"] = np.where(people["mt"] < 0, people["rank"] % len(Link), Link.NEVER)
    for stream, (sort, group, commune) in zip(people[n:], streams, strict=True):
        stream.is_a, stream.group, stream.commune = sort, group, commune
        stream.key, stream.frailty = key36(codes[commune]), 1.0
    return people


def enter_homes(people: Table, n: int, rng: np.random.Generator, any_day: Callable[[], int]) -> None:
    """The last of ``n`` persons are others who have entered an EHPAD."""
    for later in range(n - n // 12, n):
        before = people[int(rng.integers(0, n // 2))]
        if before.goes_on < 0:
            before.goes_on, before.until_day = later, max(before.from_day, 0) + any_day()
            people[later].from_day, people[later].mt = before.until_day, -1
            people[later].until_day = rng.choice([NEVER, before.until_day + any_day()])


def stay_three_days(people: Table) -> None:
    """Those who leave, but who go on in another row: they need care all the time."""
    for person in people:
        if person.until_day == NEVER or person.goes_on >= 0:
            continue
        person.from_day, person.frailty, person.mt = max(1, person.until_day - 3), 200.0, -1


class Gp(NamedTuple):
    """A doctor with their sessions at one place and a panel of their own; rows are not numbered yet."""

    doctor: Any  # DOCTOR
    agenda: Any  # AGENDA
    panel: Any  # PANEL


def make_gp(rng: np.random.Generator, residents: int, codes: Sequence[str], rank: int) -> Gp:
    """A GP whose agenda holds a seventh of what is asked for."""
    doctor, row, panel = table(DOCTOR, 1)[0], table(AGENDA, 1)[0], table(PANEL, 1)[0]
    slots = max(2, round(residents * 0.012))
    row.is_a, row.active, row.doctor, row.panel = AgendaSort.GP, 1, -1, -1
    row.commune, row.site = rank % N_COMMUNES, 100 + max(1, rank)  # the first two share a site
    doctor.key, doctor.rank, doctor.birth_year = key36(codes[row.commune]), rank, 1960 + 5 * rank
    doctor.panel = -1
    panel.list_open, panel.ald_extra, panel.cap = rank % 2, 2, 10
    row.until_day = row.book_until = NEVER
    row.team = -1
    row.lead_days, row.horizon_days, row.slot_minutes = int(rank == 3), int(rng.integers(8, 40)), 15
    row.ramp_days, row.ramp_start, row.factor = 0, 1.0, 0.8 + 0.4 * rng.random()
    row.overtime, row.sas, row.same_day, row.panel_reserve = rng.integers(0, 2, 4)
    row.starts = (30600 + 900 * (rank % 2), 50400)
    row.weekly = np.where(rng.random(14) < 0.75, slots, 0)
    row.weekly[12:] = 0
    row.leave = rng.random(54) < 0.1
    row.works_holidays = rank == 2
    row.kinds = 1
    if rank == 3:
        row.ramp_days, row.ramp_start, row.from_day = 90, 0.3, 5
    return Gp(doctor, row, panel)


class Supply(NamedTuple):
    """Doctors, panels and agendas of the first day."""

    doctors: Table
    doctor_names: tuple[str, ...]
    panels: Table
    agendas: Table
    agenda_names: tuple[str, ...]


def make_supply(rng: np.random.Generator, residents: int, codes: Sequence[str], absent: set[str]) -> Supply:
    """Five GPs, then the agendas of the team, on screen and outside, of nobody in particular."""
    gps = {f"gp_{rank}": make_gp(rng, residents, codes, rank) for rank in range(N_GPS)}
    rows = {name: gp.agenda for name, gp in gps.items()}
    for name, sort, minutes, lead, horizon, kinds in (
        ("delegate", AgendaSort.DELEGATE, 0, 0, 30, (Kind.FOLLOW_UP, Kind.RENEWAL)),
        ("tele", AgendaSort.TELE, 0, 0, 4, (Kind.ACUTE_URGENT, Kind.ACUTE_MINOR, Kind.CERTIFICATE)),
        ("outside", AgendaSort.OUTSIDE, 45, 5, 64, range(6)),
        ("outside_far", AgendaSort.OUTSIDE, 90, 2, 20, range(6)),
    ):
        if name in absent:
            continue
        row = make_gp(rng, residents, codes, 10).agenda
        row.is_a, row.minutes, row.lead_days, row.horizon_days = sort, minutes, lead, horizon
        row.commune = 1 if sort == AgendaSort.DELEGATE else -1
        row.sas, row.kinds = 0, [kind in kinds for kind in range(MOST_KINDS)]
        row.works_holidays = sort == AgendaSort.TELE
        row.weekly = 2
        rows[name] = row
    agendas = stacked(AGENDA, rows.values())
    agendas["doctor"][:N_GPS] = agendas["panel"][:N_GPS] = np.arange(N_GPS)
    if "delegate" in rows:
        agendas["team"][:2] = N_GPS
    doctors = stacked(DOCTOR, (gp.doctor for gp in gps.values()))
    doctors["panel"] = np.arange(N_GPS)
    panels = stacked(PANEL, (gp.panel for gp in gps.values()))
    return Supply(doctors, tuple(gps), panels, agendas, tuple(rows))


def stacked(dtype: Any, rows: Iterable[Any]) -> Table:
    """A table of these rows."""
    kept = list(rows)
    made = table(dtype, len(kept))
    for number, row in enumerate(kept):
        made[number] = row
    return made


def share_out(
    supply: Supply, rng: np.random.Generator, residents: int, codes: Sequence[str], variant: int
) -> Supply:
    """A ``partner`` for the panel of GP 2, at another site; a ``locum`` for GP 1, until day 70; a ``second``
    place for GP 4, in another commune.
    """
    partner, locum = (make_gp(rng, residents, codes, rank) for rank in (5, 6))
    agendas = supply.agendas
    agendas["leave"][1, variant % 3 :: 3] = 1  # away often enough
    partner.doctor.panel = partner.agenda.panel = 2
    partner.agenda.team = N_GPS if "delegate" in supply.agenda_names else -1  # that of the panel, then
    locum.doctor.contract, locum.doctor.birth_year = LOCUM, 0
    covers = stands_in(agendas[1], until=70)
    partner.agenda.doctor, covers.doctor = N_GPS, N_GPS + 1
    second = elsewhere(agendas[4], site=204)
    return Supply(
        stacked(DOCTOR, [*supply.doctors, partner.doctor, locum.doctor]),
        (*supply.doctor_names, "partner", "locum"),
        supply.panels,
        stacked(AGENDA, [*agendas, partner.agenda, covers, second]),
        (*supply.agenda_names, "partner", "locum", "second"),
    )


def load(supply: Supply) -> None:
    """Doctors answer their load, each in their own way; of two in three weeks of leave a locum takes over."""
    panels, agendas = supply.panels, supply.agendas
    panels["answers"] = Answers.ANSWERS + np.arange(len(panels)) % 8
    panels["most"] = np.where(np.arange(len(panels)) % 2, NEVER, 12)
    away = np.cumsum(agendas["leave"], axis=1) % 3
    agendas["leave"] *= np.where(away > 0, 2, 1).astype(np.uint8)
    agendas["slower"] = np.arange(len(agendas)) % 3 / 10 - 0.1


def schedule(rows: Table) -> None:
    """Of four agendas (or counters) one is there every other week, one in a week of three."""
    turn = np.arange(len(rows)) % 4
    rows["one_week_in"] = np.where(turn == 1, 2, np.where(turn == 3, 3, turn // 2))
    rows["week_from"] = -(np.arange(len(rows)) % 5) * 7 - 3


def keep_for_some(agendas: Table) -> None:
    """Of five agendas one keeps nothing, one all that it has, the others a slot or two, for some people."""
    turn = np.arange(len(agendas)) % 5
    agendas["kept"] = np.array((0, 1, 2, 1, ALL_SLOTS))[turn]
    agendas["freed_days"] = np.array((0, -1, 3, 0, -1))[turn]
    agendas["kept_for_day"] = turn == 3
    agendas["all_of"] = np.array((0, Trait.ALD, 0, Trait.ELSEWHERE, 0))[turn]
    agendas["any_of"] = np.array((0, 0, Trait.AGES | Trait.SENT, 0, Trait.WITHOUT_MT | Trait.POOR))[turn]
    agendas["age_from"], agendas["age_to"] = 50, 99


def elsewhere(agenda: Any, site: int) -> Any:
    """Sessions of the same doctor for the same panel in the next commune, on the half-days that are free."""
    row = agenda.copy()
    row.commune, row.site = (agenda.commune + 1) % N_COMMUNES, site
    row.weekly = np.where(agenda.weekly == 0, agenda.weekly.max(), 0)
    row.weekly[12:] = 0
    row.ramp_days, row.factor, row.lead_days = 0, 1.0, 0
    row.sas = row.same_day = row.panel_reserve = 0
    return row


def stands_in(agenda: Any, until: int) -> Any:
    """A locum's sessions for the panel of another, in the weeks in which they are away."""
    row = agenda.copy()
    row.leave, row.locum = agenda.leave != 1, 1
    row.until_day = row.book_until = until
    return row


def make_counter(kind: CounterType, minutes: float, queue: int, patience: float) -> Any:
    row = table(COUNTER, 1)[0]
    typed(row, kind)
    row.active, row.queue_most, row.patience_minutes = 1, queue, patience
    row.opened_day, row.aware_first, row.aware_last, row.aware_days = -20, 0.9, 0.9, 0
    row.spread, row.kinds = 0.6, 1
    row.minutes[:N_KINDS] = minutes * np.linspace(0.7, 1.3, N_KINDS)
    row.answers = (0.3, 0.55, 0.8, 1.0)
    return row


def make_counters(rng: np.random.Generator, absent: set[str], variant: int) -> tuple[Table, tuple[str, ...]]:
    """Few servers, long services, short patience: queues, balking, reneging and closing all happen."""
    weekend = [5, 6, 7]
    cmsi = make_counter(CounterType.CMSI, 45.0, 2, 25.0)
    cmsi.servers[:, 9:19] = 1
    cmsi.servers[0, 10:12] = 2
    cmsi.aware_first, cmsi.aware_last, cmsi.aware_days = 0.2, 0.95, 120
    cmsi.kinds[Kind.EMERGENCY :] = 0
    sos = make_counter(CounterType.SOS, 50.0, 3, 40.0)
    sos.servers[:, 19:24] = 1
    sos.servers[weekend, 8:] = 1
    mmg = make_counter(CounterType.MMG, 30.0, 4, 60.0)
    mmg.servers[weekend, 9:13] = 1
    front = make_counter(CounterType.FRONT, 25.0, 2, 30.0)
    front.servers[:, 20:24] = 1
    ed = make_counter(CounterType.ED, 60.0, 6, 90.0)
    ed.servers[:, :] = 1
    ed.servers[:, 10:22] = 2
    ed_far = make_counter(CounterType.ED, 40.0, 0, 30.0)
    ed_far.servers[:, :] = 1
    ed_far.commune, ed_far.spread = -1, 0.0
    line = make_counter(CounterType.LINE15, 12.0, 2, 5.0)
    line.servers[:, :] = 1
    line.servers[:, 9:11] = 2
    if variant % 3 == 1:
        line.servers[:, 20] = 0  # closes in the busiest hour
    elif variant % 3 == 2:
        line.answers[:N_KINDS] = rng.dirichlet(np.ones(4), N_KINDS).cumsum(axis=1)
        line.answers[:, 3] = 1.0
    if variant >= FRICTION:
        cmsi.sigma, line.sigma, ed.sigma = 1.2, 0.7, 0.4
        cmsi.wakes, mmg.wakes, front.wakes = 0.6, 0.9, 0.4
    if variant >= SCHEDULED:
        cmsi.wakes = (0.3, 0.9)
    rows = {"line15": line, "ed": ed, "cmsi": cmsi, "sos": sos, "front": front, "mmg": mmg, "ed_far": ed_far}
    if variant >= SCHEDULED:
        rows["line_behind"] = line.copy()
        line.kinds[Kind.ACUTE_MINOR] = 0
    if variant >= LEAVING:
        cmsi.aware_first = cmsi.aware_last = 1.0
    kept = {name: row for name, row in rows.items() if name not in absent}
    counters = table(COUNTER, len(kept))
    for number, row in enumerate(kept.values()):
        counters[number] = row
    if variant >= SCHEDULED:
        schedule(counters)
        counters["rides"] = np.arange(len(counters)) % 4
        for row, name in zip(counters, kept, strict=True):
            row.all_of, row.any_of = AUDIENCES.get(name, (0, 0))
        counters["age_from"], counters["age_to"] = 40, 70
    return counters, tuple(kept)


def changes(world: World, variant: int) -> list[Change]:
    """Changes of supply inside the run, some on the same day, one on a new-year day if the run has one."""
    made: list[Change] = []
    for number in range(len(world.catchments)):
        made += _changes_of_one(world, number, variant)
    return sorted((change for change in made if change[0] < world.n_days), key=lambda change: change[0])


def _changes_of_one(world: World, c: int, variant: int) -> list[Change]:
    rng = np.random.default_rng([variant, c, 1])
    place = world.catchments[c]
    new = len(place.agendas) + (variant >= SHARED)  # row of the agenda of the first doctor who settles
    people = len(place.residents)
    settles, moves = (make_gp(rng, people, place.communes, rank) for rank in (7, 8))
    settles.panel.list_open = 1
    settles.agenda.ramp_days, settles.agenda.ramp_start, settles.agenda.from_day = 40, 0.4, 35
    moves.agenda.from_day, moves.panel.cap = 52, 1
    settles.doctor.since, moves.doctor.since = 35, 52
    opened = make_counter(CounterType.CMSI, 35.0, 2, 30.0)
    opened.servers[:, 8:20] = 1
    opened.opened_day, opened.aware_first, opened.aware_days = 35, 0.3, 60
    minutes = rng.integers(0, 25, N_COMMUNES).astype(np.int32)
    holiday = np.flatnonzero(world.days["new_year"])
    leaves = int(holiday[0]) if len(holiday) and variant % 2 else 85
    last = len(place.counters) - 1
    busy = np.array(place.counters[0].servers)
    busy[:, 6:] = 3
    edits: list[tuple[int, RowEdit | Gp]] = [
        (0, EditPanel(4, {"list_open": 1, "cap": 60})),
        (20, EditAgenda(2, {"factor": 0.5, "overtime": 2})),
        (20, EditCounter(last, {"active": 0})),
        (35, settles),
        (35, AddCounter(opened, minutes)),
        (52, moves),
        (52, EndAgenda(0, successor=new + 1, share=0.9, same_doctor=True)),
        (52, EndAgenda(3)),
        (30, EditPanel(1, {"list_open": 0})),
        (30, EditAgenda(1, {"until_day": leaves, "book_until": leaves})),
        (60, EditCounter(last, {"active": 1, "queue_most": 1})),
        (leaves, EndAgenda(1, successor=new, share=0.6)),
        (90, EditAgenda(new + 1, {"team": N_GPS if variant % 4 != 2 else -1, "factor": 1.4})),
        (100, EditCounter(0, {"servers": busy})),
        (100, EditAgenda(4, {"leave": np.ones(54, dtype=np.uint8)})),
        (115, EditAgenda(4, {"leave": np.zeros(54, dtype=np.uint8), "weekly": np.full(14, 4)})),
        (130, EditCounter(last + 1, {"active": 0})),
    ]
    rows = {id(settles): new, id(moves): new + 1, id(opened): last + 1}
    if variant >= SHARED:
        third = elsewhere(place.agendas[3], site=203)
        third.from_day = 25
        rows[id(third)] = new - 1
        edits += _of_shared_panels(place, third, variant)
    if variant >= SCHEDULED:
        edits += _of_audiences(last)
    return [(day, _applied(c, edit, rows)) for day, edit in edits]


def _of_audiences(last: int) -> list[tuple[int, RowEdit]]:
    """GP 2 keeps more for the poor, then nothing; a gate before an emergency department; a week changes."""
    poor = {"kept": 2, "freed_days": 1, "kept_for_day": 0, "all_of": Trait.POOR, "any_of": 0}
    return [
        (40, EditAgenda(2, poor)),
        (44, EditCounter(1, {"all_of": Trait.SENT})),
        (65, EditAgenda(2, {**poor, "kept": 0, "all_of": 0})),
        (80, EditCounter(1, {"all_of": 0})),
        (90, EditAgenda(4, {"one_week_in": 2, "week_from": 5})),
        (110, EditCounter(last, {"one_week_in": 1})),
        (30, EditRides(np.array((COMES, COMES | 2, 4), dtype=np.int16))),
        (70, EditRides(np.array((COMES | 2, COMES, COMES), dtype=np.int16))),
    ]


def _of_shared_panels(place: Catchment, third: Any, variant: int) -> list[tuple[int, RowEdit]]:
    """GP 3 opens a ``third`` place and leaves both; the locum of GP 1 ends; GP 4 closes the second place,
    which releases nobody; of the two who share a panel one leaves, which releases nobody, then the other.
    """
    partner, locum, second = (place.agenda_names.index(name) for name in ("partner", "locum", "second"))
    new = len(place.agendas)  # the row of the third place; the next is that of a doctor who settles
    first, then = (2, partner) if variant % 2 else (partner, 2)
    return [
        (25, AddAgenda(third)),
        (52, EndAgenda(new)),
        (70, EndAgenda(locum)),
        (75, EndAgenda(second, successor=new + 1, share=1.0)),
        (95, EndAgenda(first)),
        (120, EndAgenda(then, successor=4, share=0.5)),
    ]


def _applied(catchment: int, edit: RowEdit | Gp, rows: dict[int, int]) -> Callable[[Patients], None]:
    match edit:
        case Gp():
            expected = rows[id(edit)]
        case AddAgenda() | AddCounter():
            expected = rows[id(edit.row)]
        case _:
            expected = None

    def apply(patients: Patients) -> None:
        row = settled(patients, catchment, edit) if isinstance(edit, Gp) else patients.apply(catchment, edit)
        assert row == expected, f"row {row} was given, {expected} expected: rows go on in order of creation"

    return apply


def settled(patients: Patients, catchment: int, gp: Gp) -> int | None:
    """A doctor begins, with a panel of their own; the row of their agenda."""
    gp.doctor.panel = gp.agenda.panel = patients.apply(catchment, AddPanel(gp.panel))
    gp.agenda.doctor = patients.apply(catchment, AddDoctor(gp.doctor))
    row = patients.apply(catchment, AddAgenda(gp.agenda))
    assert row is not None
    patients.apply(catchment, TellOfList(row))
    return row


def play(
    patients: Patients, world: World, changes: Iterable[Change] = (), steps: Sequence[int] = (1,)
) -> tuple[Records, ...]:
    """Plays the run in steps of these lengths (over and over), cut where a change takes effect."""
    due = list(changes)
    lengths = cycle(steps)
    day = 0
    while day < world.n_days:
        while due and due[0][0] == day:
            due.pop(0)[1](patients)
        until = min(day + next(lengths), due[0][0] if due else world.n_days, world.n_days)
        patients.advance(day, until)
        day = until
    return patients.finish()
