"""From the counts of a replication to indicators by month and place."""
