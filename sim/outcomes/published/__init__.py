"""Published figures, and what runs say of the same things."""
