"""The sheet that presents the protocol: one layer at a time, on the plugin that is loaded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, cast

from textual.app import ComposeResult
from textual.widgets import Static

from workbench.protocol.layers import Layer
from workbench.protocol.presenter.pages import page
from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Scope, command, takes_over
from workbench.ui.commands.keymap import key_name
from workbench.ui.messages import ViewTurned
from workbench.ui.renderers import present as renderer
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState

KEYS_SHOWN: Final = 8
"""Keys that were pressed last, and are still shown."""
_ROOMY: Final = 30
"""Rows from which on there is space around everything."""
_AROUND: Final = 5
"""Cells beside a line: frame, padding and scrollbar."""
_AROUND_ROOMY: Final = 9


class KeysWatched(Protocol):
    """The app, as far as it says which keys are pressed."""

    key_watchers: list[Callable[[str], object]]


class PresentSheet(Sheet):
    """Shows a layer: what happens there and why, and the bytes and messages in which it can be seen."""

    COMMAND = "present"
    TITLE = "The five layers"

    def __init__(
        self,
        context: SheetContext,
        layer: Layer | None = None,
        shown: Callable[[Layer], object] = lambda _: None,
    ) -> None:
        """Present a layer.

        Args:
            context: What every sheet is given.
            layer: The one to begin with; None: L1.
            shown: Called with each layer that is gone to, so that the presentation can go on there.
        """
        super().__init__(context)
        self.presented = layer or Layer.IDENTITY
        self._went = shown
        self._waits = False
        """The layer that is shown waits for a request."""
        self._pressed: deque[str] = deque(maxlen=KEYS_SHOWN)
        self._ladder, self._headline = FactLine(id="present-ladder"), FactLine(id="present-headline")
        self._sentences = Static(id="present-sentences", markup=False)
        self._evidence = Reader(id="present-shown")

    def parts(self) -> ComposeResult:
        """Make the layers, the sentences, and what they are seen in."""
        yield self._ladder
        yield self._headline
        yield self._sentences
        yield self._evidence

    def on_mount(self) -> None:
        """Watch the keys."""
        super().on_mount()
        cast(KeysWatched, self.app).key_watchers.append(self.show_key)
        self._evidence.focus()

    def on_unmount(self) -> None:
        """Watch them no more."""
        super().on_unmount()
        cast(KeysWatched, self.app).key_watchers.remove(self.show_key)

    def on_resize(self) -> None:
        """Lay everything out for the size."""
        super().on_resize()
        self.set_class(self.size.height >= _ROOMY, "-roomy")
        self.show_again()

    def show(self, state: SessionState) -> None:
        """Show the layer on the newest build."""
        loaded = renderer.loaded_of(state)
        if loaded is None or state.newest is None:
            self._sentences.update("No build has been loaded yet.")
            return
        roomy = self.size.height >= _ROOMY
        width = self.size.width - (_AROUND_ROOMY if roomy else _AROUND)
        shown = page(loaded, self.presented)
        self._ladder.say(renderer.ladder(loaded.layers, shown, width))
        self._headline.say(renderer.headline(shown, state.newest.title, tuple(self._pressed), width))
        self._sentences.update(renderer.sentences(shown, width, roomy=roomy))
        self.names = (self.presented.value, *([] if shown.error is None else [shown.error.kind]))
        if shown.waits is not self._waits:
            self._waits = shown.waits
            self.say_keys()
        topic = (self.presented, state.newest.number)
        self._evidence.show(renderer.shown_lines(shown, loaded, width, state.newest.hints), topic=topic)

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        send = [self.key_text(MAIN["send"])] if self._waits else []
        return [*send, *super().keys(), "1 to 5 a layer", "↓ more"]

    def show_key(self, key: str) -> None:
        """Show a key that was pressed, after those before it; not what is typed into what stands above."""
        if not self.is_current:
            return
        self._pressed.append(key_name(key))
        self.show_again()

    def go_to(self, layer: Layer) -> None:
        """Present a layer."""
        self.presented = layer
        self._went(layer)
        self.show_again()

    def on_view_turned(self, message: ViewTurned) -> None:
        """Go to the next or previous layer."""
        message.stop()
        self._step(message.step)

    def _step(self, step: int) -> None:
        order = list(Layer)
        self.go_to(order[min(max(order.index(self.presented) + step, 0), len(order) - 1)])

    @command("present-next", "Next layer", "Present the next layer.", Scope.SHEET, "space", "right", footer="next")
    def next_layer(self) -> None:
        """Present the next layer."""
        self._step(1)

    @command(
        "present-back", "Layer before", "Present the layer before.", Scope.SHEET, "left", "backspace", footer="back"
    )
    def previous_layer(self) -> None:
        """Present the layer before."""
        self._step(-1)

    @takes_over("pane-sections")
    def first_layer(self) -> None:
        """Present L1."""
        self.go_to(Layer.IDENTITY)

    @takes_over("pane-handshake")
    def second_layer(self) -> None:
        """Present L2."""
        self.go_to(Layer.HANDSHAKE)

    @takes_over("pane-self-check")
    def third_layer(self) -> None:
        """Present L3."""
        self.go_to(Layer.SELF_CHECK)

    @takes_over("pane-dispatch")
    def fourth_layer(self) -> None:
        """Present L4."""
        self.go_to(Layer.RECORD)

    @takes_over("host")
    def fifth_layer(self) -> None:
        """Present L5."""
        self.go_to(Layer.DISPATCH)
