"""Calibration of the labour market's numbers, without patients: what is expected of it, held against real changes."""
