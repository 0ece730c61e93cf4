"""A line that is typed in. What all of them share: a key with alt or ctrl is no text."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class TypedLine(Input):
    """Takes one line of text."""

    async def _on_key(self, event: events.Key) -> None:
        """Leave a letter with alt alone: nobody types one, and the class below would insert it."""
        if event.key.startswith(("alt+", "ctrl+")) and event.is_printable:
            event.prevent_default()
