"""An HTTP request that was pasted, and the payload of `shape` or `filter` that a host would make of it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.protocol.host_effect.warnings import HEADERS_REMOVED
from workbench.protocol.wire.typical import typical_request

FUNCTIONS: Final = ("shape", "filter")
MESSAGES_PATH: Final = "/v1/messages"
_OF_CONNECTION: Final = "a line of HTTP/2 that is no header"


@dataclass(frozen=True, slots=True)
class PastedRequest:
    """A request as it was found."""

    found_as: str
    """`curl command`, `HAR entry`, `HTTP message` or `Messages request`."""
    method: str = "POST"
    path: str = MESSAGES_PATH
    query: str | None = None
    """What stands behind the `?`; None: there is none."""
    headers: Sequence[tuple[str, str]] = ()
    """Name and value, in their order."""
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ImportedPayload:
    """A payload that was made of a request."""

    found_as: str
    payload: dict[str, Any]
    removed: tuple[tuple[str, str], ...]
    """Names of headers that are not in it, each with the reason."""


def imported(request: PastedRequest, function: str) -> ImportedPayload:
    """Return the payload that a host would send for a request; what else it holds is typical.

    Args:
        request: The request.
        function: `shape` or `filter`.

    Raises:
        KeyError: The function takes no downstream request.
    """
    kept, removed = [], []
    for name, value in request.headers:
        lower = name.strip().lower()
        if lower in HEADERS_REMOVED:
            removed.append((lower, "a host removes it"))
        elif lower.startswith(":"):
            removed.append((lower, _OF_CONNECTION))
        else:
            encoded = base64.b64encode(value.strip().encode("utf-8", "surrogateescape")).decode()
            kept.append({"name": lower, "value_base64": encoded})
    parts = {
        "headers": kept,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "body_base64": base64.b64encode(request.body).decode(),
    }
    typical = typical_request(function)
    within = parts if function == "filter" else {"request": {**typical["request"], **parts}}
    return ImportedPayload(request.found_as, {**typical, **within}, tuple(dict.fromkeys(removed)))


def path_and_query(url: str) -> tuple[str, str | None]:
    """Return path and query of a URL, as they stand; a URL without a path has the path `/`."""
    behind_scheme = url.partition("#")[0].partition("://")
    rest = behind_scheme[2] if behind_scheme[1] else behind_scheme[0]
    before, sign, query = rest.partition("?")
    slash = before.find("/")
    path = before[slash:] if slash >= 0 else "/"
    return path, query if sign else None
