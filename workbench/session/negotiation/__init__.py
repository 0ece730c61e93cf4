"""Offers tried on a build: one, or every small change of one."""
