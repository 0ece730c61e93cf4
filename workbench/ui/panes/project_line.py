"""The line that says what of the project file does not hold. It takes no room when there is nothing to say."""

from __future__ import annotations

from textual.content import Content

from workbench.ui.messages import CommandRequested
from workbench.ui.widgets.fact_line import FactLine


class ProjectLine(FactLine):
    """Stands below the first line, and covers nothing."""

    def __init__(self) -> None:
        super().__init__(id="project-line")
        self.display = False

    def on_click(self) -> None:
        """Show all of it."""
        self.post_message(CommandRequested("trust"))

    def show(self, said: Content | None) -> None:
        """Show a text; None: give the room back."""
        self.display = said is not None
        if said is not None:
            self.say(said)
