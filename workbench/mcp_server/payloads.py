"""Payloads as agents give them: a JSON value, a text, or a file. Anything is sent; the dispatch judges it."""

from __future__ import annotations

import json
from typing import Any, Final

from workbench.mcp_server.parameters import Parameter, anything, text
from workbench.mcp_server.tool import ToolCall

PAYLOAD_MAX_BYTES: Final = 32 * 1024 * 1024
TEXT_MAX: Final = 4 * 1024 * 1024
FACTORY_STATE: Final = Parameter(
    "factory_state",
    anything(
        "What the operator configured for a signer, as any JSON value. Default: null, which is what a host sends."
    ),
    is_secret=True,
)
PAYLOAD: Final = (
    Parameter(
        "payload",
        anything(
            "The request, as a JSON object of the function's request type; the resource "
            "cc-lb://schema/FUNCTION_request has its schema. Bodies are base64. Default: the protocol's dry-run sample."
        ),
        is_secret=True,
    ),
    Parameter(
        "payload_text",
        text("The request as a text that is sent as it stands, to try what is no JSON object.", max_length=TEXT_MAX),
        is_secret=True,
    ),
    Parameter("payload_file", text("Path of a file that holds the request.")),
)


def as_text(value: Any) -> str:
    """Return a JSON value as the text that is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def given_payload(call: ToolCall) -> str | None:
    """Return the payload of a call; None: it gives none.

    Raises:
        PathOutside, FileUnreadable, FileDamaged: Its file cannot be read.
    """
    if (file := call.given("payload_file")) is not None:
        content = call.files.content(file, "a payload", PAYLOAD_MAX_BYTES)
        # Bytes that are not UTF-8 are no JSON: a lone surrogate keeps them so, and the dispatch names the stage.
        return content.decode("utf-8", "surrogateescape")
    if "payload" in call.arguments:
        return as_text(call.arguments["payload"])
    given: str | None = call.given("payload_text")
    return given
