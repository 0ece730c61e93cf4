"""UUIDs in the forms that the host reads (PROTOCOL.md section 13)."""

from __future__ import annotations

from workbench.protocol.wire.scalars import SCALARS, ValueMismatch
from workbench.protocol.wire.types import UUID


def canonical_uuid(text: str) -> str | None:
    """Return a UUID hyphenated and in lower case; None: the text is none."""
    try:
        return str(SCALARS[UUID](text))
    except ValueMismatch:
        return None
