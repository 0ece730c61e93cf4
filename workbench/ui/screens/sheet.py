"""What all sheets share: a frame over the panes, below the first line, that closes by the key that opened it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from workbench.ui.commands import COMMANDS, Scope, bindings, key_of
from workbench.ui.drawing.styles import untrusted
from workbench.ui.messages import CopyRequested
from workbench.ui.prompt import Prompt
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.reader import Reader
from workbench.ui.widgets.ribbon import Ribbon

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.main_screen import MainScreen

STAYING = ("send", "send-fresh", "reload", "build", "pause", "palette", "quit", "theme", "screenshot", "help")
"""Commands that leave a sheet open; any other acts on the panes, and closes it first."""
LAST_KEYS = ("^p all", "esc closes")

FINDS = {"find-next": 1, "find-former": -1}


class Sheet(ModalScreen[None]):
    """Shows one part of the state in full."""

    COMMAND = ""
    """The id of the command that opens and closes it."""
    SCOPE = Scope.PALETTE
    """Where the keys of its own commands work."""
    TITLE = ""
    CSS_PATH: ClassVar[str] = str(Path(__file__).with_name("sheet.tcss"))
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(classes="sheet")
        self.main = main
        self.ribbon = Ribbon(id="sheet-views")
        self.view = ""
        self.frame = Vertical(classes="sheet-frame")
        self._prompt: Prompt | None = None
        self._asked = ""

    def compose(self) -> ComposeResult:
        """Make the frame, and the parts in it."""
        self.frame.border_title = self.TITLE
        with self.frame:
            yield from self.parts()

    def parts(self) -> ComposeResult:
        """Make what stands in the frame."""
        yield self.ribbon

    def on_mount(self) -> None:
        """Show the newest state, from now on each."""
        self.main.viewers.append(self.show)
        if self.main.state is not None:
            self.show(self.main.state)

    def on_unmount(self) -> None:
        """Be told no more."""
        self.main.viewers.remove(self.show)

    def show(self, state: SessionState) -> None:
        """Show another state."""

    def keys(self) -> list[str]:
        """Return the keys that matter here with what they do, the most important first."""
        own = [one for one in COMMANDS.values() if one.scope is self.SCOPE and one.keys and one.footer]
        return [f"{key_of(one.id, self.main.keymap)} {one.footer}" for one in own]

    def on_resize(self) -> None:
        """Say the keys anew."""
        self.say_keys()

    def say_keys(self) -> None:
        """Say as many keys as there is room for, all of them are in the palette; or what is asked for."""
        if self._asked:
            escape = " · esc drops it"
            has_room = Content(self._asked + escape).cell_length <= self.size.width - 8
            self.frame.border_subtitle = Content(self._asked + escape if has_room else self._asked)
            return
        keys = self.keys()
        while keys and len(" · ".join([*keys, *LAST_KEYS])) > self.size.width - 8:
            keys.pop()
        self.frame.border_subtitle = " · ".join([*keys, *LAST_KEYS])

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what to call for each command of this sheet's own scope, by id."""
        return {}

    async def action_run(self, command_id: str) -> None:
        """Do what a command says; what acts on the panes closes the sheet first."""
        own = self.deeds().get(command_id)
        if own is not None:
            own()
            return
        if command_id == "find":
            self.find()
            return
        if command_id in FINDS and isinstance(self.focused, LineView):
            self.focused.find_next(FINDS[command_id])
            return
        if command_id.removesuffix("-short") in ("leave", self.COMMAND):
            self.leave()
            return
        if command_id not in STAYING:
            while isinstance(self.app.screen, Sheet):
                self.app.pop_screen()
        await self.main.action_run(command_id)

    def leave(self) -> None:
        """Leave the line that is typed in, else close."""
        if isinstance(self.focused, Prompt):
            self.focused.action_drop()
        else:
            self.dismiss()

    def ask(self, what: str, text: str, then: Callable[[str], object], *, live: bool = False) -> None:
        """Ask for a line at the foot; a ValueError of `then` is told, and the line asked for again."""
        focused, what = self.focused, untrusted(what, 120)

        def open_prompt(text: str) -> None:
            if self._prompt is None:
                self._prompt = Prompt()
                self.frame.mount(self._prompt)
            self._asked = what
            self.say_keys()
            self._prompt.ask(what, text, taken, back=back, live=live)

        def taken(typed: str) -> None:
            try:
                then(typed)
            except ValueError as error:
                self.notify(str(error), severity="warning", markup=False)
                open_prompt(typed)

        def back() -> None:
            self._asked = ""
            self.say_keys()
            if focused is not None:
                focused.focus()

        open_prompt(text)

    def find(self) -> None:
        """Search in the list or text that has the focus."""
        looked_through = self.focused if isinstance(self.focused, LineView) else None
        if looked_through is not None:
            self.ask("find", "", looked_through.find, live=True)

    def on_copy_requested(self, message: CopyRequested) -> None:
        """Copy what a list or text offers."""
        self.main.copy_text(message.text)


class ListSheet(Sheet):
    """A list, and below it what stands behind the row under its cursor."""

    ENTER = ""
    """What enter does with a row; empty: nothing."""

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self.grid = Grid(id="sheet-list")
        self.detail = Reader(id="sheet-detail")

    def parts(self) -> ComposeResult:
        """Make list and detail."""
        yield self.grid
        yield self.detail

    @property
    def number(self) -> int | None:
        """The number of the row under the cursor, where rows are numbered; None when there is no row."""
        return None if self.grid.key is None else int(self.grid.key)

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [*([f"enter {self.ENTER}"] if self.ENTER else []), *super().keys()]

    def show_detail(self) -> None:
        """Show what stands behind the row under the cursor."""

    def on_row_shown(self) -> None:
        """Show what stands behind the row that was gone to."""
        self.show_detail()
