"""Requests that a host may send and nobody thought of, and the smallest that still fails: from the wire table alone."""
