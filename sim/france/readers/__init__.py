"""One reader for each layout of an official file; ``READERS`` lists them."""
