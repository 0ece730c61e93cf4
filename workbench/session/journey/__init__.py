"""The journey of one request through plugins, on an engine."""
