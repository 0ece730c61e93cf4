"""The answer as a tree, and the line that says where its cursor stands. Knows what is wrong with base64."""

from __future__ import annotations

from workbench.ui.drawing import styles
from workbench.ui.drawing.tree_row import node_summary
from workbench.ui.renderers.base64_content import fault_text
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.json_tree_view import JsonTreeView
from workbench.visible import visible


class AnswerTree(JsonTreeView):
    """Shows the plugin's output in its own order."""

    def __init__(self) -> None:
        super().__init__(fault_text, id="answer-tree")
        self.place = FactLine(id="answer-place")
        """Stands below it."""

    def turn(self, *, shown: bool) -> None:
        """Show or hide the tree and its line."""
        self.display = self.place.display = shown

    def say_place(self) -> None:
        """Say on which part the cursor stands, and what is wrong with it."""
        node = self.node
        fault = fault_text(node.text) if node.is_base64 else None
        wrong = f"  ! base64: {visible(fault)}" if fault else ""
        pointer = visible(node.pointer or "the whole", limit=400)
        about = styles.say((wrong, styles.WARN), (f"   {node_summary(node)}", styles.GREY))
        self.place.say(styles.say((pointer, styles.ACCENT), about))
