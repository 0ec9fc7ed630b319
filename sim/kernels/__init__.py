"""State arrays and what happens to patients between two changes of the world, compiled."""
