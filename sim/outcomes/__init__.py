"""What was recorded: counts, indicators, the result store."""
