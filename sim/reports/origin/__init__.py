"""What stands behind the figures: measures, assumptions, seeds and versions."""
