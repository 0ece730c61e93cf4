"""The strip below the panes that a failed build opens: its errors, one chosen, until a build passes or begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.widget import Widget

from workbench.ui.messages import CommandRequested

if TYPE_CHECKING:
    from workbench.session.values.build_error import BuildError, BuildErrors
    from workbench.session.values.state import SessionState

ROWS = 5
"""Of errors, where the screen is high enough."""
ROWS_LOW = 3
_LOW = 30
_FRAME = 2


class BuildStrip(Widget):
    """Shows nothing when the last build that ended was good."""

    def __init__(self) -> None:
        super().__init__(id="build-strip")
        self.display = False
        self.folder = ""
        """Where the build ran."""
        self._errors: BuildErrors | None = None
        self._chosen = 0

    @property
    def chosen(self) -> BuildError | None:
        """The error that is chosen; None where there is none."""
        return self._errors.found[self._chosen] if self._errors is not None and self._errors.found else None

    @property
    def has_place(self) -> bool:
        """Whether one of the errors names a file."""
        return self._errors is not None and any(one.file for one in self._errors.found)

    def show(self, state: SessionState) -> None:
        """Show another state."""
        errors = state.build.errors
        if errors is not None:
            from workbench.ui.renderers.build_errors import title  # noqa: PLC0415 - most builds pass

            # Another build may answer by now: one that fails may have written a module before.
            self.border_title = title(errors, state)
        if errors is self._errors:
            return
        self._errors, self._chosen = errors, 0
        self.display = errors is not None
        if errors is not None:
            self.folder = errors.folder
            self._fit()
        self.refresh()

    def step(self, step: int) -> None:
        """Choose the next (1) or previous (-1) error, round the end."""
        if self._errors is not None and self._errors.found:
            self._chosen = (self._chosen + step) % len(self._errors.found)
            self.refresh()

    def render(self) -> Content:
        """Draw the errors."""
        from workbench.ui.renderers.build_errors import rows  # noqa: PLC0415 - as above

        if self._errors is None:
            return Content()
        return Content("\n").join(rows(self._errors, self._chosen, self.size.height, self.size.width))

    def on_resize(self) -> None:
        """Take fewer rows on a low screen."""
        self._fit()

    def on_click(self, event: events.Click) -> None:
        """Open the chosen error."""
        event.stop()
        self.post_message(CommandRequested("build-error-open"))

    def _fit(self) -> None:
        from workbench.ui.renderers.build_errors import rows  # noqa: PLC0415 - as above

        if self._errors is None:
            return
        most = ROWS if self.screen.size.height >= _LOW else ROWS_LOW
        self.styles.height = min(len(rows(self._errors, 0, most, 1_000)), most) + _FRAME
