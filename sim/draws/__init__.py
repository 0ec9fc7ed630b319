"""Keyed randomness: every number is drawn of who, why and how often, never of a position in a stream."""
