"""What the model says of figures that are published: on territories, over maps, in experiments."""
