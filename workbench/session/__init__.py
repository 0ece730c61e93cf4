"""The use cases: builds are loaded, payloads dispatched, answers compared. Sees plugins through a port only."""
