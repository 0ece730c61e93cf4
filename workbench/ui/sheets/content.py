"""The sheet in which a text, or the content of a base64 value, is edited as what it is: JSON, text or bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import TextArea

from workbench.ui.commands.command import Scope, command, takes_over
from workbench.ui.drawing.base64_content import ContentForm, content_of, form_of, readable
from workbench.ui.drawing.choices import Choice
from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.messages import ViewChosen
from workbench.ui.payload.content_target import EditedContent
from workbench.ui.screens.sheet import STAYING, Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.visible import size

if TYPE_CHECKING:
    from workbench.protocol.json.parsing import Steps

FRAME_CELLS = 6
"""Cells of the screen beside a line of the content."""
_WITHOUT_WRITING = tuple(one for one in STAYING if one not in ("send", "send-fresh", "quit"))


class ContentSheet(Sheet):
    """Edits content, and writes it back when it is left or sent. What was not edited keeps its bytes."""

    COMMAND = "content"
    TITLE = "Content"
    AUTO_FOCUS: ClassVar[str] = "#content"

    def __init__(self, context: SheetContext, target: EditedContent, steps: Steps = ()) -> None:
        """Read the content.

        Args:
            context: What sheets are given.
            target: What is edited.
            steps: Lead to the part of its JSON where the cursor stands at first.
        """
        super().__init__(context)
        self._steps = steps
        self._target = target
        self._content = target.content
        """What was read or written last."""
        self._form = form_of(self._content)
        self._shown: str | None = None
        """What stands in the editor for it; None: something that is to be written."""
        self.editor = JsonEditor(id="content")

    def parts(self) -> ComposeResult:
        """Make the forms, and the editor."""
        yield self.ribbon
        yield self.editor

    def on_mount(self) -> None:
        """Show the content in the form in which it is best read, before a key can be typed into it."""
        self._read(self._content)
        if self._steps:
            from workbench.ui.payload.outline import Outline  # noqa: PLC0415 - asked for now and then

            self.editor.go_to(Outline(self.editor.text).place(self._steps))

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return ["esc writes back", "f7 form", *super().keys()]

    async def action_run(self, command_id: str) -> None:
        """Do what a command says; whatever leaves the sheet or sends the payload writes back first."""
        if command_id in (*self.OWN, *self.TAKEN_OVER, *_WITHOUT_WRITING) or self._write_back():
            await super().action_run(command_id)

    @command(
        "content-drop",
        "Drop the changes",
        "Leave the value as it was.",
        Scope.EVERYWHERE,
        "alt+x",
        footer="drops changes",
    )
    def drop(self) -> None:
        """Close without writing."""
        self.dismiss()

    @takes_over("next-function")
    def next_form(self) -> None:
        """Turn to the next form."""
        self._turn_to(ContentForm(self.ribbon.neighbour(1)))

    @takes_over("previous-function")
    def previous_form(self) -> None:
        """Turn to the previous form."""
        self._turn_to(ContentForm(self.ribbon.neighbour(-1)))

    @takes_over("format")
    def lay_out(self) -> None:
        """Lay JSON out."""
        self.editor.lay_out()

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Turn to the form that was clicked."""
        message.stop()
        self._turn_to(ContentForm(message.key))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say how large the content is now."""
        event.stop()
        self._say()

    def _current(self) -> bytes:
        """Return what the editor stands for. Raises ValueError when it stands for nothing."""
        return self._content if self.editor.text == self._shown else content_of(self.editor.text, self._form)

    def _write_back(self) -> bool:
        """Write what was edited; return False, and say why, when it cannot be written."""
        try:
            content = self._current()
        except ValueError as error:
            as_text = "f7 makes it text, " if self._form is ContentForm.JSON else ""
            self.notify(f"{error}: {as_text}alt+x drops the changes.", severity="warning", markup=False)
            return False
        if content != self._target.content and not self._target.write(content):
            self.notify("The value stands there no more; alt+x drops the changes.", severity="warning", markup=False)
            return False
        self._content, self._shown = content, self.editor.text
        return True

    def _turn_to(self, form: ContentForm) -> None:
        try:
            content = self._current()
        except ValueError as error:
            if self._form is ContentForm.HEX:
                self.notify(f"{error}.", severity="warning", markup=False)
                return
            # What is no JSON can still be written as text.
            content = content_of(self.editor.text, ContentForm.TEXT)
        self._form = form
        self._read(content)

    def _read(self, content: bytes) -> None:
        self._shown = readable(content, self._form, max(self.app.size.width - FRAME_CELLS, 1))
        self._content = content
        self.editor.is_json = self._form is ContentForm.JSON
        self.editor.load_text(self._shown)
        self._say()

    def _say(self) -> None:
        try:
            now = size(len(self._current()))
        except ValueError:
            now = f"no {self._form.value} yet"
        self.frame.border_title = f"{self._target.key}   {now}"
        self.ribbon.show([Choice(one.value, one.value) for one in ContentForm], self._form.value)
