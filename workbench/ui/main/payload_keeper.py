"""Puts payload documents into the editor, and gives what was typed to whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.ui.panes.dispatch import DispatchPane
from workbench.ui.panes.payload import Payload
from workbench.ui.panes.response import Response

if TYPE_CHECKING:
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

    def adopt(self, state: SessionState | None) -> None:
        """Show the document that belongs to the plugin of a state, unless a person's own text stands there."""
        self.keep()
        document = self._drafts.choose(state)
        if document is not None:
            self._payload.show(document.function, document.text)
            self._dispatch.choose(document.function)
            self._stand_beside()

    def show_function(self, function: str) -> None:
        """Show the payload of another function."""
        self.keep()
        document = self._drafts.payloads.turn_to(function)
        self._payload.show(document.function, document.text)
        self._stand_beside()

    def rescue(self) -> str | None:
        """Keep what was typed, at once; any thread may call it. Return it when no plugin is known to keep it for."""
        self.keep()
        return None if self._drafts.payloads.keep_now() else self._payload.draft

    def take_edit(self) -> None:
        """Remember what was typed, and let the response say whether it is one to it."""
        self._stand_beside()
        self.keep()

    def keep(self) -> None:
        """Take note of what stands in the editor."""
        if self._payload.function:
            self._drafts.payloads.typed(self._payload.text, draft=self._payload.draft)

    def other_draft(self) -> str | None:
        """Return what another window kept for the function, the next one each time; None: no window did."""
        others = [one.text for one in self._drafts.payloads.others()]
        text = self._payload.text
        at = others.index(text) + 1 if text in others else 0
        return others[at % len(others)] if others else None

    def _stand_beside(self) -> None:
        self._response.stand_beside(self._payload.function, self._payload.text)
