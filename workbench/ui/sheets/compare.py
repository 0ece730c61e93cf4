"""The sheet of two builds side by side: two of this run, or one of them and a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.session.values.side_by_side import SideBySide, pair_of
from workbench.ui.commands import Scope, bindings
from workbench.ui.messages import ViewTurned
from workbench.ui.renderers import compare as contents
from workbench.ui.screens.sheet import ListSheet
from workbench.ui.widgets.fact_line import FactLine

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.main_screen import MainScreen

ROOM_BESIDE = 6
"""Cells of a row that are frame, cursor and scroll bar."""


class CompareSheet(ListSheet):
    """Shows a pair of builds; what the session finds out of them comes with its states."""

    COMMAND = "compare"
    SCOPE = Scope.COMPARE
    TITLE = "Compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.COMPARE)

    def __init__(self, main: MainScreen, number: int | None = None, marked: int | None = None) -> None:
        """Compare a build, None for the newest, with a marked one; None: with the baseline, else the one before."""
        super().__init__(main)
        self.add_class("comparison")
        self._number = number
        self._marked = marked
        self._pair: tuple[int, int] | None = None
        """The builds that were asked for, the older one first; None: there are no two, or a file was asked for."""
        self._path = ""
        self._shown: SideBySide | None = None
        self._told: list[contents.Fact] = []
        self._only = False
        self._led = False
        """Whether the cursor was led to the first difference."""
        self._summary = FactLine(id="sheet-summary")

    def parts(self) -> ComposeResult:
        """Make summary, table and detail."""
        yield self._summary
        yield from super().parts()

    def on_mount(self) -> None:
        """Ask for the comparison."""
        state = self.main.state
        pair = state and pair_of(
            state.generations, self._number, marked=self._marked, baseline=state.baseline if state else None
        )
        if pair:
            self._number = self._number or pair[1].number
            self._compare(pair[0].number, pair[1].number)
        super().on_mount()

    def on_unmount(self) -> None:
        """Ask for no more of it."""
        self.main.bridge.look(lambda session: session.comparator.cancel(), lambda _: None)
        self.main.bridge.ask(lambda session: session.comparator.end())
        super().on_unmount()

    def show(self, state: SessionState) -> None:
        """Show another state."""
        shown = self._found(state)
        if shown != self._shown:
            self._shown = shown
            self._told = contents.facts_of(shown) if shown is not None else []
        self._draw(state)

    def on_resize(self) -> None:
        """Share the room between the builds anew."""
        super().on_resize()
        if self.main.state is not None:
            self._draw(self.main.state)

    def show_detail(self) -> None:
        """Show the fact under the cursor."""
        key = self.grid.key
        self.detail.show(contents.detail_lines(self._shown, self._told, key, only=self._only), topic=key)

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [*super().keys(), "← → other build"]

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {
            "compare-only": self._toggle_only,
            "compare-file": self._ask_for_file,
        }

    def on_view_turned(self, message: ViewTurned) -> None:
        """Compare the same build with the next or former other one."""
        message.stop()
        rows = self.main.state.generations if self.main.state is not None else ()
        others = [row.number for row in rows if row.number != self._number]
        if self._number is None or not others:
            return
        other = next((number for number in self._pair or () if number != self._number), None)
        at = others.index(other) if other in others else -1
        old, new = sorted((self._number, others[(at + message.step) % len(others)]))
        self._compare(old, new)

    # ---- asked of the session -------------------------------------------------------------------------------------

    def _compare(self, old: int, new: int) -> None:
        self._pair, self._path, self._led = (old, new), "", False
        self.main.bridge.ask(lambda session: session.comparator.begin(old, new), lambda _: self._go_on())
        if self.is_mounted and self.main.state is not None:
            self.show(self.main.state)

    def _ask_for_file(self) -> None:
        state = self.main.state
        newest = self._number or (state.generations[-1].number if state is not None and state.generations else None)
        if state is None or newest is None:
            return
        artifact = state.generations[-1].artifact.path
        folder = artifact[: len(artifact) - len(state.generations[-1].file_name)]

        def taken(path: str) -> None:
            if not path:
                return
            self._pair, self._path, self._number, self._led = None, path, newest, False
            begin = lambda session: session.comparator.begin_with_file(path, newest)  # noqa: E731
            self.main.bridge.ask(begin, lambda _: self._go_on())

        self.ask("compare with the plugin in this file", folder, taken)

    def _go_on(self) -> None:
        """Let the session do one piece after the other, and what else is asked of it in between."""

        def done(is_more: bool | None) -> None:
            if is_more and self.is_attached:
                self._go_on()

        self.main.bridge.ask(lambda session: session.comparator.go_on(), done)

    # ---- drawn ----------------------------------------------------------------------------------------------------

    def _toggle_only(self) -> None:
        self._only = not self._only
        if self.main.state is not None:
            self._draw(self.main.state)

    def _found(self, state: SessionState) -> SideBySide | None:
        """Return what the session knows of the pair; until then what stands in the rows."""
        found = state.side_by_side
        if found is not None and (found.path == self._path if self._path else self._pair and found.is_of(*self._pair)):
            return found.renewed(state.generations)
        rows = {row.number: row for row in state.generations}
        old, new = (rows.get(number) for number in self._pair or (0, 0))
        return None if old is None or new is None else SideBySide(old, new)

    def _draw(self, state: SessionState) -> None:
        self._summary.say(contents.summary(self._shown, self._told, only=self._only))
        if self._shown is not None:
            width = max((self.grid.size.width or self.size.width) - ROOM_BESIDE, 20)
            columns, rows = contents.table(state, self._shown, self._told, only=self._only, width=width)
            is_laid_out = bool(self.grid.size.height)
            key = contents.first_difference(self._told) if is_laid_out and not self._led else None
            self._led = self._led or key is not None
            self.grid.show(columns, rows, key=key)
        self.show_detail()
