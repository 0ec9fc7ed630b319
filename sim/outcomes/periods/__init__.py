"""Indicators over periods, with intervals; published figures; drift."""
