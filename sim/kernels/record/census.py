"""Who lives where, who has no médecin traitant, who lost theirs: as of now, and on the first of each month
(docs/model.md, section 11).

Who is there changes on new-year days only: then everybody is counted. What changes between (registrations,
panels released) is followed person by person, so that the other months cost a copy.
"""

from sim.kernels.groups import Notes
from sim.kernels.people.clocks import band_in, people_group
from sim.kernels.style import kernel
from sim.kernels.types import Int, Month, Person, Rows, Settings, Year
from sim.vocabulary.structure import Sort
from sim.world.records import N_GROUPS

RESIDENT = int(Sort.RESIDENT)


@kernel
def count_person(person: Person, year: Year, sign: Int, standing: Rows, settings: Settings) -> None:
    """Adds a resident who is there to the counts of their cell (``sign`` 1), or takes them out (-1)."""
    here = standing[person.cell]
    group = people_group(person, year)
    here.people[group] += sign
    if year - person.birth_year >= settings.adult_age:
        here.adults[group] += sign
        if person.mt < 0:
            here.adults_without_mt[group] += sign
    elif person.mt < 0:
        here.children_without_mt[group] += sign
    if person.released >= 0:
        here.people_released[group] += sign
        if person.mt < 0:
            here.people_released_without_mt[group] += sign


@kernel
def count_everybody(persons: Rows, year: Year, standing: Rows, inhabitants: Rows, settings: Settings) -> None:
    """The counts anew, and the inhabitants of the year; one pass over persons."""
    for cell in range(len(standing)):
        here = standing[cell]
        for group in range(N_GROUPS):
            here.people[group] = 0
            here.adults[group] = 0
            here.adults_without_mt[group] = 0
            here.children_without_mt[group] = 0
            here.people_released[group] = 0
            here.people_released_without_mt[group] = 0
    for row in range(len(persons)):
        person = persons[row]
        if person.is_a == RESIDENT and person.here == 1:
            count_person(person, year, 1, standing, settings)
            inhabitants[person.commune, band_in(person, year)] += 1


@kernel
def note_census(agendas: Rows, month: Month, notes: Notes) -> None:
    """The counts of now become those of the month; so do panels."""
    for cell in range(len(notes.standing)):
        here, tally = notes.standing[cell], notes.tallies[month, cell]
        for group in range(N_GROUPS):
            tally.people[group] = here.people[group]
            tally.adults[group] = here.adults[group]
            tally.adults_without_mt[group] = here.adults_without_mt[group]
            tally.children_without_mt[group] = here.children_without_mt[group]
            tally.people_released[group] = here.people_released[group]
            tally.people_released_without_mt[group] = here.people_released_without_mt[group]
    for a in range(len(agendas)):
        notes.panels[month, a] = agendas[a].panel
