"""For whom a place is there (docs/model.md, section 7): rare, and not inlined."""

import numpy as np

from sim.kernels.style import apart, kernel
from sim.kernels.types import Int, Person, Year
from sim.vocabulary.structure import SeenAt, Sort, Trait


@kernel
def of_resident(person: Person) -> Int:
    """The traits of a resident, but for their age."""
    traits = np.int64(Trait.EHPAD if person.housebound == SeenAt.EHPAD else Trait.ELSEWHERE)
    if person.housebound == SeenAt.HOME:
        traits |= Trait.AT_HOME
    if person.ald == 1:
        traits |= Trait.ALD
    if person.no_car == 1:
        traits |= Trait.NO_CAR
    if person.mt < 0:
        traits |= Trait.WITHOUT_MT
    if person.poor == 1:
        traits |= Trait.POOR
    return traits


@apart
def is_meant(person: Person, row: np.record, sent: bool, year: Year) -> bool:
    """Whether a request of a person is within the audience of an agenda or a counter; ``sent`` by a line."""
    traits = np.int64(0)
    if sent:
        traits |= Trait.SENT
    if person.is_a != Sort.RESIDENT:
        traits |= Trait.ELSEWHERE
    else:
        traits |= of_resident(person)
        age = year - np.int64(person.birth_year)
        if row.age_from <= age and age <= row.age_to:
            traits |= Trait.AGES
    all_of, any_of = np.int64(row.all_of), np.int64(row.any_of)
    return bool(traits & all_of == all_of and (any_of == 0 or traits & any_of != 0))
