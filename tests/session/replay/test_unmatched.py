"""A pointer that leads nowhere is told; one that leads to a value in any call is not."""

from __future__ import annotations

import base64
import json

import pytest

from workbench.session.replay.unmatched import unmatched_pointers
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.replay_verdict import CallEffect

BODY = base64.b64encode(b'{"model": "m"}').decode()
RESPONSE = {"headers": [{"name": "a"}], "body_base64": BODY, "a/b~c": None}
ANSWERED = CallEffect(
    KeptOutcome(response_text=json.dumps(RESPONSE)), stored={"key": b'{"n": 1}'}, counters={"hits": 1}, logs=("line",)
)
FAILED = CallEffect(KeptOutcome(stage="plugin_call", cause="unreachable"))


@pytest.mark.parametrize(
    "pointer",
    [
        "", "/headers", "/headers/0/name", "/headers/*/name", "/*/0", "/body_base64", "/body_base64/model", "/a~1b~0c",
        "/@stored/key", "/@stored/key/n", "/@counters/hits", "/@log/0", "/@stage", "/@cause",
    ],
)  # fmt: skip
def test_a_pointer_that_leads_to_a_value_in_one_of_the_calls_is_matched(pointer: str) -> None:
    assert unmatched_pointers([pointer], [ANSWERED, FAILED]) == ()


@pytest.mark.parametrize(
    "pointer", ["/header", "/headers/1", "/headers/0/name/x", "/body_base64/modle", "/@stored/other", "/@log/1", "/a/b"]
)
def test_a_pointer_that_leads_nowhere_is_unmatched(pointer: str) -> None:
    assert unmatched_pointers([pointer], [ANSWERED, FAILED]) == (pointer,)


def test_without_a_call_every_pointer_is_unmatched() -> None:
    assert unmatched_pointers(["/a", "/b"], []) == ("/a", "/b")
