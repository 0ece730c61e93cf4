"""Dispatches kept on purpose, as values and as a file, with what they were made under."""
