"""Changes of supply as values: what measures emit, engines play, history keeps and reports read."""
