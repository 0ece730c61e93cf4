"""The payload documents as the editor asks for them: which plugin answers, and samples laid out for its width."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.session.payloads.payloads import Payloads
from workbench.ui.drawing.json_layout import readable

if TYPE_CHECKING:
    from workbench.session.payload_ports import DraftStore
    from workbench.session.values.payload import PayloadDocument
    from workbench.session.values.state import SessionState


class Drafts:
    """Asks for payload documents; what is kept of them, and what replaces them, is decided there."""

    def __init__(
        self,
        store: DraftStore,
        aside: Callable[[Callable[[], object]], None],
        note: Callable[[str], None],
        width: Callable[[], int],
    ) -> None:
        """Know no plugin yet.

        Args:
            store: Where drafts are kept.
            aside: Runs a job that may block for a moment.
            note: Says what is to be known of drafts; may be called from any thread.
            width: Gives the cells of a line in the editor; 0 means any.
        """
        self.payloads = Payloads(store, lambda function: sample(function, width()), aside, note)

    def choose(self, state: SessionState | None) -> PayloadDocument | None:
        """Return the document that is to be shown for the plugin of a state; None when everything stays as it is."""
        generation = (state.serving or state.newest) if state else None
        if generation is not None and not generation.complete and self.payloads.current is not None:
            # Which functions it has is not known before its handshake.
            return None
        plugin = generation.identity.plugin_name if generation and generation.identity else ""
        negotiated = [row.function for row in generation.function_table if row.negotiated] if generation else []
        return self.payloads.plugin_came(plugin, negotiated)


def sample(function: str, width: int = 0) -> str:
    """Return the dry-run sample of a function's request, laid out for an editor of `width` cells; 0 means any."""
    import json  # noqa: PLC0415

    from workbench.protocol.wire.samples import request_sample  # noqa: PLC0415 - the first frame does not need it

    return readable(json.dumps(request_sample(function), ensure_ascii=False), width)
