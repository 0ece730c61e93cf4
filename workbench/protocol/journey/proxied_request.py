"""The request of a caller of the proxy, as the host holds it when the journey begins. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.dispatch import VERSION_FIELD
from workbench.protocol.host_effect.warnings import HEADERS_REMOVED
from workbench.protocol.json import parsing
from workbench.protocol.wire.decode import DecodeError, from_value
from workbench.protocol.wire.messages import request_type
from workbench.protocol.wire.typical import typical_request

FORM: Final = "proxied request"
_REQUEST_FIELDS: Final = ("request_id", "headers", "method", "path", "query", "body_base64")
_EXPECTED: Final = "a payload of filter or shape, a curl command, a HAR entry, an HTTP message or a Messages request"
_READABLE: Final = (b"{", b"[", b"curl")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ProxiedRequest:
    """A downstream request, who asks, and which upstreams there are. The values are not to be changed."""

    request: dict[str, Any]
    """A RequestWire without the headers that a host removes (PROTOCOL.md section 8a)."""
    principal: dict[str, Any]
    candidates: tuple[dict[str, Any], ...]
    upstream: dict[str, Any]
    removed: tuple[str, ...] = ()
    """Names of headers that the host has removed, each once."""

    @property
    def title(self) -> str:
        """Method and path. Untrusted text."""
        return f"{self.request['method']} {self.request['path']}"


def typical_proxied() -> ProxiedRequest:
    """Return a request as a running host gets it."""
    return _of_filter(typical_request("filter"))


def read_proxied(content: bytes) -> ProxiedRequest:
    """Return the request that a file holds: a payload of `filter` or `shape`, or whatever `import` reads.

    What it does not say, such as candidates, is typical.

    Raises:
        ImportUnreadable: It holds no request.
    """
    # A typical request needs none of them.
    from workbench.protocol.payload_import.http_message import REQUEST_LINE  # noqa: PLC0415
    from workbench.protocol.payload_import.read import read_request  # noqa: PLC0415
    from workbench.protocol.payload_import.request import imported  # noqa: PLC0415

    text = content.removeprefix(_BYTE_ORDER_MARK).strip()
    if not text.startswith(_READABLE) and not REQUEST_LINE.match(text):
        raise ImportUnreadable(FORM, _EXPECTED, _found(text))
    if text.startswith(b"{"):
        value = _parsed(text)
        for marker, function in (("candidates", "filter"), ("upstream", "shape")):
            if marker in value:
                return _OF[function](_decoded(function, value))
    found = imported(read_request(text), "filter")
    proxied = _of_filter(found.payload)
    return replace(proxied, removed=tuple(name for name, _ in found.removed))


def _found(text: bytes) -> str:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return f"the byte 0x{text[error.start]:02x} at {error.start:,}, which is no UTF-8"
    return "another text" if text else "nothing"


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        value: dict[str, Any] = parsing.parse(content)
    except parsing.JsonTextError as fault:
        place = f"{fault.found} at line {fault.line:,}, column {fault.column:,}"
        raise ImportUnreadable(FORM, fault.expected, place) from fault
    return value


def _decoded(function: str, value: dict[str, Any]) -> dict[str, Any]:
    try:
        bare = {name: part for name, part in value.items() if name != VERSION_FIELD}
        decoded: dict[str, Any] = from_value(request_type(function), bare)
    except DecodeError as fault:
        raise ImportUnreadable(
            FORM, f"a payload of {function}: {fault.expected} at {fault.path}", fault.found
        ) from fault
    return decoded


def _of_filter(payload: dict[str, Any]) -> ProxiedRequest:
    request = {name: payload[name] for name in _REQUEST_FIELDS}
    return _proxied(request, payload["principal"], payload["candidates"], typical_request("shape")["upstream"])


def _of_shape(payload: dict[str, Any]) -> ProxiedRequest:
    candidates = typical_request("filter")["candidates"]
    return _proxied(payload["request"], payload["principal"], candidates, payload["upstream"])


def _proxied(
    request: dict[str, Any], principal: dict[str, Any], candidates: list[dict[str, Any]], upstream: dict[str, Any]
) -> ProxiedRequest:
    headers = request["headers"]
    kept = [one for one in headers if one["name"].lower() not in HEADERS_REMOVED]
    removed = dict.fromkeys(one["name"].lower() for one in headers if one["name"].lower() in HEADERS_REMOVED)
    return ProxiedRequest({**request, "headers": kept}, principal, tuple(candidates), upstream, tuple(removed))


_OF: Final = {"filter": _of_filter, "shape": _of_shape}
