"""Who lives where, who has no médecin traitant, who lost theirs (docs/model.md, section 11).

Everybody is counted on new-year days, when bands change; what changes between is followed person by person,
so that the other months cost a copy (people/demography.py).
"""

from sim.kernels.groups import Notes, Supply
from sim.kernels.people.clocks import people_group
from sim.kernels.state import CENSUS
from sim.kernels.style import kernel
from sim.kernels.types import Int, Month, Person, Rows, Settings, Year
from sim.vocabulary.structure import Link
from sim.world.records import N_GROUPS, REFUSES

(
    PEOPLE, ADULTS, ADULTS_WITHOUT_MT, CHILDREN_WITHOUT_MT, RELEASED, RELEASED_WITHOUT_MT, LOST, NEVER,
) = range(len(CENSUS))  # fmt: skip


@kernel
def without_mt(person: Person) -> bool:
    """Whether a person has no declared médecin traitant, near or far."""
    return person.mt < 0 and person.link != Link.FAR


@kernel
def count_person(person: Person, year: Year, sign: Int, standing: Rows, settings: Settings) -> None:
    """Adds a resident who is there to the counts of their cell (``sign`` 1), or takes them out (-1)."""
    here = standing[person.cell]
    group = people_group(person, year)
    here[PEOPLE, group] += sign
    if year - person.birth_year >= settings.adult_age:
        here[ADULTS, group] += sign
        if without_mt(person):
            here[ADULTS_WITHOUT_MT, group] += sign
            here[LOST if person.link == Link.LOST else NEVER, group] += sign
    elif without_mt(person):
        here[CHILDREN_WITHOUT_MT, group] += sign
    if person.released >= 0:
        here[RELEASED, group] += sign
        if without_mt(person):
            here[RELEASED_WITHOUT_MT, group] += sign


@kernel
def clear_standing(standing: Rows) -> None:
    """The counts begin anew."""
    for cell in range(len(standing)):
        for column in range(len(CENSUS)):
            for group in range(N_GROUPS):
                standing[cell, column, group] = 0


@kernel
def note_census(supply: Supply, month: Month, notes: Notes) -> None:
    """The counts of now become those of the month; so do panels."""
    for cell in range(len(notes.standing)):
        here, tally = notes.standing[cell], notes.tallies[month, cell]
        for column in range(len(CENSUS)):
            for group in range(N_GROUPS):
                tally.census[column, group] = here[column, group]
    for a in range(len(supply.agendas)):
        number = supply.agendas[a].panel
        first = number >= 0 and supply.panels[number].first == a
        notes.on_panels[month, a] = supply.panels[number].patients if first else 0
        if first:
            panel = supply.panels[number]
            refuses = panel.list_open == 0 or panel.patients >= panel.cap
            notes.at_agendas[month, a, REFUSES] = 1 if refuses else 0
