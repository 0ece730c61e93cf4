"""Puts payload documents into the editor, and gives what was typed to whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.ui.panes.dispatch import DispatchPane
from workbench.ui.panes.payload import Payload
from workbench.ui.panes.response import Response
from workbench.ui.renderers.shown_answers import Beside

if TYPE_CHECKING:
    from workbench.session.payloads.payloads import Payloads
    from workbench.session.values.payload import PayloadDocument
    from workbench.session.values.state import SessionState
    from workbench.ui.payload.drafts import Drafts


class PayloadKeeper:
    """Stands between the editor and the payload documents, which decide what is shown and what is kept."""

    def __init__(
        self, payload: Payload, dispatch: DispatchPane, response: Response, make_drafts: Callable[[], Drafts]
    ) -> None:
        self._payload = payload
        self._dispatch = dispatch
        self._response = response
        self._make_drafts = make_drafts

    @cached_property
    def _drafts(self) -> Drafts:
        """The payload documents; the first frame does not need them."""
        return self._make_drafts()

    @property
    def documents(self) -> Payloads:
        """All payload documents. Who changes them calls `show` or `say_document` afterwards."""
        return self._drafts.payloads

    @property
    def current(self) -> PayloadDocument | None:
        """The document in the editor, with what was typed until now; None before the first."""
        self.keep()
        return self.documents.current

    def adopt(self, state: SessionState | None) -> None:
        """Show the document that belongs to the plugin of a state, unless a person's own text stands there."""
        self.keep()
        document = self._drafts.choose(state)
        if document is not None:
            self.show(document)

    def show_function(self, function: str) -> None:
        """Show the payload of another function."""
        self.keep()
        self.show(self.documents.turn_to(function))

    def show(self, document: PayloadDocument) -> None:
        """Show a document, which is the current one."""
        self._payload.show(document.function, document.text, document.number)
        self._dispatch.choose(document.function)
        self.say_document()

    def put(self, text: str) -> None:
        """Put a text into the editor as one edit that can be undone."""
        self._payload.editor.put(text)

    def rescue(self) -> str | None:
        """Keep what was typed, at once; any thread may call it. Return it when no plugin is known to keep it for."""
        self.keep()
        return None if self.documents.keep_now() else self._payload.draft

    def take_edit(self) -> None:
        """Remember what was typed, and let the response say whether it is one to it."""
        self.keep()
        self.say_document()

    def sent(self) -> PayloadDocument | None:
        """Take note that what stands in the editor is sent now; return the document as it was before."""
        before = self.current
        self.documents.sent()
        self.say_document()
        return before

    def not_sent(self, before: PayloadDocument | None) -> None:
        """Take note that a document was not sent after all."""
        if before is not None:
            self.documents.change(before.number, sent=before.sent)
            self.say_document()

    def keep(self) -> None:
        """Take note of what stands in the editor."""
        if self._payload.function:
            self.documents.typed(self._payload.text, draft=self._payload.draft)

    def other_draft(self) -> str | None:
        """Return what another window kept for the document, the next one each time; None: no window did."""
        others = [one.text for one in self.documents.others()]
        text = self._payload.text
        at = others.index(text) + 1 if text in others else 0
        return others[at % len(others)] if others else None

    def say_document(self) -> None:
        """Say which document stands in the editor, and whose the answer beside it is."""
        from workbench.ui.renderers.documents import document_line  # noqa: PLC0415 - not for the first frame

        document = self.documents.current
        width = max(self._payload.size.width - 2, 1)
        self._payload.about.say(document_line(document, self.documents.place, width))
        if document is not None:
            self._response.stand_beside(
                Beside(document.function, self._payload.text, document.sent, document.number, self._title_of)
            )

    def _title_of(self, function: str, text: str) -> str | None:
        found = (one for one in self.documents.open.all() if one.function == function and one.sent == text)
        return next((one.title for one in found), None)
