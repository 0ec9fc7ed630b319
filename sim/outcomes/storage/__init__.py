"""Run folders: what is written of a replication, and read again."""
