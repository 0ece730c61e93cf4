"""Layer L4, presented (PROTOCOL.md section 10)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from workbench.protocol.layers import Layer
from workbench.protocol.presenter.page import LayerPage, Loaded, MessageMark, ShownMessage
from workbench.protocol.registry import record_of

_WHY = (
    "When a host starts again it need not ask every plugin again: as long as the record is fresh and the host's offer "
    "has the same hash, it skips the handshake and the self-check."
)
_WHY_NOT = "The registry keeps only what a later start can rely on; so it keeps nothing of this, and stays as it was."


def record_page(loaded: Loaded) -> LayerPage:
    """Return the page of L4."""
    result = loaded.result(Layer.RECORD)
    text, offer_hash = _record(loaded)
    marks = (
        MessageMark("sha256", "of the file: exactly these bytes"),
        MessageMark("negotiated_functions", "what was agreed on"),
        MessageMark("host_offer_hash", "with a host that offers this"),
        MessageMark("last_handshake_at", "fresh for seven days from here"),
    )
    shown = (ShownMessage("What the registry would keep", text, marks),) if text else ()
    if result.error is not None:
        what = (
            "What the layers before have found is put together for the registry, and breaks one of its rules: "
            f"{result.error.kind}."
        )
        return LayerPage(Layer.RECORD, result.verdict, what, _WHY_NOT, shown, result.error)
    what = (
        f"The registry writes a record: the SHA-256 of the file ({loaded.sha256[:8]}…), the identity, the agreed "
        f"versions, the hash of the offer ({offer_hash[:8]}…) and the time of the handshake; it is fresh for seven "
        f"days{_until(loaded)}."
    )
    return LayerPage(Layer.RECORD, result.verdict, what, _WHY, shown)


def _record(loaded: Loaded) -> tuple[str, str]:
    """Return the record as JSON, and the hash of the offer in it; empty texts where there is none."""
    if loaded.metadata is None or loaded.negotiation is None:
        return "", ""
    record = record_of(loaded.sha256, loaded.metadata, loaded.negotiation.offer)
    return json.dumps(record.value(), ensure_ascii=False), record.host_offer_hash


def _until(loaded: Loaded) -> str:
    try:
        at = datetime.fromtimestamp(loaded.metadata.expires_at if loaded.metadata else 0, UTC)
    except (OverflowError, OSError, ValueError):
        return ""
    return f", until {at:%Y-%m-%d %H:%M} UTC"
