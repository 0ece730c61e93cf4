"""Secrets taken out of what leaves the machine: one table of rules, and one way to apply it to texts and JSON values.

Ours, not the protocol's. Every export goes through it: recordings, reports, settings as they are shown, crash reports.
"""
