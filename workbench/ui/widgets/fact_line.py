"""A line of facts that is drawn anew only when it says something else."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from workbench.ui.drawing import styles


class FactLine(Static):
    """Shows one text, on a second row only when it is too long for one."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self._said = Content()

    def say(self, facts: Content) -> None:
        """Show a text."""
        if not styles.alike(facts, self._said):
            width = self.size.width
            one_row = max(facts.cell_length, self._said.cell_length) <= width and bool(self._said)
            self._said = facts
            self.update(facts, layout=not one_row)
