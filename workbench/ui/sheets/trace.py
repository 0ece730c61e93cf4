"""The sheet of every message that crossed the border between host and plugin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from workbench.session.values.trace import TraceFilter, functions_in
from workbench.ui.actions.registry import MAIN
from workbench.ui.bridge.export_requests import TraceFileRequested
from workbench.ui.commands.command import Scope, command, takes_over
from workbench.ui.renderers import trace as renderer
from workbench.ui.renderers.share import written
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.session.values.session_snapshot import ExportedFile
    from workbench.session.values.state import SessionState
    from workbench.session.values.trace import TraceMessage

_T = TypeVar("_T")
FILE: Final = "trace.html"
"""The path that is offered at first."""


class TraceSheet(SummarySheet):
    """Lists messages by a filter; the list follows while its cursor stands on the last one, unless it is paused."""

    COMMAND = "trace"
    TITLE = "Trace"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._as_bytes = False
        self._last: str | None = None
        self._wanted = TraceFilter()
        self._messages: Sequence[TraceMessage] = ()
        """All that there are, or were when the list was stopped."""
        self._shown: Sequence[TraceMessage] = ()
        self._paused = False
        self._drawn: tuple[object, ...] = ()

    def show(self, state: SessionState) -> None:
        """Show another state."""
        if not self._paused:
            self._messages = state.trace
        self._say(state)
        # By identity: a trace is replaced as a whole, and is long.
        drawn = (id(self._messages), self._wanted, self.size.width)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._shown = self._wanted.selected(self._messages)
        follows = self.grid.key == self._last
        self._last = str(self._shown[-1].number) if self._shown else None
        self.grid.show(renderer.COLUMNS, renderer.rows(self._shown), key=self._last if follows else None)
        self._say(state)
        self.show_detail()

    def _say(self, state: SessionState) -> None:
        newer = None
        if self._paused:
            before = self._messages[-1].number if self._messages else 0
            newer = max((state.trace[-1].number if state.trace else 0) - before, 0)
        view = renderer.TraceView(self._wanted, len(self._shown), len(self._messages), newer)
        self.summary.say(renderer.view_line(view))

    def show_detail(self) -> None:
        """Show the message under the cursor."""
        is_filtered = self._wanted != TraceFilter()
        lines = renderer.detail_lines(
            self._shown, self.number, as_bytes=self._as_bytes, width=self.size.width - 6, is_filtered=is_filtered
        )
        self.detail.show(lines, topic=(self.grid.key, self._as_bytes))

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [*super().keys(), self.key_text(MAIN["hex"])]

    @takes_over("hex")
    def toggle_bytes(self) -> None:
        """Show the message as bytes, or as text."""
        self._as_bytes = not self._as_bytes
        self.show_detail()

    @command(
        "trace-pause",
        "Pause the trace",
        "Stop the list, or go on with what has come.",
        Scope.SHEET,
        "space",
        footer="pause",
    )
    def toggle_pause(self) -> None:
        """Stop the list, or go on with what has come."""
        self._paused = not self._paused
        self.show_again()

    @command("trace-layer", "Filter by layer", "All, or only one layer.", Scope.SHEET, "a", footer="layer")
    def turn_layer(self) -> None:
        """Show the messages of the next layer, or all."""
        self._filter(replace(self._wanted, layer=_next(renderer.LAYERS, self._wanted.layer)))

    @command("trace-function", "Filter by function", "All, or only one.", Scope.SHEET, "u", footer="function")
    def turn_function(self) -> None:
        """Show the messages of the next function that was called, or all."""
        known = (None, *functions_in(self._messages))
        current = self._wanted.function if self._wanted.function in known else None
        self._filter(replace(self._wanted, function=_next(known, current)))

    @command(
        "trace-direction",
        "Filter by direction",
        "Both, or only one; host functions alone.",
        Scope.SHEET,
        "o",
        footer="direction",
    )
    def turn_direction(self) -> None:
        """Show the messages of the next direction, or all."""
        self._filter(replace(self._wanted, direction=_next(renderer.DIRECTIONS, self._wanted.direction)))

    @command("trace-find", "Filter by text", "Only messages that hold a text.", Scope.SHEET, "f", footer="text")
    def ask_text(self) -> None:
        """Show the messages that hold a text, while it is typed."""
        self.prompt("text in the message", self._wanted.text, self._look_for, live=True)

    @command("trace-all", "Show all messages", "Take the filter away.", Scope.SHEET, "z", footer="all")
    def show_all(self) -> None:
        """Show all messages."""
        self._filter(TraceFilter())

    @command(
        "trace-save",
        "Save the trace",
        "The messages that are listed: one page with diagrams, or a JSON line for each.",
        Scope.SHEET,
        "s",
        footer="save",
        synonyms=("export", "html", "jsonl", "sequence diagram", "report"),
    )
    def save(self) -> None:
        """Ask where the listed messages go, and write them."""
        self.prompt("page (.html) or lines (.jsonl): file, tab completes", FILE, self._save, files=(".html", ".jsonl"))

    def _save(self, path: str) -> None:
        if not path.strip():
            raise ValueError("expected the name of a file")
        self.context.ask(TraceFileRequested(path.strip(), self._shown), self._written)

    def _written(self, file: ExportedFile | None) -> None:
        if file is None:
            self.notify("There is no build yet.", severity="warning", timeout=4)
        else:
            self.notify(written(file), severity="warning" if file.kept else "information", markup=False)

    def _look_for(self, text: str) -> None:
        self._filter(replace(self._wanted, text=text))

    def _filter(self, wanted: TraceFilter) -> None:
        self._wanted = wanted
        self.show_again()


def _next(values: Sequence[_T], current: _T) -> _T:
    return values[(values.index(current) + 1) % len(values)]
