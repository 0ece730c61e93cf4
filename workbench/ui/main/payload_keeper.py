"""Which payload stands in the editor, and that what was typed is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.panes.dispatch import DispatchPane
from workbench.ui.panes.payload import Payload
from workbench.ui.payload.drafts import Drafts

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class PayloadKeeper:
    """Fills the editor from drafts and samples, and keeps drafts of it. What was typed is never replaced."""

    def __init__(self, payload: Payload, dispatch: DispatchPane, drafts: Drafts) -> None:
        self._payload = payload
        self._dispatch = dispatch
        self._drafts = drafts

    def adopt(self, state: SessionState | None) -> None:
        """Load function and payload for a plugin that was not here before."""
        payload = self._payload
        chosen = self._drafts.choose(state, payload.function, untouched=payload.is_untouched, width=payload.line_width)
        if chosen is None:
            return
        function, text, forget = chosen
        if forget:
            payload.forget()
        payload.function = function
        payload.load(text)
        self._dispatch.choose(function)

    def show_function(self, function: str) -> None:
        """Show the payload of another function."""
        self.keep()
        self._payload.show(function, self._drafts.first_text(function, self._payload.line_width))

    def rescue(self) -> str | None:
        """Keep what was typed, at once; any thread may call it. Return it when no plugin is known to keep it for."""
        payload = self._payload
        if payload.is_untouched or self._drafts.keep_now(payload.function, payload.draft):
            return None
        return payload.draft

    def keep(self) -> None:
        """Remember what was typed."""
        if not self._payload.is_untouched:
            self._drafts.keep(self._payload.function, self._payload.draft)
