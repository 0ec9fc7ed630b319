"""Needs that nobody asks for, and the word that tells them (docs/model.md, sections 6 and 7).

One word decides two things in turn: whether a need is latent, and whether an appointment is cancelled.
"""

from sim.kernels.style import kernel
from sim.kernels.types import Float, Need, Person, Settings
from sim.vocabulary.structure import CHRONIC


@kernel
def latent_share(need: Need, person: Person, settings: Settings) -> Float:
    """The probability with which such a need of this person is never asked for."""
    exempt = need.clock == CHRONIC and need.group & 1 == 1  # an ALD, on the day it arose
    return 0.0 if exempt or need.kind >= settings.care_kinds else float(person.latent)


@kernel
def left_of(u: Float, latent: Float) -> Float:
    """What is left of a uniform once it has said whether a need is latent: uniform again, in either case."""
    return u / latent if u < latent else (u - latent) / (1.0 - latent)
