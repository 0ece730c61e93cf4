"""The sheet that lists the parts of the payload, or of the answer, by their paths, and goes to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from workbench.ui.drawing.styles import untrusted
from workbench.ui.messages import RowChosen
from workbench.ui.payload.outline import ListedParts, OutlinePart
from workbench.ui.renderers import outline as renderer
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.grid import Grid


class PathLine(Input):
    """The line that the path is typed in; up and down go through the list below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next part", show=False, id="path-down"),
        Binding("up", "step(-1)", "Previous part", show=False, id="path-up"),
    ]

    def __init__(self, step: Callable[[int], object]) -> None:
        super().__init__(placeholder="a path, /request/headers/0, or a part of one", id="path", compact=True)
        self._step = step

    def action_step(self, step: int) -> None:
        """Go through the list."""
        self._step(step)


class OutlineSheet(Sheet):
    """Lists parts while a path is typed; enter goes to one."""

    COMMAND = "outline"
    TITLE = "Go to a path"
    AUTO_FOCUS: ClassVar[str] = "#path"

    def __init__(self, context: SheetContext, outline: ListedParts, go_to: Callable[[OutlinePart], object]) -> None:
        """List parts.

        Args:
            context: What sheets are given.
            outline: The parts.
            go_to: Goes to one of them.
        """
        super().__init__(context)
        self._outline = outline
        self._matching: list[OutlinePart] = []
        self._go_to = go_to
        self.grid = Grid(id="outline-list")
        self.line = PathLine(self._step)

    def parts(self) -> ComposeResult:
        """Make line and list."""
        yield self.line
        yield self.grid

    def on_mount(self) -> None:
        """List all parts."""
        self._list("")

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return ["enter goes there", *super().keys()]

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the parts that match."""
        event.stop()
        self._list(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the part that is marked."""
        event.stop()
        self._choose()

    def on_row_chosen(self, message: RowChosen) -> None:
        """Go to the part that was chosen."""
        message.stop()
        self._choose()

    def _list(self, wanted: str) -> None:
        self._matching = self._outline.matching(wanted)
        self.grid.show(renderer.columns(self._matching), renderer.rows(self._matching), key="0")
        self._say()

    def _step(self, step: int) -> None:
        (self.grid.go_down if step > 0 else self.grid.go_up)()

    def on_row_shown(self) -> None:
        """Say where enter goes."""
        self._say()

    def _say(self) -> None:
        key, wanted = self.grid.key, self.line.value
        if key is not None:
            said = f"Go to {untrusted(self._matching[int(key)].pointer, 200)}"
        elif wanted:
            nearest = untrusted(self._outline.nearest(wanted), 200)
            said = f"Nothing at {untrusted(wanted, 60)}; the nearest part is {nearest}"
        else:
            said = self.TITLE
        self.frame.border_title = Content(said).truncate(max(self.size.width - 12, 20), ellipsis=True)

    def _choose(self) -> None:
        if self.grid.key is not None:
            part = self._matching[int(self.grid.key)]
            self.dismiss()
            self._go_to(part)
