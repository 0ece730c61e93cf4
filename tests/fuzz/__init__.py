"""A fuzz run over everything that reads what a plugin or a person gives. See `python -m tests.fuzz --help`."""
