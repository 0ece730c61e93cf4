"""What the base64 value at the editor's cursor holds, below the editor; nothing where there is none."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer

from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.messages import CommandRequested
from workbench.ui.widgets.fact_line import FactLine

DELAY_S = 0.05
"""Seconds after a key in which it is shown."""


class ContentBelow(FactLine, can_focus=True):
    """Follows the cursor of an editor. Enter or a click opens what it shows."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Open", show=False, id="content-open")]

    def __init__(self, editor: JsonEditor) -> None:
        super().__init__(id="payload-content")
        self.display = False
        self._editor = editor
        self._timer: Timer | None = None

    def action_open(self) -> None:
        """Ask for the content to be edited."""
        self.post_message(CommandRequested("content"))

    def on_click(self) -> None:
        """Ask for the content to be edited."""
        self.action_open()

    def follow(self) -> None:
        """Look soon at what stands at the cursor."""
        if self._timer is None:
            self._timer = self.set_timer(DELAY_S, self._look)

    def _look(self) -> None:
        self._timer = None
        value = self._editor.base64_value()
        # What a variable holds is not known here.
        self.display = value is not None and bool(value.text) and "${" not in (value.text or "")
        if value is not None and self.display:
            from workbench.ui.renderers.base64_content import below_editor  # noqa: PLC0415 - not for the first frame

            self.say(below_editor(value, "alt+b", max(self._editor.scrollable_content_region.width - 1, 0)))
