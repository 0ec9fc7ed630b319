"""The accessibility (APL) of our formula beside that of DREES, where the territory's files tell it."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.building.check.known import Known
from sim.building.check.record import Check, Figure, judged, made, written
from sim.france.apl import agreement
from sim.schema.languages import LANGUAGES

FEW: Final = 3  # communes that are named
ENOUGH: Final = 8  # communes for a correlation


def accessibility(known: Known) -> Iterator[Check]:
    """The means of the reported communes, how far they agree commune by commune, and those farthest off."""
    people = known.people * known.reported
    drees = known.told("apl")
    found = agreement(known.apl, drees, people)
    ours = float(np.average(known.apl, weights=people))
    if not found.communes or not found.theirs:
        yield made("apl", "look", text="apl_none", todo="none", value=ours, ours=Figure(ours, 2))
        return
    ratio = found.ours / found.theirs
    off = np.nan_to_num(np.abs(known.apl - ratio * drees) * people)
    far = [rank for rank in np.argsort(-off, kind="stable")[:FEW] if off[rank] > 0]
    names = known.territory.names
    worst = {
        lang: ", ".join(
            f"{names[c]} {written(Figure(known.apl[c], 1), lang)} / {written(Figure(drees[c], 1), lang)}"
            for c in far
        )
        or "–"
        for lang in LANGUAGES
    }
    correlation = np.sign(found.slope) * np.sqrt(found.r2) if found.communes >= ENOUGH else np.nan
    told = Figure(float(correlation), 2) if np.isfinite(correlation) else "–"
    yield judged(
        "apl",
        "apl_ratio",
        ratio,
        Figure(ratio, 2),
        ours=Figure(found.ours, 2),
        theirs=Figure(found.theirs, 2),
        correlation=told,
        communes=worst,
    )
