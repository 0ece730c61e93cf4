"""The sheet of two builds side by side: two of this run, or one of them and a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.session.values.side_by_side import SideBySide, pair_of
from workbench.ui.bridge.requests import (
    ComparisonCancelRequested,
    ComparisonEndRequested,
    ComparisonRequested,
    ComparisonStepRequested,
    FileComparisonRequested,
)
from workbench.ui.commands.command import Scope, command
from workbench.ui.messages import ViewTurned
from workbench.ui.renderers import compare as renderer
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState

ROOM_BESIDE = 6
"""Cells of a row that are frame, cursor and scroll bar."""


class CompareSheet(SummarySheet):
    """Shows a pair of builds; what the session finds comes with its states."""

    COMMAND = "compare"
    TITLE = "Compare"

    def __init__(self, context: SheetContext, number: int | None = None, marked: int | None = None) -> None:
        """Compare a build, None for the newest, with a marked one; None: with the baseline, else the one before."""
        super().__init__(context)
        self.add_class("comparison")
        self._number = number
        self._marked = marked
        self._pair: tuple[int, int] | None = None
        """The builds that were requested, the older one first; None: there are no two, or a file was requested."""
        self._path = ""
        self._shown: SideBySide | None = None
        self._facts: list[renderer.Fact] = []
        self._only = False
        self._led = False
        """Whether the cursor was led to the first difference."""

    def on_mount(self) -> None:
        """Request the comparison."""
        state = self.state
        pair = state and pair_of(
            state.generations, self._number, marked=self._marked, baseline=state.baseline if state else None
        )
        if pair:
            self._number = self._number or pair[1].number
            self._compare(pair[0].number, pair[1].number)
        super().on_mount()

    def on_unmount(self) -> None:
        """Drop the comparison."""
        self.context.ask(ComparisonCancelRequested())
        self.context.ask(ComparisonEndRequested())
        super().on_unmount()

    def show(self, state: SessionState) -> None:
        """Show another state."""
        shown = self._found(state)
        if shown != self._shown:
            self._shown = shown
            self._facts = renderer.facts_of(shown) if shown is not None else []
        self._draw(state)

    def on_resize(self) -> None:
        """Share the room between the builds anew."""
        super().on_resize()
        if self.state is not None:
            self._draw(self.state)

    def show_detail(self) -> None:
        """Show the fact under the cursor."""
        key = self.grid.key
        self.detail.show(renderer.detail_lines(self._shown, self._facts, key, only=self._only), topic=key)

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [*super().keys(), "← → other build"]

    def on_view_turned(self, message: ViewTurned) -> None:
        """Compare the same build with the next or previous other one."""
        message.stop()
        rows = self.state.generations if self.state is not None else ()
        others = [row.number for row in rows if row.number != self._number]
        if self._number is None or not others:
            return
        other = next((number for number in self._pair or () if number != self._number), None)
        at = others.index(other) if other in others else -1
        old, new = sorted((self._number, others[(at + message.step) % len(others)]))
        self._compare(old, new)

    # ---- requested of the session ----------------------------------------------------------------------------------

    def _compare(self, old: int, new: int) -> None:
        self._pair, self._path, self._led = (old, new), "", False
        self.context.ask(ComparisonRequested(old, new), lambda _: self._go_on())
        if self.is_mounted:
            self.show_again()

    @command("compare-file", "Compare with a file", "Load a file beside this build.", Scope.SHEET, "f", footer="file")
    def ask_for_file(self) -> None:
        """Compare with the plugin in a file that is typed."""
        state = self.state
        newest = self._number or (state.generations[-1].number if state is not None and state.generations else None)
        if state is None or newest is None:
            return
        artifact = state.generations[-1].artifact.path
        folder = artifact[: len(artifact) - len(state.generations[-1].file_name)]

        def taken(path: str) -> None:
            if not path:
                return
            self._pair, self._path, self._number, self._led = None, path, newest, False
            self.context.ask(FileComparisonRequested(path, newest), lambda _: self._go_on())

        self.prompt("compare with the plugin in this file", folder, taken)

    def _go_on(self) -> None:
        """Let the session do one piece after the other, and other requests in between."""

        def done(is_more: bool | None) -> None:
            if is_more and self.is_attached:
                self._go_on()

        self.context.ask(ComparisonStepRequested(), done)

    # ---- drawn ----------------------------------------------------------------------------------------------------

    @command(
        "compare-only", "Only differences", "Show only what differs, or everything.", Scope.SHEET, "o", footer="only ±"
    )
    def toggle_only(self) -> None:
        """Show only what differs, or everything."""
        self._only = not self._only
        if self.state is not None:
            self._draw(self.state)

    def _found(self, state: SessionState) -> SideBySide | None:
        """Return what the session knows of the pair; until then what stands in the rows."""
        found = state.side_by_side
        if found is not None and (found.path == self._path if self._path else self._pair and found.is_of(*self._pair)):
            return found.renewed(state.generations)
        rows = {row.number: row for row in state.generations}
        old, new = (rows.get(number) for number in self._pair or (0, 0))
        return None if old is None or new is None else SideBySide(old, new)

    def _draw(self, state: SessionState) -> None:
        self.summary.say(renderer.summary(self._shown, self._facts, only=self._only))
        if self._shown is not None:
            width = max((self.grid.size.width or self.size.width) - ROOM_BESIDE, 20)
            columns, rows = renderer.table(state, self._shown, self._facts, only=self._only, width=width)
            is_laid_out = bool(self.grid.size.height)
            key = renderer.first_difference(self._facts) if is_laid_out and not self._led else None
            self._led = self._led or key is not None
            self.grid.show(columns, rows, key=key)
        self.show_detail()
