"""What keys do while the completion list is open, and after which it opens by itself."""

from __future__ import annotations

from textual import events
from textual.document._document import EditResult, Location, Selection

from workbench.ui.editor.completion import Completion
from workbench.ui.editor.typing_area import TypingArea
from workbench.ui.editor.typing_rules import Typed

_KEPT_OPEN = ("backspace", "ctrl+@", "ctrl+space")


class CompletingArea(TypingArea):
    """Edits JSON, and offers what can be typed."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(text, id=id)
        self.completion = Completion(self)
        self._rows = 0

    async def _on_key(self, event: events.Key) -> None:
        if self.completion.is_open and self._takes(event):
            event.stop()
            event.prevent_default()
            return
        if event.key == "escape" and self.document.gaps:
            event.stop()
            event.prevent_default()
            self.document.gaps.end()
            self.gaps_changed()
            return
        if not (event.is_printable or event.key in _KEPT_OPEN):
            self.completion.close()
        await super()._on_key(event)

    def _takes(self, event: events.Key) -> bool:
        """Let a key act on the open list; return False when it is none of the list's."""
        if event.key in ("up", "down"):
            self.completion.step(1 if event.key == "down" else -1)
        elif event.key == "escape":
            self.completion.close()
        elif event.key in ("enter", "tab") and event.character != "\n" and self.completion.is_chosen:
            return self.completion.take()
        else:
            return False
        return True

    def action_indent(self, back: bool = False) -> None:
        """Go to the next gap of a snippet, or to the previous one; without one indent."""
        gaps, had_gaps = self.document.gaps, bool(self.document.gaps)
        gap = gaps.previous(self.cursor_location) if back else gaps.next(self.cursor_location)
        if gap is None and back and gaps:
            # In the first one: a key for gaps moves no line.
            return
        if gap is None:
            super().action_indent(back)
        else:
            self.selection = Selection(*gap)
            self.completion.ask(asked=False)
        if had_gaps:
            self.gaps_changed()

    def _type(self, done: Typed) -> None:
        super()._type(done)
        if self.completion.is_open or _opens(done.text) or self._begins_variable(done.text):
            self.completion.ask(asked=False)

    def _begins_variable(self, typed: str) -> bool:
        row, column = self.cursor_location
        return typed[:1] == "{" and self.document[row][max(column - 2, 0) : column] == "${"

    def _delete_via_keyboard(self, start: Location, end: Location) -> EditResult | None:
        found = super()._delete_via_keyboard(start, end)
        if self.completion.is_open or (self.document.line_count == 1 and not self.document[0]):
            self.completion.ask(asked=False)
        return found

    def load_text(self, text: str) -> None:
        """Show another text."""
        self.completion.close()
        super().load_text(text)

    def on_blur(self) -> None:
        """Close the list."""
        self.completion.close()

    def on_mouse_down(self) -> None:
        """Close the list."""
        self.completion.close()

    def on_resize(self) -> None:
        """Keep the cursor in sight, and the list beside it: what stands below comes and goes while somebody types."""
        rows, self._rows = self._rows, self.size.height
        row = self.wrapped_document.location_to_offset(self.cursor_location).y - self.scroll_offset.y
        if self._rows <= row < rows:
            self.scroll_cursor_visible()
        self.completion.follow()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Let the list follow the text."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.completion.follow()

    def offer(self) -> None:
        """CompletionOffer what can be typed at the cursor, whatever it is."""
        self.focus()
        self.completion.ask(asked=True)


def _opens(typed: str) -> bool:
    """Say whether a list may open by itself behind what was typed: a word or a string that begins, or a colon."""
    return len(typed) <= 2 and (typed[:1] in ('"', ":", "-", "_") or typed[:1].isalnum())
