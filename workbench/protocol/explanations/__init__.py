"""What stands behind every name that a verdict may carry, one file for each layer.

Owns the words for people. The rules themselves stand with their layers.
"""
