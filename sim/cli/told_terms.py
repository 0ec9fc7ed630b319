"""What a plan leaves to others, put beside it: the terms of its contract, the aids of its zone, what is
usual; and what its settings were before.
"""

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any, Final, NamedTuple

from sim.scenario.market import AID_UNIT
from sim.scenario.origin import leaves
from sim.schema.types import is_number

DOCTOR: Final = re.compile(r".+_\d+")  # by commune or measure, and a number
UNSAID: Final = {"offer_posts": "salaried"}  # the contract of who names none
EMPLOYER: Final = ("pay", "premises", "car", "staff")
# Keys of a plan that stand in for those of the row.
OF_PLAN: Final = {"week": "activity", "departure_hazard": "leaving", "cost": "costs", "payers": "payer"}
SHARED: Final = ("minutes_saved", "supervision", "taking_part", "training_days", "cost")  # of a professional


class Was(NamedTuple):
    """A setting and what it was: `changed` is what it comes to, where the setting is a factor."""

    value: Any
    before: Any
    changed: Any = None


def completed(
    kind: str, plan: Mapping[str, Any], settings: Mapping[str, Any], others: Mapping[str, Any]
) -> dict[str, Any]:
    """The plan with what it goes by. ``settings``: those of the scenario, as they are written; ``others``:
    its measures.
    """
    found: dict[str, Any] = {**plan, "measure": kind}
    contracts = (settings.get("doctors") or {}).get("contracts") or {}
    if (contract := plan.get("contract", UNSAID.get(kind))) in contracts:
        found["terms"] = _terms(plan, contracts[contract] or {})
    goes_on = plan.get("goes_on")
    if isinstance(goes_on, Mapping):
        row = contracts.get(goes_on.get("contract")) or {}
        found["goes_on"] = {
            **{key: row[key] for key in ("activity", "ends_at", "leaving") if key in row},
            **goes_on,
        }
    found |= _of_market(plan, settings)
    if kind == "delegate":
        row = ((settings.get("doctors") or {}).get("professionals") or {}).get(plan.get("to")) or {}
        found = {**{key: row[key] for key in SHARED if key in row}, **found}
        if _are_named(plan.get("doctors")):
            found["taking_part"] = 1  # who is named takes part
        saved = found.get("minutes_saved")
        if isinstance(saved, int | float) and saved < 0:
            found["minutes_saved"], found["minutes_lost"] = None, -saved
    if _is_nothing(plan.get("cost")):
        found["cost"], found["free"] = None, True
    if kind == "change":
        once = _once(others)
        found["set"] = _set(plan.get("set"), settings, once)
        found["times"] = _times(plan.get("times"), settings, once)
    return found


def _are_named(doctors: Any) -> bool:
    """Whether they are doctors by name, not those of a place."""
    each = doctors if isinstance(doctors, list | tuple) else [doctors]
    return all(DOCTOR.fullmatch(str(one)) is not None for one in each)


def _terms(plan: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a contract that the plan does not say itself. `costs`: all that an employer pays in a year."""
    barred = {OF_PLAN.get(key, key) for key in plan}
    row = {**row, **{key: plan[key] for key in EMPLOYER if key in plan}}
    staff = row.get("staff") or {}
    yearly = sum(row.get(key) or 0 for key in ("pay", "premises", "car"))
    yearly += staff.get("per_doctor", 0) * staff.get("yearly", 0)
    whole = {**row, "costs": yearly or None}
    return {key: value for key, value in whole.items() if key not in barred}


def _of_market(plan: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The aid of a zone on the day, and the usual worth of an attraction, in euros of aid a year."""
    market = settings.get("market") or {}
    found: dict[str, Any] = {}
    if "zone" in plan:
        start = (settings.get("run") or {}).get("start", "")
        day = str(start if plan.get("on") == "start" else plan.get("on"))
        rows = [row for row in market.get("aids") or () if str(row.get("since")) <= day]
        aids = [row[plan["zone"]] for row in rows if row.get(plan["zone"])]
        found["zone_aid"] = aids[-1] if aids else None
        found["no_zone_aid"] = not aids and bool(market)
    utility = market.get("utility") or {}
    if plan.get("what") in utility and utility.get("aid"):
        found["worth"] = round(utility[plan["what"]] / utility["aid"] * AID_UNIT)
    return found


def _is_nothing(cost: Any) -> bool:
    """Whether a cost is written, and is none."""
    if not isinstance(cost, Mapping) or not {"once", "yearly"} & cost.keys():
        return False
    yearly = cost.get("yearly", ())
    return not any(chain([cost.get("once", 0)], yearly if isinstance(yearly, list) else [yearly]))


def _once(measures: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """The settings that one measure alone changes: of others nobody says here what they were."""
    found: dict[tuple[str, ...], int] = {}
    for block in measures.values():
        plan = block.get("change") if isinstance(block, Mapping) else None
        for part in ("set", "times"):
            for key, _ in leaves(plan.get(part) or {}) if isinstance(plan, Mapping) else ():
                found[key] = found.get(key, 0) + 1
    return {key for key, number in found.items() if number == 1}


def _set(block: Any, below: Any, once: set[tuple[str, ...]], at: tuple[str, ...] = ()) -> Any:
    """The block with what its values were."""
    if isinstance(block, Mapping):
        return {key: _set(value, _at(below, key), once, (*at, str(key))) for key, value in block.items()}
    known = below is not None and not isinstance(below, Mapping | list) and not isinstance(block, list)
    return Was(block, below) if known and block != below and at in once else block


def _times(block: Any, below: Any, once: set[tuple[str, ...]], at: tuple[str, ...] = ()) -> Any:
    """The block with what its factors make of numbers."""
    if isinstance(block, Mapping):
        return {key: _times(value, _at(below, key), once, (*at, str(key))) for key, value in block.items()}
    if is_number(block) and is_number(below) and at in once:
        return Was(block, below, below * block)
    return block


def _at(block: Any, key: Any) -> Any:
    if isinstance(block, list):
        return dict(enumerate(block)).get(int(key)) if str(key).isdigit() else None
    return block.get(key) if isinstance(block, Mapping) else None


def bare(value: Any) -> Any:
    """A value without what it was."""
    return value.value if isinstance(value, Was) else value
