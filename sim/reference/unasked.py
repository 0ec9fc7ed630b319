"""Needs that are never asked for (docs/model.md, section 6), and the word that tells them."""

from sim.draws import purposes
from sim.reference.draws import uniform
from sim.reference.person import Need
from sim.reference.place import Place
from sim.reference.walk_in import of_primary_care
from sim.vocabulary.structure import CHRONIC
from sim.vocabulary.time import DAY


def latent_share(place: Place, need: Need) -> float:
    """The probability with which such a need is latent; 0 for the returns of an ALD."""
    person = need.person
    exempt = need.clock == CHRONIC and person.ald(need.first // DAY)
    return 0.0 if exempt or not of_primary_care(place, need) else person.latent


def is_latent(place: Place, need: Need) -> bool:
    """Whether nobody is asked."""
    share = latent_share(place, need)
    return share > 0 and uniform(need.words(purposes.BOOKING)[1]) < share


def cancels(place: Place, need: Need, word: int) -> bool:
    """Whether an appointment of a later day is cancelled: by what is left of the word that said the other."""
    u, share = uniform(word), latent_share(place, need)
    left = u / share if u < share else (u - share) / (1.0 - share)
    return bool(left < place.settings.cancel_share)
