"""Pane 1: what the file holds, byte for byte: sections, static checks, imports, exports; and why L1 failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widget import Widget

from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import empty_state
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.pane import Pane
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.generation import Generation

VIEWS = ("sections", "checks", "imports", "exports")


class SectionsPane(Pane):
    """Shows layer L1 of the newest build."""

    TITLE = "1 Sections"

    def __init__(self) -> None:
        super().__init__(id="sections")
        self.view = VIEWS[0]
        self._generation: Generation | None = None
        self._as_bytes = False
        self._keys: dict[str, str | None] = {}
        self._grid = Grid(id="section-list")
        self._reader = Reader(id="section-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._grid
        yield self._reader

    def focus_target(self) -> Widget:
        """Return the list."""
        return self._grid if self._grid.display else self._reader

    def show(self, generation: Generation) -> None:
        """Show another build. The cursor stays, unless this build brings a fault in a place of its own."""
        from workbench.ui.renderers import sections as renderer  # noqa: PLC0415 - not for the first frame
        from workbench.ui.renderers.module_tables import failure_section  # noqa: PLC0415

        previous, self._generation = self._generation, generation
        failure = failure_section(generation)
        self.set_class(failure is not None, "-failed")
        known = previous is not None and (previous.number, failure_section(previous)) == (generation.number, failure)
        if failure is not None and not known:
            self.view = VIEWS[0]
            self._keys[self.view] = failure
        elif previous is None:
            self._keys[VIEWS[0]] = renderer.first_key(generation)
        self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        generation = self._generation
        self._grid.display = generation is not None
        if generation is None:
            self.ribbon.show([Choice(view, view) for view in VIEWS], self.view)
            steps = (("^r", "reads the plugin again"), ("?", "shows all keys"))
            self._reader.show(empty_state("Waiting for the plugin.", *steps))
            return
        from workbench.ui.renderers import sections as renderer  # noqa: PLC0415

        self.say_below(renderer.summary(generation, self.view, self.size.width - 6))
        self.ribbon.show(renderer.view_choices(generation), self.view)
        columns, rows = renderer.table(generation, self.view)
        self._grid.show(columns, rows, key=self._keys.get(self.view))
        self._show_detail()

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor; None when there is none."""
        return self._grid.key

    def toggle_bytes(self) -> None:
        """Show the section as bytes, or as what it means."""
        self._as_bytes = not self._as_bytes
        self._show_detail()

    def on_row_shown(self) -> None:
        """Show what stands behind the row under the cursor."""
        self._keys[self.view] = self._grid.key
        self._show_detail()

    def on_resize(self) -> None:
        """Lay the bytes out anew."""
        self.refresh_view()

    def _show_detail(self) -> None:
        if self._generation is None:
            return
        from workbench.ui.renderers import sections as renderer  # noqa: PLC0415

        key, width = self._grid.key, self.content_size.width - 3
        lines = renderer.detail_lines(self._generation, self.view, key, as_bytes=self._as_bytes, width=width)
        self._reader.show(lines, topic=(self.view, key, self._as_bytes))
