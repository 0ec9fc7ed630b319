"""What happens when, compiled: midnight, the events of a day in order, lists by day."""
