"""Comparisons and sweeps in a terminal or a text file."""
