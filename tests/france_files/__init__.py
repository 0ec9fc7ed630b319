"""Writes the official files, a function a layout, from a table of facts, with the traps the real ones have.

Facts are a frame as the reader of the table of all communes gives it, by code (``facts``).
"""
