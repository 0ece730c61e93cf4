"""Each layer for a person who has never seen the protocol, on the plugin that is loaded.

Two sentences, what happens and why, and the bytes and messages in which it can be seen.
"""
