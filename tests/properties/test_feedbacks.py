"""What the sources say of measures that do nothing, in both directions: a service nobody knows, a line
without doctors, a delegation whose supervision eats what it saves, a zone next door. On small territories.

Seeds are fixed and scenarios share their draws: nothing here fails by chance. What is not exact has a bound
several times as far away as what these seeds say.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import yaml

from sim.engine import History, simulate
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.records import HELD
from tests.shipped import Outcome
from tests.territories import own_folder
from tests.unit.measures.fakes import play
from tests.unit.measures.labour import END, MARKET, adds_up, counts, market

RUN: Final = {"start": "2025-01-01", "end": "2025-06-30", "warmup_days": 31, "worlds": "central"}
ALWAYS: Final = {"mon-holiday": {"8-20": 2}}
NOBODY_IS_SENT: Final = {"services": {"open": {"line15": None}}}
SEEDS: Final = (1, 2, 3)


@pytest.fixture(scope="module")
def own(tmp_path_factory: Any) -> Path:
    """Three villages with a GP each, who have 1,800 people to see."""
    own: Path = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 3, 5400)
    return own


def ended(own: Path, measures: dict[str, Any], seed: int, **more: Any) -> tuple[Any, Any, History]:
    """How many needs ended how; what agendas did; the history."""
    page = {"title": "a", "source": "a test", "territory": "hamlets", "run": {**RUN, "seed": seed}}
    page |= {"measures": measures, **more}
    (own / "scenarios/one.yaml").write_text(yaml.safe_dump(page), encoding="utf-8")
    settings = load(["scenario=one"], own, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    world = build(prepare(territory, settings), 0)
    patients = KernelPatients(world)
    history = simulate(world, territory, settings, patients)
    (records,) = patients.finish()
    return records.outcomes.sum(axis=(0, 1, 2)), records.at_agendas, history


# --- a service nobody knows


def centre(known: float) -> dict[str, Any]:
    """Open every day from the first on, in the middle village; so many know it."""
    awareness = {"first": known, "last": known, "days": 0}
    profiles = {"cmsi": {"awareness": awareness}}
    known_by = {"change": {"on": "start", "set": {"services": {"profiles": profiles}}}}
    opens = {"counter": "centre", "profile": "cmsi", "commune": "C2", "on": "2025-01-01", "hours": ALWAYS}
    return {"centre": {"open_counter": opens}, "known": known_by}


def test_a_service_that_nobody_knows_changes_nothing(own):
    """Exactly: whoever does not know of it walks on as if it were not there. Only the 15 sends people."""
    without, _, _ = ended(own, {}, 1, **NOBODY_IS_SENT)
    unknown, _, _ = ended(own, centre(0), 1, **NOBODY_IS_SENT)
    assert np.array_equal(unknown, without)


def test_the_more_know_it_the_more_go_and_the_fewer_go_without(own):
    """Whoever knows it when few do, does so when many do: the same people, so no luck is between them."""
    found = [ended(own, centre(known), 1, **NOBODY_IS_SENT)[0] for known in (0.05, 0.4, 0.9)]
    visits = [int(each[Outcome.SEEN_CMSI]) for each in found]
    unmet = [int(each[[Outcome.RENOUNCED, Outcome.SEEN_ED]].sum()) for each in found]
    assert visits[0] < visits[1] < visits[2] and visits[2] > 5 * visits[0]
    assert unmet[0] > unmet[1] > unmet[2]


# --- a line without doctors


def sas(share: float) -> dict[str, Any]:
    plan = {"line": "sas", "through": "line15", "profile": "sas", "on": "2025-01-01", "doctors": "all"}
    return {"sas": {"open_line": {**plan, "takes_part": share, "slots": 2}}}


def test_the_sas_relieves_nobody_without_doctors_and_sends_to_them_if_there_are(own):
    """Over three seeds, in a place that is pressed. Without doctors nobody is seen in a slot, as many as
    before by their own doctor or another, and no fewer give up. With doctors many are seen in slots, fewer
    in the emergency department; doctors see as many people as before, for what the 15 has left is given
    back, but other people, and no fewer give up. Were it never given back, many more would go without.
    """
    never = {"pathway": {"sas_freed_hours": 0}}
    none, alone, kept, lost = (
        sum(ended(own, measures, seed, **more)[0] for seed in SEEDS)
        for measures, more in (({}, {}), (sas(0.0), {}), (sas(1.0), {}), (sas(1.0), never))
    )
    by_doctors = [Outcome.SEEN_OWN, Outcome.SEEN_OTHER, Outcome.SEEN_SAS]
    assert alone[Outcome.SEEN_SAS] == none[Outcome.SEEN_SAS] == 0
    assert abs(int(alone[by_doctors].sum()) - int(none[by_doctors].sum())) < 0.005 * none[by_doctors].sum()
    assert alone[Outcome.RENOUNCED] > 0.99 * none[Outcome.RENOUNCED]
    assert kept[Outcome.SEEN_SAS] > 50
    assert abs(int(kept[by_doctors].sum()) - int(none[by_doctors].sum())) < 0.01 * none[by_doctors].sum()
    assert kept[Outcome.SEEN_ED] < 0.95 * none[Outcome.SEEN_ED]
    assert 0.99 < kept[Outcome.RENOUNCED] / none[Outcome.RENOUNCED] < 1.05
    assert lost[Outcome.RENOUNCED] > 1.2 * none[Outcome.RENOUNCED]


# --- a delegation whose supervision eats what it saves


def protocols(supervision: float) -> dict[str, Any]:
    plan = {"to": "protocol", "doctors": "all", "on": "start", "taking_part": 1, "training_days": 0}
    plan |= {"ramp_days": 0, "minutes_saved": 2, "used": 1, "supervision": {"visit": supervision, "week": 0}}
    return {"protocols": {"delegate": plan}}


def test_a_delegation_nets_nothing_less_or_more_by_its_supervision(own):
    """Two minutes of eighteen at each visit: an eighth more visits if nothing is asked for, none more if two
    minutes go into supervision, fewer if four do.
    """

    def held(measures: dict[str, Any]) -> int:
        _, agendas, _ = ended(own, measures, 1)
        return int(agendas[1:, :3, HELD].sum())

    as_is = held({})
    free, even, loss = (held(protocols(minutes)) for minutes in (0.0, 2.0, 4.0))
    assert free > 1.05 * as_is
    assert abs(even - as_is) < 0.03 * as_is
    assert loss < 0.97 * as_is


# --- a zone next door


def test_a_zone_next_door_draws_from_here_and_makes_no_candidate():
    """Exactly: as many look, each is somewhere, and whoever no longer comes here has gone next door."""
    houses = {
        name: {"open_site": {"site": name, "commune": commune, "on": "2024-01-01", "rooms": 200}}
        for name, commune in (("here", "C2"), ("next_door", "C3"))
    }
    zone = {"attract": {"what": "zoning", "where": ["C3"], "zone": "zip", "on": "2024-01-01"}}
    aid = {"once": 250000, "years": 5, "payer": "insurance"}
    told = market(
        search={"none": 1, "beyond": 0},
        graduates={"a_year": 120},
        utility={"aid": 0.2},
        aids=[{"since": "2020-01-01", "zip": aid}],
    )
    runs = [play({**MARKET, **houses, **more}, END, market=told) for more in ({}, {"zone": zone})]
    before, after = (counts(run)[-1] for run in runs)
    assert before.looked == after.looked and adds_up(before) and adds_up(after)
    here, there = (
        [{e.entity for e in run.history.events if e.event == "arrival" and e.site == site} for run in runs]
        for site in houses
    )
    assert here[1] < here[0] and here[0] - here[1] <= there[1] - there[0]
