"""What is taken for a request from elsewhere that was pasted."""

from __future__ import annotations

import pytest

from workbench.ui.main.importing import _inserted, looks_pasted


@pytest.mark.parametrize(
    ("before", "text", "count"),
    [("", "abc", 3), ("abc", "abc", 0), ("abc", "abXc", 1), ("abc", "", 0), ("aaaa", "aa", 0), ("xyz", "abcd", 4)],
)
def test_what_came_at_one_place_is_counted(before: str, text: str, count: int) -> None:
    assert _inserted(before, text) == count


@pytest.mark.parametrize("text", ["", "{", '{"request": {"body_base64": "", "messages": 1}}', "curly", "[1]"])
def test_a_payload_is_never_taken_for_a_request_from_elsewhere(text: str) -> None:
    assert not looks_pasted(text)


@pytest.mark.parametrize(
    "text", ["curl https://a", " $ curl -X POST", "POST /v1/messages HTTP/1.1\r\n", '{"messages":[]}']
)
def test_requests_from_elsewhere_are_seen_at_a_glance(text: str) -> None:
    assert looks_pasted(text)
