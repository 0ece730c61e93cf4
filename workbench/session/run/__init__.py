"""Saved payloads as tests: which are sent in which order, what is expected, what came of it."""
