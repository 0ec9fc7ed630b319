"""All measures: the word a planner writes, the schema of the plan, the process, the title for readers."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sim.measures.attract import Attraction, attract
from sim.measures.be_away import LongLeave, be_away
from sim.measures.change_settings import SettingsChange, change
from sim.measures.close_counter import CounterClosing, close_counter
from sim.measures.close_line import LineClosing, close_line
from sim.measures.delegate import Delegation, delegate
from sim.measures.hold_sessions import SecondPlace, hold_sessions
from sim.measures.install import Installation, install
from sim.measures.market import LabourMarket, market
from sim.measures.obligation import Obligation, obligation
from sim.measures.offer_posts import PostOffer, offer_posts
from sim.measures.open_counter import CounterOpening, open_counter
from sim.measures.open_line import LineOpening, open_line
from sim.measures.open_site import Premises, open_site
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.reserve import Reserve, reserve
from sim.measures.retire import Retirement, retire
from sim.measures.run_centre import Centre, run_centre
from sim.measures.stand_in import Locums, stand_in
from sim.measures.transport import Transport, transport
from sim.measures.turnover import Turnover, turnover
from sim.vocabulary.rows import Text


class Measure(NamedTuple):
    """One kind of measure."""

    kind: str
    schema: type[Plan]
    process: Callable[[Clock, Supply, Draws, Any], Process]
    title: Text


MEASURES: Final[dict[str, Measure]] = {}


def register(
    kind: str, schema: type[Plan], process: Callable[[Clock, Supply, Draws, Any], Process], title: Text
) -> dict[str, Measure]:
    """Adds a kind of measure; all there are. Raises ValueError for a word or a schema that is taken."""
    for known in MEASURES.values():
        if known.kind == kind or known.schema is schema:
            raise ValueError(f"measure {kind}: the word or its schema is already that of “{known.kind}”")
    MEASURES[kind] = Measure(kind, schema, process, title)
    return MEASURES


def schemas() -> dict[str, type[Plan]]:
    """What the scenario's reader is handed: the schema of each kind."""
    return {kind: known.schema for kind, known in MEASURES.items()}


register(
    "retire", Retirement, retire, Text("A GP retires or leaves", "Un médecin part, à la retraite ou ailleurs")
)
register("install", Installation, install, Text("GPs settle", "Des médecins s’installent"))
register(
    "hold_sessions",
    SecondPlace,
    hold_sessions,
    Text("A GP consults at a second place", "Un médecin consulte dans un second lieu"),
)
register("stand_in", Locums, stand_in, Text("Locums stand in", "Des remplaçants assurent les absences"))
register(
    "be_away",
    LongLeave,
    be_away,
    Text("A GP is away for months", "Un médecin s’absente plusieurs mois"),
)
register("open_site", Premises, open_site, Text("A site opens", "Un site ouvre"))
register("delegate", Delegation, delegate, Text("Tasks are delegated", "Des tâches sont déléguées"))
register(
    "open_counter",
    CounterOpening,
    open_counter,
    Text("A walk-in service opens", "Un accueil sans rendez-vous ouvre"),
)
register(
    "close_counter",
    CounterClosing,
    close_counter,
    Text("A walk-in service closes", "Un accueil sans rendez-vous ferme"),
)
register("open_line", LineOpening, open_line, Text("A line opens", "Une ligne téléphonique ouvre"))
register("close_line", LineClosing, close_line, Text("A line closes", "Une ligne téléphonique ferme"))
register("change", SettingsChange, change, Text("Settings change", "Des réglages changent"))
register(
    "run_centre",
    Centre,
    run_centre,
    Text("A centre employs GPs", "Un centre de santé emploie des médecins"),
)
register(
    "reserve",
    Reserve,
    reserve,
    Text("GPs keep slots for some people", "Des médecins réservent des créneaux à certains patients"),
)
register("transport", Transport, transport, Text("Transport on demand", "Un transport à la demande"))
register("turnover", Turnover, turnover, Text("GPs come and go", "Des médecins arrivent et partent"))
register("market", LabourMarket, market, Text("The labour market", "Le marché de l’emploi des médecins"))
register("attract", Attraction, attract, Text("A place attracts GPs", "Un lieu attire des médecins"))
register("offer_posts", PostOffer, offer_posts, Text("Posts are offered", "Des postes sont proposés"))
register(
    "obligation",
    Obligation,
    obligation,
    Text("A rule on where GPs settle", "Une règle d’installation des médecins"),
)
