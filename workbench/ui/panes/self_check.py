"""Pane 3: what the plugin was asked to check, what it answered, every failure in full, and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widget import Widget

from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import empty_state, json_lines
from workbench.ui.widgets.pane import Pane
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.generation import Generation

VIEWS = ("result", "request", "response", "record")


class SelfCheckPane(Pane):
    """Shows layer L3 of the newest build, and the record that a registry would keep (L4)."""

    TITLE = "3 Self-check"

    def __init__(self) -> None:
        super().__init__(id="self-check")
        self.view = VIEWS[0]
        self._generation: Generation | None = None
        self._before: Generation | None = None
        self._reader = Reader(id="self-check-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._reader

    def on_mount(self) -> None:
        """Say what is awaited."""
        self.refresh_view()

    def focus_target(self) -> Widget:
        """Return the text."""
        return self._reader

    def show(self, generation: Generation) -> None:
        """Show another build."""
        from workbench.ui.renderers import self_check as renderer  # noqa: PLC0415 - not for the first frame

        previous, self._generation = self._generation, generation
        # A broken build says nothing of what changed from one good build to the next.
        is_compared = previous is not None and (previous.is_good or self._before is None or not self._before.is_good)
        if is_compared and previous is not None and previous.complete and previous.number != generation.number:
            self._before = previous
        self.say_below(renderer.completed(generation))
        self.set_class(renderer.failed(generation), "-failed")
        self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        generation = self._generation
        if generation is None:
            self.ribbon.show([Choice(view, view, quiet=view != VIEWS[0]) for view in VIEWS], self.view)
            self._reader.show(empty_state("The self-check will be shown here.", ("^r", "reads the plugin again")))
            return
        from workbench.ui.renderers import self_check as renderer  # noqa: PLC0415

        self.ribbon.show(renderer.view_choices(generation), self.view)
        text = renderer.message_text(generation, self.view)
        if text is None:
            self._reader.show(renderer.lines(generation, self.view, self._before), topic=self.view)
        else:
            self._reader.show(json_lines(text, width=self._reader.line_width), topic=self.view, whole=text)
