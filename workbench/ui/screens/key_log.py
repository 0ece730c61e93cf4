"""A text that shows which keys arrive, and takes all of them for itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final

from textual import events

from workbench.ui.renderers.help import SentKey, sent_lines
from workbench.ui.terminal.sent import sent_of
from workbench.ui.widgets.reader import Reader

_KEPT: Final = 100
LEAVES: Final = ("escape", "tab", "shift+tab")
"""Keys that are shown, and do here what they do on every page of the help."""


class KeyLog(Reader):
    """Shows each key that is pressed while it has the focus, the newest first."""

    def __init__(self, does: Mapping[str, str]) -> None:
        """Show none yet; `does` gives the title of a command by its key."""
        super().__init__(id="help-sent")
        self._does = does
        self._pressed: deque[SentKey] = deque(maxlen=_KEPT)

    def on_mount(self) -> None:
        """Say what this is for."""
        self._show()

    async def _on_key(self, event: events.Key) -> None:
        self._pressed.append(SentKey(event.key, sent_of(event), self._does.get(event.key, "")))
        self._show()
        if event.key not in LEAVES:
            event.stop()
            event.prevent_default()

    def _show(self) -> None:
        self.show(sent_lines(tuple(self._pressed), _KEPT), topic=len(self._pressed))
