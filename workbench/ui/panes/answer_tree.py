"""The answer as a tree, and below it where the cursor stands. Knows what is wrong with base64."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from workbench.ui.drawing import styles
from workbench.ui.drawing.tree_row import node_summary
from workbench.ui.messages import RowShown
from workbench.ui.renderers.base64_content import fault_text
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.json_tree_view import JsonTreeView
from workbench.visible import visible


class AnswerTree(Vertical):
    """Shows the plugin's output in its own order."""

    def __init__(self) -> None:
        super().__init__(id="answer-tree-part")
        self.view = JsonTreeView(fault_text, id="answer-tree")
        self._place = FactLine(id="answer-place")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.view
        yield self._place

    def on_row_shown(self, message: RowShown) -> None:
        """Say on which part the cursor stands."""
        message.stop()
        node = self.view.node
        pointer = visible(node.pointer or "the whole", limit=400)
        fault = fault_text(node.text) if node.is_base64 else None
        wrong = f"   ! expected standard base64, found {visible(fault)}" if fault else ""
        about = styles.say((f"   {node_summary(node)}", styles.GREY), (wrong, styles.WARN))
        self._place.say(styles.say((pointer, styles.ACCENT), about))
