"""Which communes a territory is of: those of an EPCI, département or region, a list, or around a commune."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.building.errors import BuildingError
from sim.building.names import WITH_DEP, Named, epcis_named
from sim.building.nearby import Nearby
from sim.france.codes import commune_code, department_code, parent
from sim.france.readers import postcodes
from sim.schema.languages import in_language
from sim.schema.nearest import nearest

DIGITS: Final = re.compile(r"\d{4,5}")
NO_POSTCODE: Final = "an INSEE code is no postcode"
BASE: Final = in_language(postcodes.READER.published, "en")  # tells which communes have a postcode
WITHOUT: Final = "; the files name no EPCI: give one that does, or the communes with --communes"


@dataclass(frozen=True)
class Asked:
    """What a planner asks for, by code or by name; communes that are asked for twice are taken once."""

    epcis: Sequence[str] = ()
    departments: Sequence[str] = ()
    communes: Sequence[str] = ()
    around: str = ""
    minutes: float = 30.0
    regions: Sequence[str] = ()


def select(asked: Asked, communes: pd.DataFrame, nearby: Nearby, named: Named) -> tuple[str, ...]:
    """The codes of the communes asked for, sorted. `communes`: all that are known, by code; `named`: these.

    Raises BuildingError, which offers what may be meant.
    """
    found: set[str] = set()
    if asked.epcis:
        epcis = epcis_named(communes)
        codes = {_epci(epci, epcis) for epci in asked.epcis}
        found.update(communes.index[communes["epci"].isin(codes)])
    for written in asked.departments:
        found.update(_department(written, communes))
    for written in asked.regions:
        found.update(_region(written, communes))
    found.update(find_commune(written, communes, named, "--communes") for written in asked.communes)
    if asked.around:
        middle = find_commune(asked.around, communes, named, "--around")
        if middle not in nearby.codes:
            raise BuildingError(f"--around {asked.around}: no file says where {named.label(middle)} lies")
        found.update(nearby.within(asked.minutes, [middle]).index)
    if not found:
        raise BuildingError(
            "say which communes: --epci CODE, --dep CODE, --region CODE, --communes CODE,… or "
            "--around COMMUNE --minutes 30"
        )
    return tuple(sorted(found))


def find_commune(written: str, communes: pd.DataFrame, named: Named, option: str) -> str:
    """The code of a commune given by code or by name; of a name that several have, `NAME (département)`.

    Raises BuildingError; for a postcode, too, even if it happens to be the code of a commune elsewhere (33380
    is the code of Val-de-Livenne, and the postcode of Mios): whoever means that commune writes its name.
    """
    word = written.strip()
    code = parent(commune_code(word))
    posted = named.of_postcode.get(word.zfill(5), ())
    if posted and code not in posted:
        also = f", and the code of {named.names[code]}" if code in named.names else ""
        raise BuildingError(
            f"{option} {word}: this is the postcode of {named.labels(posted)}{also}; {NO_POSTCODE}: write "
            "the code in brackets, or the name"
        )
    if code in communes.index:
        return code
    if DIGITS.fullmatch(word):
        raise BuildingError(f"{option} {word}: {_no_code(word, named)}")
    with_dep = WITH_DEP.fullmatch(word)
    name, dep = (with_dep[1], with_dep[2]) if with_dep else (word, "")
    found = named.called(name)
    if dep:
        found = [each for each in found if communes.loc[each, "dep"] == department_code(dep)]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"{named.label(each)} in {communes.at[each, 'dep']!s}" for each in found)
        raise BuildingError(f"{option} {word}: several communes are called so: {choices}; write the code")
    offer = named.near(name) or "write its INSEE code"
    raise BuildingError(f"{option} {word}: the files know no such commune; {offer}")


def _no_code(word: str, named: Named) -> str:
    """What is said of digits that are no commune's code."""
    near = named.near_code(word.zfill(5))
    if named.of_postcode:
        return f"no commune has this code, and none this postcode; {near or 'write its name'}"
    told = f"{NO_POSTCODE}: write the commune's name, or its code"
    offered = f"with {BASE}, in the folder of --data, the communes of a postcode are offered"
    return "; ".join(each for each in ("no commune has this code", told, near, offered) if each)


def _epci(written: str, epcis: Named) -> str:
    word = written.strip()
    if word in epcis.names:
        return word
    found = epcis.called(word) or ([] if word.isdigit() else epcis.ending(word))
    if len(found) == 1:
        return found[0]
    if found:
        raise BuildingError(f"--epci {word}: several are called so: {epcis.labels(found)}; write the code")
    if not epcis.names:
        raise BuildingError(f"--epci {word}{WITHOUT}")
    near = epcis.near_code(word) if word.isdigit() else epcis.near(word)
    raise BuildingError(
        f"--epci {word}: the files know no such EPCI; {near or 'write its code of nine digits'}"
    )


def _department(written: str, communes: pd.DataFrame) -> list[str]:
    code = department_code(written)
    here = list(communes.index[communes["dep"] == code])
    if not here:
        known = nearest(written.strip().upper(), communes["dep"].unique())
        raise BuildingError(
            f"--dep {written.strip()}: the files know no commune of such a département; {known}"
        )
    return here


def _region(written: str, communes: pd.DataFrame) -> list[str]:
    word = written.strip()
    here = list(communes.index[(communes["region"] == word.zfill(2)) & (communes["region"] != "")])
    if not here:
        codes = sorted(set(communes["region"]) - {""})
        known = nearest(word.upper(), codes) if codes else "no file names regions: give --dep"
        raise BuildingError(f"--region {word}: the files know no commune of such a region; {known}")
    return here
