"""Many plugins at once, the pure part: in which order, and on which machine each is checked."""
