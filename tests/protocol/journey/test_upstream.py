"""What the upstream of a journey answers."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.journey.upstream import UpstreamChoice, upstream_answer

STREAM = b'{"stream":true}'


def test_a_good_answer_is_a_stream_when_the_request_asks_for_one() -> None:
    answer = upstream_answer(UpstreamChoice.OK, STREAM)
    assert (answer.status, answer.content_type, len(answer.frames)) == (200, "text/event-stream", 4)
    assert answer.body.count(b"event: ") == 6


@pytest.mark.parametrize("body", [None, b"", b"{}", b"[]", b"\xff", b'{"stream":1}', b"[" * 100_000])
def test_any_other_request_gets_one_json_message(body: bytes | None) -> None:
    answer = upstream_answer(UpstreamChoice.OK, body)
    assert json.loads(answer.body)["type"] == "message"
    assert len(answer.frames) == 1


@pytest.mark.parametrize(("body", "frames"), [(STREAM, 2), (b"{}", 1)])
def test_a_broken_answer_is_good_until_it_ends_in_the_middle(body: bytes, frames: int) -> None:
    broken, whole = upstream_answer(UpstreamChoice.BROKEN, body), upstream_answer(UpstreamChoice.OK, body)
    assert (broken.status, broken.is_broken, len(broken.frames)) == (200, True, frames)
    assert whole.body.startswith(broken.body)
    assert broken.output_tokens is None


@pytest.mark.parametrize("choice", ["401", "429", "500", "529"])
def test_an_error_has_its_status_and_a_body(choice: str) -> None:
    answer = upstream_answer(UpstreamChoice(choice), STREAM)
    assert (answer.status, answer.is_error, answer.is_unauthorized) == (int(choice), True, choice == "401")
    assert answer.body
