"""Texts as a host sends them: what it got over HTTP, and its own ids (PROTOCOL.md section 8a). The type allows more."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable
from typing import Any, Final

from workbench.protocol.fuzzing.places import Place
from workbench.protocol.host_effect.http_text import header_name_problem, header_value_problem, method_problem
from workbench.protocol.host_effect.url.parser import parse_url
from workbench.protocol.host_effect.url.url_error import UrlError
from workbench.protocol.host_effect.uuid_text import canonical_uuid
from workbench.protocol.host_effect.warnings import HEADERS_REMOVED
from workbench.protocol.wire.bytes64 import decoded_base64

NIL_UUID: Final = "00000000-0000-0000-0000-000000000000"
FIXED: Final = frozenset({"factory_state", "signer_state", "upstream_base_url", "cache_score"})
"""Fields that a host leaves as they are: null, absent, or the plugin's own state."""

KEPT: Final = FIXED | {"upstream_id"}
"""Those, and ids: a host offers each upstream once."""

_PATH_SIGNS: Final = frozenset(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@/%")
_URL: Final = "https://a.test/"


def _header_name(text: str) -> str:
    name = "".join(sign for sign in text.lower() if header_name_problem(sign.encode()) is None)
    return "x-a" if not name or name in HEADERS_REMOVED else name[:256]


def _header_value(text: str) -> str:
    content = decoded_base64(text) or b""
    return base64.b64encode(bytes(byte for byte in content if header_value_problem(bytes([byte])) is None)).decode()


def _method(text: str) -> str:
    return "".join(sign for sign in text if method_problem(sign.encode()) is None) or "GET"


def _path(text: str) -> str:
    return "/" + _query(text).lstrip("/")


def _query(text: str) -> str:
    return "".join(sign for sign in text if sign in _PATH_SIGNS)


def _url(text: str) -> str:
    try:
        parse_url(text)
    except UrlError:
        return _URL
    return text


def _uuid(text: str) -> str:
    return text if canonical_uuid(text) is not None else NIL_UUID


_FORMS: Final[dict[tuple[str, str], Callable[[str], str]]] = {
    ("HeaderWire", "name"): _header_name,
    ("HeaderWire", "value_base64"): _header_value,
    ("CandidateWire", "upstream_id"): _uuid,
    ("RequestWire", "method"): _method,
    ("FilterRequest", "method"): _method,
    ("ShapedRequestWire", "method"): _method,
    ("RequestWire", "path"): _path,
    ("FilterRequest", "path"): _path,
    ("RequestWire", "query"): _query,
    ("FilterRequest", "query"): _query,
    ("ShapedRequestWire", "url"): _url,
}
"""By the type that has the field, and its name."""


def as_host_sends(place: Place, value: Any) -> Any:
    """Return the nearest value to one that a host could send at a place; most are as they should be already."""
    if place.field is None or not isinstance(value, str):
        return value
    form = _FORMS.get((place.owner, place.field.name))
    return value if form is None else form(value)


def with_own_ids(request: Any) -> Any:
    """Return a request of which no two candidates have the same id: a host offers each upstream once."""
    seen: set[str] = set()
    candidates = []
    for index, candidate in enumerate(request.get("candidates", ())):
        upstream_id = candidate["upstream_id"]
        if upstream_id in seen:
            upstream_id = f"{index:08x}{NIL_UUID[8:]}"
        seen.add(upstream_id)
        candidates.append({**candidate, "upstream_id": upstream_id})
    return {**request, "candidates": candidates} if candidates else request
