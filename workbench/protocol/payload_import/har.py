"""An entry of a HAR file, as browsers save it, as a request. The file, one entry or one request will do. Pure."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.json import parsing
from workbench.protocol.payload_import.request import MESSAGES_PATH, PastedRequest, path_and_query

FOUND_AS: Final = "HAR entry"


def read_har(value: Any, number: int | None = None) -> PastedRequest:
    """Return the request of an entry.

    Args:
        value: The file as a JSON value.
        number: Which entry, from 1; None: the only one, or the only one that asks for messages.

    Raises:
        ImportUnreadable: There is no such entry, or it is not of the form.
    """
    entries = _entries(value)
    if number is not None:
        if not 1 <= number <= len(entries):
            raise ImportUnreadable(FOUND_AS, f"an entry from 1 to {len(entries):,}", f"{number:,}")
        return _request(entries[number - 1])
    if len(entries) > 1:
        messages = [one for one in entries if MESSAGES_PATH in str(_member(_member(one, "request"), "url"))]
        if len(messages) != 1:
            expected = f"one entry that asks for {MESSAGES_PATH}, or --entry N"
            raise ImportUnreadable(FOUND_AS, expected, f"{len(messages):,} of {len(entries):,}")
        entries = messages
    if not entries:
        raise ImportUnreadable(FOUND_AS, "an entry", "none")
    return _request(entries[0])


def _entries(value: Any) -> list[Any]:
    log = _member(value, "log") or value
    entries = _member(log, "entries")
    if entries is None:
        return [value if _member(value, "request") is not None else {"request": value}]
    if not isinstance(entries, list):
        raise ImportUnreadable(FOUND_AS, "an array at log.entries", parsing.kind_of(entries))
    return entries


def _request(entry: Any) -> PastedRequest:
    request = _member(entry, "request")
    url, method = _member(request, "url"), _member(request, "method")
    if not isinstance(url, str):
        raise ImportUnreadable(FOUND_AS, "a string at request.url", parsing.kind_of(url))
    if not isinstance(method, str):
        raise ImportUnreadable(FOUND_AS, "a string at request.method", parsing.kind_of(method))
    path, query = path_and_query(url)
    return PastedRequest(FOUND_AS, method, path, query, _headers(request), _body(request))


def _headers(request: Any) -> tuple[tuple[str, str], ...]:
    found = _member(request, "headers")
    headers = [] if found is None else found
    if not isinstance(headers, list):
        raise ImportUnreadable(FOUND_AS, "an array at request.headers", parsing.kind_of(headers))
    for at, header in enumerate(headers):
        for key in ("name", "value"):
            one = _member(header, key)
            if not isinstance(one, str):
                raise ImportUnreadable(FOUND_AS, f"a string at request.headers[{at}].{key}", parsing.kind_of(one))
    return tuple((header["name"], header["value"]) for header in headers)


def _body(request: Any) -> bytes:
    data = _member(request, "postData")
    text = _member(data, "text")
    if text is None:
        return b""
    if not isinstance(text, str):
        raise ImportUnreadable(FOUND_AS, "a string at request.postData.text", parsing.kind_of(text))
    if _member(data, "encoding") != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImportUnreadable(FOUND_AS, "base64 at request.postData.text", "another text") from error


def _member(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
