"""Where people live: communes, travel, population, readers of open data."""
