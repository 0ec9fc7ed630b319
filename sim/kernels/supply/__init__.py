"""What they turn to, compiled: agendas, counters, lines, and the visits of a day."""
