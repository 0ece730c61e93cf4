"""The host in the hands of a person: its state, injected faults, and its storage as a file."""
