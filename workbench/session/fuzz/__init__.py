"""Many requests that nobody thought of, sent to one build, and the smallest that fails in each way."""
