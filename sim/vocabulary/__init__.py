"""What the model is said in: kinds, services, units of time; the lowest room."""
