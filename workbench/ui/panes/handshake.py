"""Pane 2: what host and plugin offer each other, function by function, and why a function is not negotiated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widget import Widget

from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import empty_state, json_lines
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.pane import Pane
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.generation import Generation

VIEWS = ("functions", "offer", "accept")


class HandshakePane(Pane):
    """Shows layer L2 of the newest build."""

    TITLE = "2 Handshake"

    def __init__(self) -> None:
        super().__init__(id="handshake")
        self.view = VIEWS[0]
        self._generation: Generation | None = None
        self._grid = Grid(id="function-list")
        self._reader = Reader(id="handshake-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._grid
        yield self._reader

    def on_mount(self) -> None:
        """Say what is awaited."""
        self.refresh_view()

    def focus_target(self) -> Widget:
        """Return the table, or the text when there is no table."""
        return self._grid if self._grid.display else self._reader

    @property
    def key(self) -> str | None:
        """The function under the cursor; None where none is listed."""
        return self._grid.key if self._grid.display else None

    def show(self, generation: Generation) -> None:
        """Show another build."""
        from workbench.ui.renderers import handshake as renderer  # noqa: PLC0415 - not for the first frame

        self._generation = generation
        self.set_class(renderer.failed(generation), "-failed")
        self.say_below(renderer.summary(generation))
        self._grid.show(renderer.COLUMNS, renderer.function_rows(generation.function_table))
        self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        generation = self._generation
        self._grid.display = self.view == VIEWS[0] and bool(generation and generation.function_table)
        if generation is None:
            self.ribbon.show([Choice(view, view, quiet=view != VIEWS[0]) for view in VIEWS], self.view)
            self._reader.show(empty_state("The negotiation will be shown here.", ("^r", "reads the plugin again")))
            return
        from workbench.ui.renderers import handshake as renderer  # noqa: PLC0415

        self.ribbon.show(renderer.view_choices(generation), self.view)
        text = renderer.message_text(generation, self.view)
        if text is None:
            self._reader.show(renderer.detail_lines(generation, self._grid.key), topic=self.view)
        else:
            self._reader.show(json_lines(text, width=self._reader.line_width), topic=self.view, whole=text)

    def on_row_shown(self) -> None:
        """Tell of the function under the cursor."""
        if self.view == VIEWS[0]:
            self.refresh_view()
