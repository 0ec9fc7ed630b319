"""Calibration of the labour market's numbers without patients: what is expected of it against what came."""
