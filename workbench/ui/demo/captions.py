"""Keeps what a demo says at the foot of whichever screen is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.ui.renderers.demo import Said, rows
from workbench.ui.widgets.caption import Caption

if TYPE_CHECKING:
    from textual.app import App


class Captions:
    """One caption on each screen."""

    def __init__(self, app: App[Any]) -> None:
        """Say nothing yet."""
        self._app = app
        self.said: Said | None = None
        """What is said; None: nothing, and no room is taken."""

    def say(self, said: Said | None) -> None:
        """Say something else."""
        self.said = said
        self.draw()

    def draw(self) -> None:
        """Show it on each screen of the plugin that is shown."""
        for screen in self._app.screen_stack:
            if not screen.is_attached:
                continue
            found = screen.query_children(Caption)
            if self.said is None:
                found.remove()
                continue
            drawn = rows(self.said, self._app.size.width)
            if found:
                found.first(Caption).show(drawn)
            else:
                caption = Caption()
                caption.show(drawn)
                screen.mount(caption)
