"""Runs plugins: `link` in our process, `worker` in a child process, and a wire between them.

Importing this package imports neither half.
"""
