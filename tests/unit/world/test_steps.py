"""Pathways and settings: from words to rows."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.vocabulary.structure import (
    IN_EHPAD,
    IN_OFFICE_HOURS,
    N_STEPS,
    NEARER,
    NOT_IN_EHPAD,
    OUT_OF_HOURS,
    TRIED_FIRST,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    Link,
)
from sim.world.steps import pathway_table, settings_row, use_falls
from sim.world.tables import LOOKS
from tests.shipped import N_KINDS, SHIPPED, AgendaSort, CounterType, Kind, Outcome
from tests.shipped_conf import plan

EVERYBODY = WHO_WITH_MT | WHO_WITHOUT_MT | WHO_STREAM
ALWAYS = IN_OFFICE_HOURS | OUT_OF_HOURS


def row(step):
    return tuple(pathway_table(plan("pathway", steps__renewal=[step]), SHIPPED)[Kind.RENEWAL, 0].tolist())


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"try": "own", "within_days": 3}, (Action.OWN, 0, EVERYBODY, ALWAYS, 3, 1.0)),
        ({"try": "team", "within_days": 0}, (Action.TEAM, 0, EVERYBODY, ALWAYS, 0, 1.0)),
        (
            {"try": "nearby", "within_days": 3, "uptake": 0.5, "when": "office", "who": ["without_mt"]},
            (Action.NEARBY, 0, WHO_WITHOUT_MT, IN_OFFICE_HOURS, 3, 0.5),
        ),
        ({"try": "tele", "within_days": 1}, (Action.AGENDA, AgendaSort.TELE, EVERYBODY, ALWAYS, 1, 1.0)),
        (
            {"try": "outside", "within_days": 9},
            (Action.AGENDA, AgendaSort.OUTSIDE, EVERYBODY, ALWAYS, 9, 1.0),
        ),
        (
            {
                "try": "sos",
                "within_hours": 2,
                "when": "out_of_hours",
                "who": ["visitor", "with_mt", "visitor"],
            },
            (Action.COUNTER, CounterType.SOS, WHO_WITH_MT | WHO_STREAM, OUT_OF_HOURS, 2, 1.0),
        ),
        ({"try": "ed", "uptake": 0}, (Action.COUNTER, CounterType.ED, EVERYBODY, ALWAYS, 0, 0.0)),
        ({"try": "line15"}, (Action.LINE, CounterType.LINE15, EVERYBODY, ALWAYS, 0, 1.0)),
        ({"try": "retry", "after_days": 4}, (Action.RETRY, 0, EVERYBODY, ALWAYS, 4, 1.0)),
        (
            {"try": "ed", "lives": "ehpad"},
            (Action.COUNTER, CounterType.ED, EVERYBODY | IN_EHPAD, ALWAYS, 0, 1.0),
        ),
        (
            {"try": "line15", "lives": "elsewhere"},
            (Action.LINE, CounterType.LINE15, EVERYBODY | NOT_IN_EHPAD, ALWAYS, 0, 1.0),
        ),
        ({"end": "advised"}, (Action.END, Outcome.ADVISED, EVERYBODY, ALWAYS, 0, 1.0)),
    ],
)
def test_a_step(step, expected):
    assert row(step) == expected


def test_steps_tried_first_stand_behind_the_others():
    first = {"renewal": [{"try": "pharmacy", "uptake": 0.1}, {"try": "booth"}]}
    table = pathway_table(plan("pathway", first=first), SHIPPED)
    usual = pathway_table(plan("pathway"), SHIPPED)
    written = int((usual[Kind.RENEWAL]["action"] != Action.NONE).sum())
    assert table[Kind.RENEWAL][:written].tolist() == usual[Kind.RENEWAL][:written].tolist()
    behind = table[Kind.RENEWAL][written : written + 2]
    assert behind["target"].tolist() == [CounterType.PHARMACY, CounterType.BOOTH]
    assert (behind["who"] == EVERYBODY | TRIED_FIRST).all()
    assert not (usual["who"] & TRIED_FIRST).any()


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ({"renewal": [{"end": "advised"}]}, "first.renewal.0: a first step is tried, it ends nothing"),
        ({"renewal": [{"try": "retry", "after_days": 2}]}, "first.renewal.0: a first step is tried"),
        ({"acute_urgent": [{"try": "pharmacy"}]}, "with the 16 others that is more than 16 steps"),
        ({"renewals": [{"try": "pharmacy"}]}, "no kind of need “renewals”; did you mean renewal"),
        ({"renewal": [{"try": "farmacy"}]}, "no such thing to try as “farmacy”; did you mean pharmacy"),
    ],
)
def test_what_cannot_be_tried_first(first, said):
    with pytest.raises(ValueError, match=said):
        plan("pathway", first=first)


def test_what_is_not_written_is_none():
    table = pathway_table(plan("pathway", steps__renewal=[{"end": "renounced"}]), SHIPPED)
    assert table.shape == (N_KINDS, N_STEPS)
    assert (table[Kind.RENEWAL, 1:]["action"] == Action.NONE).all()


def test_every_kind_has_a_pathway_that_ends():
    table = pathway_table(plan("pathway"), SHIPPED)
    for kind in Kind:
        actions = [a for a in table[kind]["action"] if a != Action.NONE]
        assert actions[-1] == Action.END or len(actions) == N_STEPS, "past the last it is given up"
        assert len(actions) >= 2


def test_settings():
    needs, pathway, doctors = plan("needs"), plan("pathway"), plan("doctors")
    settings = settings_row(needs, pathway, doctors, SHIPPED, 86)[0]
    assert settings["followed_days"] == 86
    patients = doctors.patients
    assert settings["search_days"][Link.LOST].tolist() == [
        patients.search_days.lost,
        patients.search_days.lost * patients.search_ald,
    ]
    assert settings["search_days"][NEARER, 0] == patients.search_days.nearer
    far, near = patients.look.far, patients.look.nearer
    with_ald = far + (1 - far) * patients.look_ald
    assert settings["looks_below"][Link.FAR].tolist() == [round(LOOKS * far), round(LOOKS * with_ald)]
    assert settings["looks_below"][NEARER].tolist() == [round(LOOKS * near)] * 2
    assert settings["takes_anyway"].tolist() == [*patients.takes_anyway.values]
    assert settings["follow_up_days"][6].tolist() == [
        needs.chronic.days_without_ald.age_90_up,
        needs.chronic.days_with_ald.age_90_up,
    ]
    assert settings["patience_mean"][Kind.RENEWAL] == needs.patience["renewal"].mean
    assert settings["patience_least"][Kind.RENEWAL] == needs.patience["renewal"].least
    assert settings["counter_minutes"] == pathway.counter_minutes
    assert settings["home_visit_slots"] == doctors.activity.home_visit_slots
    # every number of the row comes from a file; those that may be 0 are
    zero = {name for name in settings.dtype.names if not np.any(settings[name])}
    # nothing recurs, all needs arise; the others are of the territory's roads, and of the calendar
    none = {name for name in settings.dtype.names if name.startswith("recurring_")}
    none |= {"avoided", "turns_acute", "turns_into", "turns_after", "put_off", "put_off_into"}
    assert zero == none | {"use_falls", "first_weekday"}


def test_who_asks_ahead():
    ahead = {"share": 0.25, "part": 0.1}
    needs = plan("needs", patience__prevention={"least": 21, "mean": 50, "ahead": ahead})
    row = settings_row(needs, plan("pathway"), plan("doctors"), SHIPPED, 86)[0]
    kinds = [Kind.PREVENTION, Kind.CERTIFICATE]
    assert row["ahead_below"][kinds].tolist() == [900, 0], "seconds of an hour"
    assert row["ahead_part"][kinds].tolist() == [0.1, 0]


def test_what_does_not_arise_and_what_is_lost():
    turns = {"share": 0.02, "into": "acute_minor", "after_days": 30}
    needs = plan(
        "needs",
        avoided={"certificate": 0.8, "renewal": 0.5},
        turns_acute={"renewal": turns},
        chronic__put_off={"a_year": 0.1, "into": "acute_minor"},
    )
    row = settings_row(needs, plan("pathway"), plan("doctors"), SHIPPED, 86)[0]
    assert row["avoided"][[Kind.CERTIFICATE, Kind.RENEWAL, Kind.FOLLOW_UP]].tolist() == [0.8, 0.5, 0.0]
    lost = (row[name][Kind.RENEWAL] for name in ("turns_acute", "turns_into", "turns_after"))
    assert [*lost] == [0.02, Kind.ACUTE_MINOR, 30]
    assert (row["put_off"], row["put_off_into"]) == (0.1, Kind.ACUTE_MINOR)
    assert (row["usual_days"] == row["follow_up_days"]).all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"avoided": {"certificat": 0.5}}, "no kind of need “certificat”"),
        ({"avoided": {"certificate": 1.5}}, "1.5 is no share"),
        (
            {"turns_acute": {"renewal": {"share": 0.1, "into": "renewal", "after_days": 3}}},
            "renewal is no acute need of primary care; write acute_urgent or acute_minor",
        ),
        (
            {"turns_acute": {"emergency": {"share": 0.1, "into": "acute_minor", "after_days": 3}}},
            "emergency is no need of primary care",
        ),
        ({"turns_acute": {"renewal": {"share": 0.1, "into": "acute_minor", "after_days": 0}}}, "more than 0"),
        ({"chronic__put_off": {"a_year": 0.1, "into": "prevention"}}, "prevention is no acute need"),
    ],
)
def test_what_cannot_be_lost(changes, said):
    with pytest.raises(ValidationError, match=said):
        plan("needs", **changes)


def test_use_falls_by_kilometres_of_road_and_minutes_driven():
    pathway = plan("pathway", use_falls_per_km={"ed": {"child": 0.03, "adult": 0.01}})
    falls = use_falls(pathway, 60.0, SHIPPED)  # a kilometre a minute
    assert falls[SHIPPED.service_number["ed"]].tolist() == [0.03, 0.01]
    assert falls.sum() == pytest.approx(0.04), "no other type is named"
    assert use_falls(pathway, 30.0, SHIPPED).sum() == pytest.approx(0.02)


def test_use_falls_at_counters_alone():
    with pytest.raises(ValidationError, match="no type of counter"):
        plan("pathway", use_falls_per_km={"line15": {"child": 0.03, "adult": 0.01}})
