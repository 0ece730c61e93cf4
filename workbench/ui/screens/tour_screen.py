"""The tour: a box at the foot of the screen that goes from part to part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from workbench.ui.renderers.tour import step_keys, step_lines, step_title
from workbench.ui.widgets.reader import Reader


class TourScreen(ModalScreen[None]):
    """Says what each part is for while that part has the focus; any of escape and q leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,space,l", "step(1)", "Next", show=False, priority=True, id="tour-next"),
        Binding("left,backspace,h", "step(-1)", "Back", show=False, priority=True, id="tour-back"),
        Binding("escape,q", "dismiss", "Leave", show=False, id="tour-leave"),
    ]

    def __init__(self, go_to_parts: Sequence[Callable[[], object]]) -> None:
        """Begin with the first step; `go_to_parts` shows the part of each."""
        super().__init__(id="tour")
        self._go_to = go_to_parts
        self._index = 0
        self._box = Reader(id="tour-box")

    def compose(self) -> ComposeResult:
        """Make the box."""
        yield self._box

    def on_mount(self) -> None:
        """Show the first step."""
        self._box.focus()
        self._show()

    def action_step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) step; behind the last one the tour ends."""
        self._index = max(self._index + step, 0)
        if self._index == len(self._go_to):
            self.dismiss()
        else:
            self._show()

    def _show(self) -> None:
        self._go_to[self._index]()
        self._box.border_title = step_title(self._index)
        self._box.border_subtitle = step_keys(self._index)
        self._box.show(step_lines(self._index), topic=self._index)
