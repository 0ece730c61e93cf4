"""What keys do in the editor: brackets close themselves, Enter keeps the indent, Tab indents."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import Selection

from workbench.ui.editor.cells import cells
from workbench.ui.editor.folding_area import FoldingArea
from workbench.ui.editor.typing_rules import INDENT, Typed, closes_below, entered, indented, is_empty_pair, typed


class TypingArea(FoldingArea):
    """Edits JSON by keys. Escape is not taken: it leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", "Select all", show=False, id="editor-select-all"),
        Binding("ctrl+home", "go_to_start", "To the start of the text", show=False, id="editor-start"),
        Binding("ctrl+end", "go_to_end", "To the end of the text", show=False, id="editor-end"),
        Binding("ctrl+shift+home", "go_to_start(True)", "Select to the start", show=False, id="editor-select-start"),
        Binding("ctrl+shift+end", "go_to_end(True)", "Select to the end", show=False, id="editor-select-end"),
        Binding("shift+tab", "indent(True)", "Less deep", show=False, id="editor-dedent"),
    ]

    async def _on_key(self, event: events.Key) -> None:
        character = event.character
        self._restart_blink()
        if self.read_only or not (event.is_printable or event.key in ("enter", "tab")):
            return
        if event.key.startswith(("alt+", "ctrl+")):
            # Its character is no text, though the class below would insert it.
            event.prevent_default()
            return
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        before, after = self.document[start[0]][: start[1]], self.document[end[0]][end[1] :]
        if event.key == "tab":
            self.action_indent()
        elif event.key == "enter":
            # The line feed of a paste brings its own indent.
            self._type(Typed("\n") if character == "\n" or not self.is_json else entered(before, after))
        elif character is not None and not self.is_json:
            self._type(Typed(character))
        elif character is not None and not (start == end and self._step_over_below(character)):
            self._type(typed(character, before, after) if start == end else Typed(character))

    def _type(self, done: Typed) -> None:
        """Insert what a key means, and put the cursor to its place."""
        if done.text:
            self._replace_via_keyboard(done.text, *self.selection)
        if done.move:
            row, column = self.cursor_location
            if column + done.move < 0:
                # Back over the end of the line above.
                row, column = row - 1, len(self.document[row - 1]) + column + 1
            self.selection = Selection.cursor((row, column + done.move))

    def _step_over_below(self, character: str) -> bool:
        """Go behind the closing bracket of the next line instead of inserting it; the blank line between goes."""
        row, column = self.cursor_location
        at = closes_below(character, self.document.lines, row, column)
        if at is None:
            return False
        if self.document[row][:column].strip(" \t"):
            self._delete_via_keyboard((row, column), (row + 1, at))
        else:
            self._delete_via_keyboard((row, 0), (row + 1, 0))
            column = at
        self.selection = Selection.cursor((row, column + 1))
        return True

    def action_delete_left(self) -> None:
        """Delete what is selected, or the character before the cursor; of an empty pair both."""
        row, column = self.cursor_location
        line = self.document[row]
        if self.selection.is_empty and is_empty_pair(line[:column], line[column:]):
            self._delete_via_keyboard((row, column - 1), (row, column + 1))
        else:
            super().action_delete_left()

    def action_indent(self, back: bool = False) -> None:
        """Indent the selected lines as one edit, or go to the next stop; with `back` make lines less deep."""
        start, end = sorted(self.selection)
        if start[0] == end[0] and not back:
            self._replace_via_keyboard(" " * (INDENT - cells(self.document[start[0]][: start[1]]) % INDENT), start, end)
            return
        last = end[0] - (start[0] < end[0] and end[1] == 0)
        lines = self.document.lines[start[0] : last + 1]
        changed = indented(lines, back=back)
        if changed == lines or self.read_only:
            return
        (first, *_), (*_, final) = changed, changed
        moved = start[1] + len(first) - len(lines[0]), end[1] + (len(final) - len(lines[-1])) * (last == end[0])
        self.replace("\n".join(changed), (start[0], 0), (last, len(lines[-1])))
        self.selection = Selection((start[0], max(moved[0], 0)), (end[0], max(moved[1], 0)))

    def action_go_to_start(self, select: bool = False) -> None:
        """Go to the start of the text."""
        self.move_cursor((0, 0), select=select)

    def action_go_to_end(self, select: bool = False) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end, select=select)
