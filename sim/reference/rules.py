"""Other rules from a midnight on (docs/model.md, section 16)."""

from dataclasses import dataclass
from typing import assert_never

import numpy as np

from sim.reference.clocks import Clocks
from sim.reference.person import Person
from sim.reference.place import Place
from sim.reference.row_objects import change, plain
from sim.reference.search import Searches
from sim.world.intensity import changed
from sim.world.row_edits import EditHours, EditIntensity, EditPathway, EditReach, EditRides, EditSettings
from sim.world.tables import SETTINGS


@dataclass(eq=False)
class Rules:
    """What changes of the rules do to a place."""

    place: Place
    clocks: Clocks
    searches: Searches

    def apply(
        self, edit: EditRides | EditSettings | EditPathway | EditHours | EditReach | EditIntensity
    ) -> None:
        """At the midnight of today."""
        place = self.place
        match edit:
            case EditRides():
                place.rides = edit.communes.tolist()
            case EditSettings():
                self._settings(edit)
            case EditPathway():
                place.take_steps([[plain(step) for step in steps] for steps in edit.steps])
            case EditHours():
                place.calendar.hours = edit.hours.tolist()
                self.clocks.set_again()
            case EditReach():
                place.tau, place.most_minutes, place.reach = edit.tau, edit.most_minutes, None
            case EditIntensity():
                self._intensity(edit)
            case _:
                assert_never(edit)

    def _settings(self, edit: EditSettings) -> None:
        place = self.place
        then = max(0, place.today - 1)  # who is there, and their state of health, before today's demography
        people = [person for person in place.people if not person.stream and person.present(then)]
        looked = {person.number for person in people if self._looks(person, then)}
        change(place.settings, SETTINGS, edit.columns)
        if "office_hours" in edit.columns:
            place.calendar.set_office_hours(place.settings.office_hours)
        if {"looks_below", "far_minutes"} & set(edit.columns):
            for person in people:
                if person.number not in looked:
                    self.searches.looks_out(person, then=then)

    def _looks(self, person: Person, then: int) -> bool:
        state = self.searches.state(person)
        return state is not None and self.searches.looks(person, state, then)

    def _intensity(self, edit: EditIntensity) -> None:
        """From today on; who waits for a need waits anew."""
        place, today = self.place, self.place.today
        if place.intensity is None:
            raise ValueError("needs cannot arise otherwise where their intensity was made by hand")
        place.intensity = changed(place.intensity, edit)
        so_far = np.array([row[: today + 1] for row in place.cumulative])
        rest = place.intensity.between(today, place.calendar.n_days, so_far[:, -1])
        place.cumulative = np.column_stack([so_far[:, :-1], rest]).tolist()
        place.rates, place.seasons = edit.rates.tolist(), edit.seasons.tolist()
        self.clocks.set_again()
