"""The line at the foot of a sheet in which something is typed, and what is said of it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.content import Content

from workbench.ui.bridge.file_requests import PathCompletionRequested
from workbench.ui.drawing.styles import untrusted
from workbench.ui.prompt import Prompt
from workbench.ui.screens.saying_app import SayingApp

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
        self._warned = ""
        """The warning about what was typed last; empty: there is none."""
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
            self._take_back()
            try:
                then(typed)
            except ValueError as error:
                self._warn(str(error))
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
            self._warn(what, timeout=10)

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

    def _warn(self, text: str, timeout: float | None = None) -> None:
        self._warned = text
        self._sheet.notify(text, severity="warning", markup=False, timeout=timeout)

    def _take_back(self) -> None:
        """Take the warning back: it holds for a text that stands there no more."""
        app = self._sheet.app
        if self._warned and isinstance(app, SayingApp):
            app.withdraw(self._warned)
        self._warned = ""

    def _back(self) -> None:
        self._take_back()
        self._say("")
        if self._from is not None:
            self._from.focus()

    def _say(self, words: str) -> None:
        self.words = words
        self._sheet.say_keys()
