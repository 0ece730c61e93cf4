"""Finds out what a pasted text is, and reads it: curl command, HAR entry, HTTP message or Messages request. Pure."""

from __future__ import annotations

from typing import Any, Final

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.json import parsing
from workbench.protocol.payload_import.curl import read_curl
from workbench.protocol.payload_import.har import read_har
from workbench.protocol.payload_import.http_message import REQUEST_LINE, read_http_message
from workbench.protocol.payload_import.request import PastedRequest

MESSAGES_REQUEST: Final = "Messages request"
_HAR_KEYS: Final = ({"log"}, {"entries"}, {"request"}, {"method", "url"})
_JSON_HEADERS: Final = (("content-type", "application/json"), ("anthropic-version", "2023-06-01"))
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def read_request(content: bytes, entry: int | None = None) -> PastedRequest:
    """Return the request that a text holds.

    Args:
        content: A curl command; a HAR file, entry or request; an HTTP message; or the JSON body of a Messages request,
            which gets the headers that such a request cannot do without.
        entry: Which entry of a HAR file, from 1; None: the one that is meant most likely.

    Raises:
        ImportUnreadable: It is none of these, or has a fault.
    """
    content = content.removeprefix(_BYTE_ORDER_MARK)
    stripped = content.strip()
    if not stripped:
        raise ImportUnreadable("import", "a curl command, a HAR entry or a Messages request", "nothing")
    if stripped.startswith((b"{", b"[")):
        return _of_json(stripped, entry)
    if REQUEST_LINE.match(content.lstrip()):
        return read_http_message(content.lstrip())
    return read_curl(stripped.decode("utf-8", "surrogateescape"))


def _of_json(content: bytes, entry: int | None) -> PastedRequest:
    try:
        value: Any = parsing.parse(content)
    except parsing.JsonTextError as fault:
        place = f"{fault.found} at line {fault.line:,}, column {fault.column:,}"
        raise ImportUnreadable(MESSAGES_REQUEST, fault.expected, place) from fault
    if isinstance(value, dict) and any(keys <= value.keys() for keys in _HAR_KEYS):
        return read_har(value, entry)
    if not isinstance(value, dict) or "messages" not in value:
        found = parsing.kind_of(value) if not isinstance(value, dict) else "an object without it"
        raise ImportUnreadable(MESSAGES_REQUEST, "an object with messages", found)
    return PastedRequest(MESSAGES_REQUEST, headers=_JSON_HEADERS, body=content)
