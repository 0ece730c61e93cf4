"""Dispatches that a person kept, as values and as a file, with what they were made under."""
