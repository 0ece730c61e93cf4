"""The keys that move the lines between the panes, until they are left again. What is moved stays in sight below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from workbench.ui.drawing import styles

_KEYS: Final = (
    ("←→", "columns"),
    ("↑↓", "rows"),
    ("[ ]", "payload | answer"),
    ("0", "as at first"),
    ("enter", "done"),
)


class ResizeScreen(ModalScreen[None]):
    """Hands each key to who moves the lines; any other key ends it."""

    def __init__(self, moves: Mapping[str, Callable[[], object]]) -> None:
        """Move by these keys."""
        super().__init__(id="resize")
        self._moves = moves

    def compose(self) -> ComposeResult:
        """Say the keys in the place of the footer."""
        words = [styles.say((key, f"bold {styles.WARN}"), (f" {word}", styles.GREY)) for key, word in _KEYS]
        yield Static(styles.joined(words, "  "), id="resize-keys", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Move a line, or leave."""
        event.stop()
        move = self._moves.get(event.key)
        if move is None:
            self.dismiss(None)
        else:
            move()

    def on_click(self) -> None:
        """Leave."""
        self.dismiss(None)
