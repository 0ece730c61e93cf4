"""What is ours, not the protocol's: injected faults, hazards of a module, the audit of what it uses."""
