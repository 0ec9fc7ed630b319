"""Which settings may change on a date, and why the others may not: the one list of it.

``python -m sim.scenario.datable docs/dated.md`` writes the table of that page.
"""

import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple

from sim.scenario.ledger import pattern
from sim.schema.made_page import write_below


class Holds(Enum):
    """From when, and for whom, another value holds; the text is for the docs."""

    ARISING = "needs that arise"
    RETURNING = "returns that are set"
    TRIED = "whatever is tried"
    BOOKED = "appointments that are made"
    HELD = "visits that are held"
    SERVED = "who comes, calls, queues or is served"
    SEARCHING = "searches, and who looks"
    AT_WORK = "doctors at work, and who comes"
    MONTHLY = "the next first of a month on"
    COMING = "doctors who settle"
    COUNTED = "months that begin on the day or later"


class Setting(NamedTuple):
    """Keys (`*`: one part, `**`: any), and what a date makes of them: for what they then hold, or why they
    cannot be dated.
    """

    keys: str
    holds: Holds | None
    why: str = ""

    @property
    def named(self) -> str:
        """The keys, without the stars at their end."""
        return self.keys.rstrip("*").rstrip(".")


DRAWN: Final = "it is drawn once for each person, before the first day"
DOCTORS: Final = "it is drawn once for each doctor, before the first day"
YARDSTICK: Final = "all months are measured by the same"

