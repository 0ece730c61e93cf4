"""The text that a payload of a program is sent as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample

Payload = Mapping[str, Any] | str | bytes | None
"""A request: a JSON object, or text that is sent as it is; None: the dry-run sample of the function."""


def payload_text(function: str, payload: Payload) -> str:
    """Return the text to send.

    Raises:
        NameUnknown: There is no such wire function.
        TypeError, ValueError: The payload holds what JSON has not.
    """
    if function not in WIRE_FUNCTIONS:
        raise NameUnknown("wire function", function, nearest(function, WIRE_FUNCTIONS))
    if payload is None:
        return compact(request_sample(function))
    if isinstance(payload, bytes):
        # Bytes that are not UTF-8 are no JSON: a lone surrogate keeps them so, and the dispatch names the stage.
        return payload.decode("utf-8", "surrogateescape")
    return payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False, allow_nan=False)
