"""The terminal screen. Textual only: everything that is shown comes from `SessionState`, wishes go up as messages."""
