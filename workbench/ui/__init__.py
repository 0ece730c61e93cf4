"""The terminal screen. Textual only: everything that is shown comes from `SessionState`, requests go up as messages."""
