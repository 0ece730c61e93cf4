"""Which panes are seen: all four side by side, or one at a time with tabs. Moves the focus between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.geometry import Size
from textual.widget import Widget

from workbench.ui.main.pane_room import PaneRoom
from workbench.ui.panes.tabs import Tabs
from workbench.ui.widgets.pane import Pane

WIDE, TALL = 120, 36
"""From this size on, in cells, four panes are seen at once."""
LOW = 16
"""Rows below which the rail gives its place to the pane."""


class Arrangement:
    """Shows and hides panes. Keeps which one is active."""

    def __init__(
        self, panes: Sequence[Pane], columns: Mapping[Widget, Sequence[Pane]], tabs: Tabs, rail: Widget, room: PaneRoom
    ) -> None:
        self._panes = list(panes)
        self._columns = columns
        self._tabs = tabs
        self._rail = rail
        self.room = room
        self.active = self._panes[-1]
        self.active.add_class("-active")
        self.maximised = False
        self.one_at_a_time = False
        self._applied: tuple[Pane | None] | None = None
        """The pane that has the whole place, None for all of them; nothing before the first time."""

    def fit(self, size: Size) -> None:
        """Arrange the panes for a screen of that size."""
        self.one_at_a_time = size.width < WIDE or size.height < TALL
        self._rail.display = size.height >= LOW
        self._rail.styles.height = 3 if size.height >= 30 and size.width >= 100 else 1
        self.apply()
        self.room.fit(size.width, all_seen=not (self.one_at_a_time or self.maximised))

    def apply(self) -> None:
        """Show what is to be seen; nothing is touched when that is what is shown."""
        self._tabs.show_active(self.active.id or "")
        alone = self.one_at_a_time or self.maximised
        wanted = self.active if alone else None
        if self._applied == (wanted,):
            return
        self._applied = (wanted,)
        self._tabs.display = alone
        for pane in self._panes:
            pane.display = not alone or pane is self.active
            pane.set_class(alone, "-alone")
            pane.border_title = None if alone else pane.TITLE
        for column, panes in self._columns.items():
            column.display = any(pane.display for pane in panes)
            column.set_class(alone, "-alone")

    def toggle_maximised(self) -> None:
        """Give the active pane the whole screen, or give it back."""
        self.maximised = not self.maximised
        self.apply()
        self.room.show_all(not (self.one_at_a_time or self.maximised))

    def go_to(self, pane_id: str, *, focus: bool = True) -> None:
        """Make a pane the active one."""
        self.active = next((pane for pane in self._panes if pane.id == pane_id), self.active)
        self.apply()
        if focus:
            self.active.focus_target().focus()

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) pane, round the end."""
        index = (self._panes.index(self.active) + step) % len(self._panes)
        self.go_to(self._panes[index].id or "")

    def noticed(self, focused: Widget | None) -> None:
        """Keep the pane that holds the focus as the active one."""
        if focused is not None:
            holding = [pane for pane in self._panes if pane in focused.ancestors_with_self]
            self.active = holding[0] if holding else self.active
            self._tabs.show_active(self.active.id or "")
            if holding:
                self.room.focused(self.active)
            for pane in self._panes:
                pane.set_class(pane in holding, "-active")
