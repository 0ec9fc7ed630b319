"""premier-recours: a discrete-event simulation of primary care."""
