"""A request as it crosses the wire: a request line, headers, an empty line, the body. Pure."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.payload_import.request import PastedRequest, path_and_query

FOUND_AS: Final = "HTTP message"
REQUEST_LINE: Final = re.compile(rb"([A-Z]{3,10}) +(\S+)(?: +HTTP/[0-9.]+)?[ \t]*\r?(?:\n|\Z)")
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


def read_http_message(content: bytes) -> PastedRequest:
    """Return the request that a message holds. The body is what stands behind the empty line, as it is.

    Raises:
        ImportUnreadable: A line of its head is no header.
    """
    line = REQUEST_LINE.match(content)
    if line is None:
        raise ImportUnreadable(FOUND_AS, "a request line such as POST /v1/messages HTTP/1.1", "another first line")
    end = _END_OF_HEAD.search(content)
    head, body = (content, b"") if end is None else (content[: end.start()], content[end.end() :])
    headers = []
    for number, raw in enumerate(head.splitlines()[1:], start=2):
        if not raw.strip():
            continue
        name, sign, value = raw.decode("utf-8", "surrogateescape").partition(":")
        if not sign or not name.strip():
            raise ImportUnreadable(FOUND_AS, f"a header as Name: value in line {number}", "a line without it")
        headers.append((name, value))
    target = line[2].decode("utf-8", "surrogateescape")
    if target.startswith("/"):
        path, sign, query = target.partition("?")
        return PastedRequest(FOUND_AS, line[1].decode(), path, query if sign else None, tuple(headers), body)
    path, whole = path_and_query(target)
    return PastedRequest(FOUND_AS, line[1].decode(), path, whole, tuple(headers), body)
