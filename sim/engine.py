"""Lets measures and patients alternate: SimPy changes the world, the kernels play what lies between."""
