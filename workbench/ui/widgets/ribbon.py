"""A line of words of which one is chosen: the views of a pane, the wire functions, the tabs."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget

from workbench.ui.drawing.choices import Choice, ribbon_line
from workbench.ui.messages import ViewChosen


class Ribbon(Widget):
    """Shows choices on one line; h and l in the pane below it, or the mouse, turn it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()
        self._chosen = ""

    def show(self, choices: Sequence[Choice], chosen: str) -> None:
        """Show choices, one of them chosen."""
        if (choices, chosen) != (self._choices, self._chosen):
            self._choices, self._chosen = choices, chosen
            self.refresh()

    def neighbour(self, step: int) -> str:
        """Return the key of the choice beside the chosen one, round the end."""
        keys = [choice.key for choice in self._choices]
        if self._chosen not in keys:
            return self._chosen
        return keys[(keys.index(self._chosen) + step) % len(keys)]

    def render(self) -> Content:
        """Draw the line."""
        return ribbon_line(self._choices, self._chosen, self.size.width)[0]

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the mouse."""
        x = event.x - self.gutter.left
        for start, end, key in ribbon_line(self._choices, self._chosen, self.size.width)[1]:
            if start <= x < end + 1:
                self.post_message(ViewChosen(self.id or "", key))
