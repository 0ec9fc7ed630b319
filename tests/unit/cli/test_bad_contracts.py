"""Contracts and centres that cannot be: one message with file, key, and what would be right."""

import pytest

from tests.unit.cli.conftest import MINE, said

CENTRE = (
    "  centre: {run_centre: {commune: Mios, since: 2025-06-01, creation_months: 12, posts: 3,"
    " search: {lead_days: 90, probability: 0.5}, payers: {commune: 0.5, region: 0.5},"
    " bears: 90000, closes_after: 12}}\n"
)


@pytest.mark.parametrize(
    ("was", "instead", "key", "remedy"),
    [
        ("commune: Mios", "commune: Bordeaux", ".commune", "no commune “Bordeaux” in the territory mios"),
        ("commune: Mios", "site: annex", ".site", "a site exists when a measure `open_site` opens it"),
        ("commune: Mios,", "", "", "write either `site` or `commune`"),
        ("2025-06-01", "01/06/2025", ".since", "write year-month-day: 2025-06-01"),
        ("creation_months: 12,", "", ".creation_months", "is missing"),
        ("creation_months: 12", "creation_months: 2.5", ".creation_months", "write digits only"),
        ("posts: 3", "posts: 0", ".posts", "0 must be more than 0"),
        ("posts: 3", "posts: 300", ".posts", "between 1 and 100"),
        ("posts: 3", "places: 3", ".places", "did you mean"),
        ("lead_days: 90, ", "", ".search.lead_days", "is missing"),
        ("probability: 0.5", "probability: 50 %", ".search.probability", "write 0.5"),
        ("probability: 0.5", "probability: 0", ".search.probability", "must be more than 0"),
        ("commune: 0.5", "commune: 0.7", ".payers", "the shares sum to 1.2; they must sum to 1"),
        ("commune: 0.5, ", "town: 0.5, ", ".payers.town", "unknown; known: commune, doctor"),
        ("bears: 90000, ", "", "", "`bears` and `closes_after` go together"),
        ("bears: 90000", "bears: 90 000 €", ".bears", "write 90000"),
        (
            "posts: 3",
            "posts: 3, contract: salary",
            ".contract",
            "“salary”; did you mean salaried?",
        ),
        ("posts: 3", "posts: 3, leaving: 0.1", ".leaving", "should be a list"),
        ("posts: 3", "posts: 3, staff: {per_doctor: 0.5}", ".staff.yearly", "is missing"),
        ("posts: 3", "posts: 3, cost: {payer: commune}", ".cost", "unknown"),
    ],
)
def test_a_centre_that_cannot_be(complaint, was, instead, key, remedy):
    page = MINE + CENTRE.replace(was, instead, 1)
    assert page != MINE + CENTRE
    message = complaint("scenario=mine", page=page)
    said(message, "scenarios/mine.yaml, line", f"key measures.centre.run_centre{key}", remedy)


@pytest.mark.parametrize(
    ("row", "key", "remedy"),
    [
        ("salried: {activity: 0.8}", ".salried", "did you mean salaried?"),
        ("salaried: {activty: 0.8}", ".salaried.activty", "did you mean activity?"),
        ("salaried: {activity: 80 %}", ".salaried.activity", "not a number"),
        ("salaried: {leaving: [0.1, 10]}", ".salaried.leaving.1", "10 is no share"),
        ("salaried: {ends_after: 0}", ".salaried.ends_after", "must be more than 0"),
        ("salaried: {fees: commune}", ".salaried.fees", "should be 'doctor' or 'employer'"),
        ("salaried: {payer: bank}", ".salaried.payer", "there is no payer “bank”"),
        ("salaried: {pay: 100 000 €}", ".salaried.pay", "write 100000"),
        ("junior: {since: 01/11/2026}", ".junior.since", "write year-month-day: 2026-11-01"),
        ("junior: {notice: null}", ".junior", "notice is missing"),
        ("volunteer: {rotation: {people: 0}}", ".volunteer.rotation.people", "must be more than 0"),
        ("volunteer: {leave: {weeks: 3, covered: 0}}", ".volunteer", "take `leave` out"),
        ("foreign: {supervision: {time: 2}}", ".foreign.supervision.time", "is no share"),
    ],
)
def test_a_row_of_contracts_that_cannot_be(complaint, row, key, remedy):
    page = MINE + f"doctors: {{contracts: {{{row}}}}}\n"
    message = complaint("scenario=mine", page=page)
    said(message, "scenarios/mine.yaml, line 6", f"key doctors.contracts{key}", remedy)


@pytest.mark.parametrize(
    ("goes_on", "remedy"),
    [
        ("{activity: 0.5}", "a `contract` that says how long"),
        ("{until: 2026-01-01}", "activity is missing"),
        ("{contract: retired}", "no contract “retired”; did you mean retired_active?"),
        ("{contract: retired_active, until: 2026-01-01, days: 9}", "either `until` or `days`"),
    ],
)
def test_a_pension_that_cannot_be(complaint, goes_on, remedy):
    page = MINE.replace("notice: 180}}", f"notice: 180, goes_on: {goes_on}}}}}")
    assert page != MINE
    message = complaint("scenario=mine", page=page)
    said(message, "scenarios/mine.yaml, line 5", "measures.leaves.retire.goes_on", remedy)


def test_whoever_is_to_supervise_exists(complaint):
    plan = "doctors: 1, commune: Mios, by: 2026-11-02, contract: junior, supervised_by: mios_9"
    message = complaint("scenario=mine", page=MINE + f"  j: {{install: {{{plan}}}}}\n")
    said(message, "measures.j.install.supervised_by", "no doctor “mios_9”")
