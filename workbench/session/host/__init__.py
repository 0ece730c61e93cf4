"""The host in the hands of a person: its state, faults on purpose, and its storage as a file."""
