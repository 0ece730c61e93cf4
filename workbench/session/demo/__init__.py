"""Demo scripts: what they say and do, as values; how they are read; what holds at each step. Plays nothing."""
