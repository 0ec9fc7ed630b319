"""INSEE's populations by year, as its catalogue Melodi gives them: those of reference, and the series."""

from typing import Final

from sim.france.errors import SourceError
from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune, others
from sim.france.queries import count, query

ID: Final = "populations_melodi"
COLUMNS: Final = {
    "code": "GEO",
    "year": "TIME_PERIOD",
    "population": "OBS_VALUE",
}
NEEDED: Final = ("GEO", "GEO_OBJECT", "POPREF_MEASURE", "TIME_PERIOD", "OBS_VALUE")
WANTED: Final = "\"GEO_OBJECT\" = 'COM' AND \"POPREF_MEASURE\" = 'PMUN'"
BETWEEN: Final = 8  # years that growth is best taken over …
LEAST: Final = 5  # … and at least: a census asks a fifth of the small communes each year


def _read(file: OpenFile) -> Reading:
    lines = count(file)
    series = query(file, COLUMNS, WANTED, numbers=("population",))
    if series.empty:
        raise SourceError(
            f"{file.name}, column POPREF_MEASURE: no line of a commune (GEO_OBJECT COM) has the measure "
            "PMUN; take the file of all communes"
        )
    years = series["year"].str[:4].astype(int)
    last = int(years.max())
    earlier = [year for year in years.unique() if year <= last - LEAST]
    table, losses = one_a_commune(series[years == last][["code", "population"]])
    used = len(table)
    if earlier:
        first = min(earlier, key=lambda year: (abs(last - year - BETWEEN), year))
        before, lost = one_a_commune(series[years == first][["code", "population"]])
        before = before.rename(columns={"population": "population_before"})
        table = table.merge(before, on="code", how="left")
        table["population_years"] = float(last - first)
        losses += lost
        used += len(before)
    rest = others(lines - used - sum(loss.lines for loss in losses))
    return Reading(ID, "communes", file.name, str(last), lines, used, table, losses + rest)


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=("population", "population_before", "population_years"),
    title={
        "en": "INSEE, populations by year (Melodi)",
        "fr": "Insee, populations par année (Melodi)",
    },
    published={
        "en": "DS_POPULATIONS_HISTORIQUES or DS_POPULATIONS_REFERENCE: catalogue-donnees.insee.fr",
        "fr": "DS_POPULATIONS_HISTORIQUES ou DS_POPULATIONS_REFERENCE : catalogue-donnees.insee.fr",
    },
    recognises=lambda file: file.has(*NEEDED),
    read=_read,
)