# The first that matches speaks.
SETTINGS: Final = (
    Setting("needs.avoided.**", Holds.ARISING),
    Setting("needs.turns_acute.**", Holds.ARISING),
    Setting("needs.per_year", Holds.ARISING),
    Setting("needs.weights.**", Holds.ARISING),
    Setting("needs.mix.**", Holds.ARISING),
    Setting("needs.seasons.**", Holds.ARISING),
    Setting("needs.epidemics.**", Holds.ARISING),
    Setting("needs.visitors.**", Holds.ARISING),
    Setting("needs.visitor_part", Holds.ARISING),
    Setting("needs.*_per_year", Holds.ARISING),
    Setting("needs.housebound.ehpad_emergencies", Holds.ARISING),
    Setting("needs.hours.**", Holds.ARISING),
    Setting("needs.patience.**", Holds.ARISING),
    Setting("needs.chronic.share.**", None, DRAWN),
    Setting("needs.chronic.elsewhere", None, DRAWN),
    Setting("needs.chronic.renewal_share", Holds.ARISING),
    Setting("needs.chronic.**", Holds.RETURNING),
    Setting("needs.recurring.*.share.**", None, DRAWN),
    Setting("needs.recurring.**", Holds.RETURNING),
    Setting("needs.frailty_shape", None, DRAWN),
    Setting("needs.moves.**", None, "lives are laid out before the first day"),
    Setting("needs.housebound.**", None, DRAWN),
    Setting("needs.latent.**", None, DRAWN),
    Setting("pathway.**", Holds.TRIED),
    Setting("services.profiles.*.type", None, "another type is another service: close one, open the other"),
    Setting("services.profiles.*.comes", None, "it says what the service is: close one, open the other"),
    Setting("services.profiles.**", Holds.SERVED),
    Setting("services.agendas.*.slots.**", Holds.AT_WORK),
    Setting("services.agendas.*.works_holidays", Holds.AT_WORK),
    Setting("services.agendas.*.lead_days", Holds.AT_WORK),
    Setting("services.agendas.*.horizon_days", Holds.AT_WORK),
    Setting("services.agendas.*.kinds.**", Holds.AT_WORK),
    Setting("services.agendas.*.open_to_others", Holds.AT_WORK),
    Setting("services.agendas.**", None, "it says what the agenda is on the first day"),
    Setting("services.open.**", None, "what opens or closes is a measure: open_counter, close_counter …"),
    Setting("doctors.activity.home_visit_slots", Holds.ARISING),
    Setting("doctors.activity.round_slots", Holds.ARISING),
    Setting("doctors.activity.**", None, f"{DOCTORS}; who works more or less later is a measure (delegate)"),
    Setting("doctors.visits.women", None, DOCTORS),
    Setting("doctors.visits.busiest", None, DOCTORS),
    Setting("doctors.visits.**", Holds.HELD),
    Setting("doctors.on_screen.**", Holds.HELD),
    Setting("doctors.leave.**", None, "weeks of leave are drawn once for each doctor, for all years alike"),
    Setting("doctors.answers.asked", None, "it makes the load of the first day alone"),
    Setting("doctors.answers.longer_days", Holds.COMING),
    Setting("doctors.answers.longer_delays", Holds.COMING),
    Setting("doctors.answers.shorter_visits", Holds.COMING),
    Setting("doctors.answers.**", Holds.MONTHLY),
    Setting("doctors.returns.**", Holds.MONTHLY),
    Setting("doctors.contracts.**", None, "what a contract says is agreed when somebody is taken on"),
    Setting("doctors.professionals.**", None, "a measure `delegate` says what holds for those it brings"),
    Setting("doctors.leaving.**", None, "the days on which doctors may leave are known years ahead"),
    Setting("doctors.horizon_days", Holds.AT_WORK),
    Setting("doctors.reserves.**", Holds.AT_WORK),
    Setting("doctors.booking.**", Holds.BOOKED),
    Setting("doctors.starts.**", None, "who holds an appointment would come at another time"),
    Setting("doctors.backlog.**", None, "it makes the agendas of the first day"),
    Setting("doctors.run_up.**", None, "it is of the years before the first day"),
    Setting("doctors.patients.look.**", Holds.SEARCHING),
    Setting("doctors.patients.look_ald", Holds.SEARCHING),
    Setting("doctors.patients.search_days.**", Holds.SEARCHING),
    Setting("doctors.patients.search_ald", Holds.SEARCHING),
    Setting("doctors.patients.asks_when_seen.**", Holds.SEARCHING),
    Setting("doctors.patients.looks_when_refused", Holds.SEARCHING),
    Setting("doctors.patients.news.**", Holds.SEARCHING),
    Setting("doctors.patients.takes_anyway.**", Holds.SEARCHING),
    Setting("doctors.patients.far_minutes", Holds.SEARCHING),
    Setting("doctors.patients.ald_extra", Holds.AT_WORK),
    Setting("doctors.patients.adult_age", None, YARDSTICK),
    Setting("doctors.patients.declared_elsewhere.**", None, DRAWN),
    Setting("doctors.patients.**", None, "it makes the lists of patients of the first day"),
    Setting("doctors.women", Holds.COMING),
    Setting("doctors.newcomer.**", Holds.COMING),
    Setting("doctors.particular", None, DOCTORS),
    Setting("doctors.ages.**", None, DOCTORS),
    Setting("doctors.named.**", None, "it says who a doctor is"),
    Setting("costs.unit_costs.**", Holds.COUNTED),
    Setting("costs.reimbursed.**", Holds.COUNTED),
    Setting("costs.participation", Holds.COUNTED),
    Setting("costs.hospitalisations.**", Holds.COUNTED),
    Setting("costs.hours.overload", None, YARDSTICK),
    Setting("costs.hours.**", Holds.COUNTED),
    Setting("costs.full_time", None, YARDSTICK),
    Setting("costs.emergencies.**", None, YARDSTICK),
    Setting("costs.apl.**", None, YARDSTICK),
)
BLOCKS: Final = tuple(dict.fromkeys(each.keys.partition(".")[0] for each in SETTINGS))


def setting_of(key: str) -> Setting | None:
    """What is said of a key (or of all below it); None for one that nobody knows."""
    return next((each for each in SETTINGS if _speaks_of(each.keys, key)), None)


def _speaks_of(keys: str, key: str) -> bool:
    """Whether they are of this key: `a.**` speaks of `a`, too."""
    return any(pattern(each).fullmatch(key) for each in (keys, keys.removesuffix(".**")))


def dated(block: str) -> list[str]:
    """The keys of a block that may be dated."""
    return [each.named.removeprefix(f"{block}.") for each in SETTINGS if _is_of(each, block) and each.holds]


def _is_of(each: Setting, block: str) -> bool:
    return each.keys.partition(".")[0] == block


def table() -> Iterator[str]:
    """The lines of the page's table, in the order of the list."""
    yield from ("| key | a date makes another value hold for |", "|---|---|")
    for each in SETTINGS:
        made = each.holds.value if each.holds else f"nothing: {each.why}"
        yield f"| `{each.named}` | {made} |"
    yield ""


def main(arguments: Sequence[str]) -> int:
    """Writes them into the page; what stands before stays. 2 for a page that is none."""
    return write_below(arguments, "sim.scenario.datable", "docs/dated.md", table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
