"""The world on the first day: what both engines are given, and never change (they copy what they change)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.scenario.run import Grain
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.intensity import Intensity
from sim.world.tables import Table


@dataclass(frozen=True)
class Catchment:
    """Communes whose patients share services (docs/model.md, section 3). Dtypes: ``sim.world.tables``."""

    name: str
    communes: tuple[str, ...]  # INSEE codes, by row
    residents: Table  # RESIDENT: persons in commune order, later arrivals, then streams
    doctors: Table  # DOCTOR
    doctor_names: tuple[str, ...]  # e.g. "mios_1"; by row
    panels: Table  # PANEL
    agendas: Table  # AGENDA
    agenda_names: tuple[str, ...]  # the doctor's name at their first place; by row
    counters: Table  # COUNTER
    counter_names: tuple[str, ...]
    travel: NDArray[np.int32]  # [commune, commune] minutes
    counter_travel: NDArray[np.int32]  # [counter, commune] minutes
    cumulative: NDArray[np.float64]  # [group, day 0 … n_days], or the first column alone
    rates: NDArray[np.float64]  # [group, kind]
    backlog: NDArray[np.int32]  # [agenda, half-day from day 0]
    intensity: Intensity | None = None  # what `cumulative` is worked out from; none where it was made by hand
    # [resident, recurring kind] first day on which each has the kind, NEVER if none; None: nothing recurs
    recurring: NDArray[np.int64] | None = None
    ring: NDArray[np.bool_] | None = None  # [commune] simulated and not reported; None: all are reported

    @property
    def in_ring(self) -> NDArray[np.bool_]:
        """``ring``, with no commune in it where none is named."""
        return np.zeros(len(self.communes), dtype=np.bool_) if self.ring is None else self.ring

    def without_people(self) -> "Catchment":
        """What measures and records need of it, once an engine has settled its people."""
        return replace(
            self,
            residents=self.residents[:0].copy(),
            cumulative=self.cumulative[:, :1].copy(),
            recurring=None,
        )

    def recurring_from(self) -> NDArray[np.int64]:
        """``recurring``, with no column where nothing recurs."""
        nothing = np.zeros((len(self.residents), 0), dtype=np.int64)
        return nothing if self.recurring is None else self.recurring


@dataclass(frozen=True)
class World:
    """All catchments of one replication, with what they share."""

    vocabulary: Vocabulary
    seed: int
    replication: int
    days: Table  # DAY; one row a day that is known
    seasons: NDArray[np.float64]  # [kind, day known]
    hours: NDArray[np.float64]  # [profile, 25]
    pathway: Table  # STEP [kind, step]
    settings: Table  # SETTINGS, one row
    reach_tau: float  # minutes over which the attraction of a practice falls by e (sim/world/reach.py)
    reach_minutes: int  # travel beyond which a practice is not asked
    catchments: tuple[Catchment, ...]
    grain: Grain = "commune"  # of what counts are kept (sim/world/cells.py)
    cool_down: int = 0  # days that are played and not reported
    ahead: int = 0  # days that are known and not played

    @property
    def n_days(self) -> int:
        """Days played, warm-up and cool-down included."""
        return len(self.days) - self.ahead

    @property
    def reported(self) -> int:
        """Days of which something is recorded."""
        return self.n_days - self.cool_down

    @property
    def reported_months(self) -> int:
        """Months that have a reported day."""
        return int(self.days["month"][self.reported - 1]) + 1

    @property
    def reported_years(self) -> int:
        """Civil years that have a reported day."""
        return int(self.days["year"][self.reported - 1] - self.days["year"][0]) + 1
