"""What changes the world: one SimPy process and its schema per file, over the Protocol that stands here."""
