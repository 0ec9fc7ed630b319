"""The levers of a planner: what each does after one and five years, what it costs, what is expected of it."""
