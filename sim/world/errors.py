"""What a planner reads when the first day cannot be made of what the files say."""


class WorldError(ValueError):
    """Says which key of the configuration does not fit the territory, and what would be right."""
