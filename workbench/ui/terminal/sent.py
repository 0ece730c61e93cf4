"""What the terminal sent for a key, carried along with it."""

from __future__ import annotations

from typing import Final

from textual.events import Key

_NAME: Final = "workbench_sent"


def note_sent(key: Key, sent: str) -> Key:
    """Return a key that knows what was sent for it."""
    setattr(key, _NAME, sent)
    return key


def sent_of(key: Key) -> str:
    """Return what the terminal sent for a key; empty for one that came from elsewhere."""
    sent = getattr(key, _NAME, "")
    return sent if isinstance(sent, str) else ""
