"""The table of traced needs: every column against lines written by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.outcomes.storage.trace import traces
from sim.vocabulary.structure import TURNED
from sim.world.records import TRACE, Came
from sim.world.tables import table
from tests.runs import FIRST, played
from tests.shipped import Kind, Outcome

DAY = 86_400


def test_a_need_is_one_row_with_what_was_tried_in_a_sentence():
    """Lines of two needs of one person, mixed as an engine writes them."""
    made = played()
    place = made.catchments[1]  # of the commune 2A004
    rows = [
        # occurrence, first moment, tried, outcome, service, days
        (4, 40 * DAY + 30_600, 16 * Came.REFUSED, 0, -1, 0),
        (5, 41 * DAY, 16 * Came.GOES + 1, 0, -3, 0),
        (4, 40 * DAY + 30_600, 16 * Came.LATER + 2, 0, -1, 0),
        (5, 41 * DAY, 0, Outcome.SEEN_ED, -3, 0),
        (4, 40 * DAY + 30_600, 16 * Came.BOOKED, 0, 1, 7),
        (4, 40 * DAY + 30_600, 0, Outcome.SEEN_OWN, 1, 9),
    ]
    lines = table(TRACE, len(rows))
    lines["resident"], lines["kind"], lines["birth_year"], lines["ald"] = 7, Kind.ACUTE_MINOR, 1950, 1
    for name, values in zip(
        ("occurrence", "first_moment", "tried", "outcome", "service", "days"),
        zip(*rows, strict=True),
        strict=True,
    ):
        lines[name] = values
    mine = replace(place, records=replace(place.records, trace=lines))
    nobody = [replace(c, records=replace(c.records, trace=lines[:0])) for c in made.catchments[:1]]
    tries = {"acute_minor": ("own", "ed", "retry")}
    found = pd.concat(
        each.to_pandas() for each in traces(replace(made, catchments=(*nobody, mine), tries=tries))
    )
    arose = [
        pd.Timestamp(FIRST) + pd.Timedelta(days=40, hours=8.5),
        pd.Timestamp(FIRST) + pd.Timedelta(days=41),
    ]
    expected = {
        "replication": [0, 0],
        "commune": ["2A004", "2A004"],
        "resident": [7, 7],
        "age": [FIRST.year - 1950] * 2,
        "ald": [True, True],
        "kind": ["acute_minor", "acute_minor"],
        "occurrence": [8, 10],
        "arose": arose,
        "outcome": ["seen_own", "seen_ed"],
        "service": [place.agenda_names[1], place.counter_names[1]],
        "at": [place.communes[place.agendas["commune"][1]], ""],
        "minutes": [12, -1],
        "days": [9, 0],
        "refused": [True, False],
        "tried": [
            f"own:refused retry:later +7 own:booked@{place.agenda_names[1]}",
            f"ed:goes@{place.counter_names[1]}",
        ],
    }
    assert list(found.columns) == list(expected)
    for name, values in expected.items():
        assert found[name].fillna(-1).tolist() == values, name


def test_a_resident_s_age_is_that_of_the_year_in_which_the_need_arose():
    made = played()
    place = made.catchments[1]
    lines = table(TRACE, 2)
    lines["birth_year"], lines["occurrence"] = 1950, (0, 1)
    new_year = (pd.Timestamp(FIRST.year + 1, 1, 1) - pd.Timestamp(FIRST)).days * DAY
    lines["first_moment"] = (new_year - 1, new_year)
    held = replace(place, records=replace(place.records, trace=lines))
    found = pd.concat(each.to_pandas() for each in traces(replace(made, catchments=(held,))))
    assert found["age"].tolist() == [FIRST.year - 1950, FIRST.year - 1949]
    assert found["tried"].tolist() == ["", ""]
    assert np.issubdtype(found["arose"].dtype, np.datetime64)


def test_a_step_is_called_what_the_pathway_tried_on_that_day():
    """By when it was taken, not by when the need arose."""
    made = played()
    place = made.catchments[1]
    lines = table(TRACE, 5)
    lines["occurrence"] = (0, 0, 0, 1, 1)
    lines["first_moment"] = [9 * DAY + DAY - 1] * 3 + [10 * DAY] * 2
    lines["kind"], lines["service"] = Kind.ACUTE_MINOR, -1
    lines["tried"] = [16 * Came.LATER, 16 * Came.LATER + 1, 0, 16 * Came.LATER, 0]
    lines["days"], lines["outcome"] = (0, 1, 1, 0, 0), Outcome.RENOUNCED
    mine = replace(place, records=replace(place.records, trace=lines))
    before, since = ({"acute_minor": words} for words in (("own", "ed"), ("nearby", "retry")))
    told = replace(made, catchments=(mine,), tries=before, tries_from=[(10, since), (20, before)])
    found = pd.concat(each.to_pandas() for each in traces(told))
    assert found["tried"].tolist() == ["own:later +1 retry:later", "nearby:later"]


def test_needs_that_others_have_turned_into_have_numbers_of_their_own():
    made = played()
    place = made.catchments[1]
    lines = table(TRACE, 4)
    lines["clock"], lines["occurrence"] = (TURNED, 1, TURNED, 0), (16, 3, 2**32 - 1, 0)
    lines["service"], lines["outcome"] = -1, Outcome.RENOUNCED
    mine = replace(place, records=replace(place.records, trace=lines))
    found = pd.concat(each.to_pandas() for each in traces(replace(made, catchments=(mine,))))
    assert found["occurrence"].tolist() == [-(2**32), -17, 0, 7]
