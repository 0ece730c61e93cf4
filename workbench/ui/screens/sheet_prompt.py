"""The line at the foot of a sheet in which something is typed, and what is said of it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.content import Content

from workbench.ui.bridge.file_requests import PathCompletionRequested
from workbench.ui.drawing.styles import untrusted
from workbench.ui.prompt import Prompt

if TYPE_CHECKING:
    from textual.widget import Widget

    from workbench.session.values.path_completion import PathCompletion
    from workbench.ui.screens.sheet import Sheet

_FRAME: Final = 8
"""Cells of a sheet's width that its foot has not for words."""


class SheetPrompt:
    """Asks for one line at a time. The line itself is made when it is first asked for."""

    def __init__(self, sheet: Sheet) -> None:
        """Ask for nothing yet."""
        self._sheet = sheet
        self._line: Prompt | None = None
        self._from: Widget | None = None
        """What had the focus before."""
        self.words = ""
        """What is to be typed, or what was wrong with what was; empty: nothing is asked for."""

    def ask(
        self, what: str, text: str, then: Callable[[str], object], *, live: bool, files: Sequence[str] | None
    ) -> None:
        """Let a line be typed, as `Sheet.prompt` says."""
        what, focused = untrusted(what), self._sheet.focused
        if not isinstance(focused, Prompt):
            self._from = focused

        def taken(typed: str) -> None:
            try:
                then(typed)
            except ValueError as error:
                self._sheet.notify(str(error), severity="warning", markup=False)
                open_line(typed, refused=True)

        def open_line(text: str, *, refused: bool = False) -> None:
            line = self._line
            if line is None:
                self._line = line = Prompt()
                self._sheet.frame.mount(line)
            self._say(what)
            line.ask(what, text, taken, back=self._back, live=live, select=not refused)
            line.complete_with(None if files is None else partial(self._complete, what, tuple(files)))

        open_line(text)
        if Content(what).cell_length > self._sheet.size.width - _FRAME:
            # What is wrong with a line stands at its foot, and there whole.
            self._sheet.notify(what, severity="warning", markup=False, timeout=10)

    def _complete(
        self, what: str, files: tuple[str, ...], typed: str, then: Callable[[PathCompletion], object]
    ) -> None:
        """Complete a path that is typed, and say among which names it has to be chosen."""

        def found(completion: PathCompletion) -> None:
            then(completion)
            if self.words:
                names = [*completion.names, *([f"… {completion.more:,} more"] if completion.more else ())]
                self._say(untrusted(f"{what}   {' '.join(names)}" if names else what))

        self._sheet.context.ask(PathCompletionRequested(typed, files), found)

    def _back(self) -> None:
        self._say("")
        if self._from is not None:
            self._from.focus()

    def _say(self, words: str) -> None:
        self.words = words
        self._sheet.say_keys()
