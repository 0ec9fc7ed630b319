"""Calibration: which values of the uncertain assumptions reproduce what is published, by history matching."""
