"""What the planner wrote: schema, loading, and checking with good errors."""
