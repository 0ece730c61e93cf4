"""Dispatches made again: recorded ones on a build, those of the history on several builds."""
