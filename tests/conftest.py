"""Before any test imports numba: compiled kernels are kept by the state of their sources."""

from sim.experiments.cache import use_cache

use_cache()
