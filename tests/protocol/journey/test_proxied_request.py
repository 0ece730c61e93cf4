"""The request of a journey: read from a file, as a host holds it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.journey.proxied_request import read_proxied, typical_proxied
from workbench.protocol.wire.typical import typical_request

KEY = {"name": "X-Api-Key", "value_base64": "aw=="}


def as_file(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_the_typical_request_is_one_that_a_host_sends() -> None:
    typical = typical_proxied()
    assert (typical.title, len(typical.candidates), typical.removed) == ("POST /v1/messages", 2, ())


def test_a_payload_of_filter_gives_request_principal_and_candidates() -> None:
    payload = typical_request("filter")
    read = read_proxied(as_file({"_v": 1, **payload, "path": "/x", "candidates": [], "headers": [KEY, KEY]}))
    assert (read.title, read.candidates, read.request["headers"]) == ("POST /x", (), [])
    assert read.removed == ("x-api-key",)


def test_a_payload_of_shape_gives_request_principal_and_upstream() -> None:
    payload = typical_request("shape")
    read = read_proxied(b"\xef\xbb\xbf" + as_file({**payload, "principal": {**payload["principal"], "id": "me"}}))
    assert read.principal["id"] == "me"
    assert read.candidates == typical_proxied().candidates


@pytest.mark.parametrize(
    "content",
    [
        b'{"messages": [], "model": "m"}',
        b"curl https://h/v1/messages -H 'authorization: Bearer x' -d '{}'",
        b"POST /v1/messages HTTP/1.1\r\nauthorization: Bearer x\r\n\r\n{}",
        b'[{"request": {"method": "POST", "url": "https://h/v1/messages"}}]'[1:-1],
    ],
)
def test_what_import_reads_is_taken_too_without_what_a_host_removes(content: bytes) -> None:
    read = read_proxied(content)
    assert read.title == "POST /v1/messages"
    assert "authorization" not in [one["name"] for one in read.request["headers"]]
    assert read.removed == (("authorization",) if b"authorization" in content else ())


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "found nothing"),
        (b" hello", "found another text"),
        (b"\xff\xfe{}", "found the byte 0xff at 0, which is no UTF-8"),
        (b"{", "found the end of the text at line 1, column 2"),
        (b'{"a": "\xff"}', "found the byte 0xFF"),
        (b'{"candidates": 1}', "[CandidateWire]) at $"),
        (b'{"upstream": {}, "request": 1}', "a payload of shape"),
        (b"[]", "Messages request: expected an object"),
    ],
)
def test_anything_else_is_told_with_what_was_expected(content: bytes, found: str) -> None:
    with pytest.raises(ImportUnreadable) as raised:
        read_proxied(content)
    assert found in str(raised.value)
