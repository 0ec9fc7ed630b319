"""What the kernels write down: outcomes, the census, the months that are still open."""
