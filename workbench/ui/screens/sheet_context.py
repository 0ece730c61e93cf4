"""What a sheet is given: values and small callables, never the screen behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.values.payload import Origin, PayloadDocument
    from workbench.session.values.plugin_listing import PluginListing
    from workbench.session.values.saved_payload import SavedName
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.request import Ask
    from workbench.ui.commands.keymap import Keymap
    from workbench.ui.drawing.notice import Notice

Viewer = Callable[["SessionState"], object]


class SheetDocuments(Protocol):
    """The open payload documents, as far as sheets act on them."""

    def opened(self) -> tuple[PayloadDocument, ...]:
        """Return all of them, with what was typed until now."""

    def open(self, at: SavedName) -> None:
        """Show a saved payload in the editor."""

    def open_text(self, function: str, text: str, origin: Origin) -> None:
        """Open a text as a document, and show it in the editor."""

    def show(self, number: int) -> None:
        """Show an open document in the editor."""

    def renamed(self, was: SavedName, now: SavedName) -> None:
        """Take note that a file was renamed."""

    def deleted(self, at: SavedName) -> None:
        """Take note that a file was deleted; its text stays open where it is."""


class SheetPlugins(Protocol):
    """The plugins that are open on the screen, as far as a sheet acts on them."""

    @property
    def places(self) -> tuple[str, str]:
        """The real paths of the one that is shown, and of the one beside it; empty: there is none."""

    def list(self, then: Callable[[PluginListing], object]) -> None:
        """Look up what can be opened."""

    def open(self, path: str, *, beside: bool, then: Callable[[WorkbenchError | None], object]) -> bool:
        """Open one and show it; `then` gets why it cannot be, or None before it is shown.

        Returns False when another one is being opened: then nothing happens.
        """

    def forget(self, place: str, then: Callable[[WorkbenchError | None], object]) -> None:
        """List one no more."""

    def swap(self) -> bool:
        """Show the other one that is open."""

    def close_beside(self) -> bool:
        """Leave the one that is not shown."""


@dataclass(frozen=True, slots=True)
class SheetContext:
    """How a sheet learns what it shows, and says what it requests."""

    state: Callable[[], SessionState | None]
    """The state that is drawn; None before the first."""
    draft: Callable[[], tuple[str, str]]
    """Function and payload in the editor."""
    ask: Ask
    """Hands a request to the session."""
    post: Callable[[Message], object]
    """Hands a message to the screen behind: `CommandRequested`, `CopyRequested`, `ComparisonSheetRequested`."""
    keymap: Keymap
    notices: Callable[[], Sequence[Notice]]
    """What was said in this run, the newest last."""
    documents: Callable[[], SheetDocuments]
    """Gives the open payload documents."""
    plugins: SheetPlugins
    """The plugins that are open, and those that can be."""
    now: Callable[[str], str] = lambda _: ""
    """Says how a switch of the main screen stands, by its command's id; empty for what is no switch."""
    viewers: list[Viewer] = field(default_factory=list)
    """Called with each state that is drawn."""
