"""The same rules in plain SimPy, one process per resident: the oracle of the kernels."""
