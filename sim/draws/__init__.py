"""Keyed random numbers: each depends on who draws it, why and how often, not on a position in a stream."""
