"""Which payload documents are open, as a person asks for it: opened, begun, turned to, closed. Knows no file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.bridge.payload_requests import PayloadReadRequested
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.screens.ask_screen import Reply
from workbench.ui.widgets.notifying import Notifying

if TYPE_CHECKING:
    from workbench.session.values.payload import PayloadDocument
    from workbench.session.values.saved_payload import FileVersion, SavedName, SavedPayload
    from workbench.ui.bridge.request import Ask
    from workbench.ui.main.overlays import ScreenOverlays
    from workbench.ui.main.payload_keeper import PayloadKeeper


class DocumentOpening:
    """What a person does with open documents."""

    def __init__(self, keeper: PayloadKeeper, ask: Ask, overlays: ScreenOverlays, notify: Notifying) -> None:
        """Do nothing yet; `save` is set by who saves."""
        self._keeper = keeper
        self._ask = ask
        self._overlays = overlays
        self._notify = notify
        self.save: Callable[[Callable[[], object]], object] = lambda then: None
        """Saves the current document, and does something then."""

    def open(self, at: SavedName) -> None:
        """Show a saved payload: the document that is open already, else what its file holds."""
        document = self._keeper.documents.open.saved_as(at)
        if document is not None:
            self.show(document.number)
        else:
            self._ask(PayloadReadRequested(at), self._take_read)

    def _take_read(self, saved: SavedPayload) -> None:
        self.open_text(saved.at.function, saved.text, Origin(OriginKind.FILE, saved.path), saved.at.name, saved.version)

    def open_text(
        self, function: str, text: str, origin: Origin, name: str = "", version: FileVersion | None = None
    ) -> None:
        """Open a text as a document, and show it."""
        self._keeper.keep()
        self._keeper.show(self._keeper.documents.add(function, text, origin, name, version))

    def opened(self) -> tuple[PayloadDocument, ...]:
        """Return all open documents, with what was typed until now."""
        self._keeper.keep()
        return self._keeper.documents.open.all()

    def show(self, number: int) -> None:
        """Show an open document."""
        self._keeper.keep()
        document = self._keeper.documents.show(number)
        if document is not None:
            self._keeper.show(document)

    def step(self, step: int) -> None:
        """Show the next (1) or previous (-1) open document of the function."""
        self._keeper.keep()
        document = self._keeper.documents.step(step)
        if document is None:
            self._notify(
                with_keys("No other payload of this function is open: ^l opens one, ^n begins one."), timeout=3
            )
        else:
            self._keeper.show(document)

    def begin(self) -> None:
        """Begin an empty document for the function."""
        document = self._keeper.current
        if document is not None:
            self.open_text(document.function, "", Origin(OriginKind.NEW))

    def copy(self) -> None:
        """Open the text of the document as another one, which has no file yet."""
        document = self._keeper.current
        if document is not None:
            self.open_text(document.function, document.text, Origin(OriginKind.COPY, f"of {document.title}"))

    def close(self) -> None:
        """Close the document; one with a text that stands nowhere else asks first."""
        document = self._keeper.current
        if document is None:
            return
        unsaved = document.is_edited_since_saved or (document.is_own and not document.name)
        close = partial(self._close, document.number)
        if unsaved:
            choices = {"c": Reply("close it", close), "s": Reply("save it first", lambda: self.save(close))}
            self._overlays.question(f"{document.title} is not saved.", choices)
        else:
            close()

    def _close(self, number: int) -> None:
        self._keeper.keep()
        self._keeper.show(self._keeper.documents.close(number))
        self._notify("Closed. `Reopen the closed payload` in the palette brings it back.", timeout=3)

    def reopen(self) -> None:
        """Open the document that was closed last again."""
        self._keeper.keep()
        document = self._keeper.documents.reopen()
        if document is None:
            self._notify("No payload was closed.", timeout=2)
        else:
            self._keeper.show(document)

    # ---- what becomes of their files --------------------------------------------------------------------------------

    def renamed(self, was: SavedName, now: SavedName) -> None:
        """Take note that a file was renamed elsewhere on the screen."""
        document = self._keeper.documents.open.saved_as(was)
        if document is not None:
            self._keeper.documents.change(document.number, name=now.name)
            self._keeper.say_document()

    def deleted(self, at: SavedName) -> None:
        """Take note that a file was deleted; the text that is open stays."""
        document = self._keeper.documents.open.saved_as(at)
        if document is not None:
            origin = Origin(OriginKind.COPY, f"of {at.name}, deleted")
            self._keeper.documents.change(document.number, name="", version=None, disk=None, saved=None, origin=origin)
            self._keeper.say_document()
        self._notify(f"Deleted {at}. `Put back the deleted payload` in the palette undoes it.", markup=False)
