"""The first line: which plugin, which build, under which rules; and where the loop stands, with its age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from workbench.ui.drawing import styles

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class Header(Widget):
    """Draws the line; its age is shown by `tick`."""

    def __init__(self, now: float) -> None:
        super().__init__(id="header")
        self._now = now
        self._state: SessionState | None = None
        self._error = ""
        """Why there is no state; empty: it is awaited."""

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._state = state
        self.refresh()

    def show_error(self, text: str) -> None:
        """Say why there is no session to show."""
        self._error = text
        self.refresh()

    def tick(self, now: float) -> None:
        """Show the age at a later time, unix seconds."""
        self._now = now
        self.refresh()

    def render(self) -> Content:
        """Draw the line."""
        if self._state is None and not self._error:
            return styles.say(" ", ("workbench", f"bold {styles.ACCENT}"))
        from workbench.ui.renderers.header import header_line, not_started  # noqa: PLC0415 - not for the first frame

        if self._state is None:
            return not_started(self._error, self.size.width)
        return header_line(self._state, self._now, self.size.width)
