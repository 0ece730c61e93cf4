"""The parts of the main screen, made once. Who holds them shows states in them; they do not know each other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget

from workbench.ui.main.arrangement import Arrangement
from workbench.ui.main.pane_room import PaneRoom
from workbench.ui.panes.build_strip import BuildStrip
from workbench.ui.panes.dispatch import DispatchPane
from workbench.ui.panes.footer import Footer
from workbench.ui.panes.handshake import HandshakePane
from workbench.ui.panes.header import Header
from workbench.ui.panes.payload import Payload
from workbench.ui.panes.project_line import ProjectLine
from workbench.ui.panes.rail import Rail
from workbench.ui.panes.response import Response
from workbench.ui.panes.sections import SectionsPane
from workbench.ui.panes.self_check import SelfCheckPane
from workbench.ui.panes.tabs import Tabs
from workbench.ui.payload.payload_problems import Check

if TYPE_CHECKING:
    from workbench.ui.renderers.looked_at import Look


class Parts:
    """Header, what is to be said of the project file, rail, tabs, four panes, errors of a failed build, footer."""

    def __init__(self, check: Check, keep_splits: Callable[[Mapping[str, int]], object]) -> None:
        self.header = Header(time.time())
        self.project_line = ProjectLine()
        self.rail = Rail()
        self.tabs = Tabs()
        self.sections, self.handshake, self.self_check = SectionsPane(), HandshakePane(), SelfCheckPane()
        self.payload, self.response = Payload(check), Response()
        self.payload.last_sent = self.response.last_sent
        self.dispatch = DispatchPane(
            self.payload, self.response, focus=self.payload.editor, shown=lambda: self.response.shown_record
        )
        self.build_strip = BuildStrip()
        self.footer = Footer()
        left, right = (self.sections, self.self_check), (self.handshake, self.dispatch)
        self.columns = Vertical(*left, id="left"), Vertical(*right, id="right")
        self.room = PaneRoom(
            {self.columns[0]: left, self.columns[1]: right}, (self.payload, self.response), keep_splits
        )
        self.arrangement = Arrangement(
            (self.sections, self.handshake, self.self_check, self.dispatch),
            {self.columns[0]: left, self.columns[1]: right},
            self.tabs,
            self.rail,
            self.room,
        )

    def look(self, focused: Widget | None) -> Look:
        """Return where somebody looks: the active pane, its view, and what stands under its cursor.

        Args:
            focused: What has the focus: it tells the answer from the payload.
        """
        from workbench.ui.renderers.looked_at import Look  # noqa: PLC0415 - the catalogue is large
        from workbench.ui.widgets.json_tree_view import JsonTreeView  # noqa: PLC0415 - made when it is wanted

        active = self.arrangement.active
        if active is self.dispatch:
            if focused is None or self.response not in focused.ancestors:
                return Look("dispatch", "", self.payload.function)
            record = self.response.shown_record
            function = self.payload.function if record is None else record.outcome.function
            searched = self.response.searched
            steps = searched.node.steps if isinstance(searched, JsonTreeView) else None
            return Look("response", self.response.view, function, steps)
        keys = {self.sections: self.sections.key, self.handshake: self.handshake.key}
        return Look(active.id or "", active.view, keys.get(active))
