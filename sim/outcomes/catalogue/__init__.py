"""What is reported: every indicator, and how its months and communes are put together."""
