"""Plugins that bite: the corpus, by the place of the bite, and the arena in which each meets session and engine."""
