"""Plays demo scripts: does what their steps say on the running screen, and says what they say at its foot."""
