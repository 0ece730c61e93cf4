"""What stands in each pane: pure functions from the session's values to lines and rows.

Imported when the first state comes: the first frame needs no value of the protocol.
"""
