"""The signer's state goes from an answer into a request."""

from __future__ import annotations

import pytest

from workbench.ui.payload.signer_state import state_in, with_state


def test_the_state_is_carried_as_it_is_written_and_nothing_else_changes() -> None:
    answer = '{"signer_state": {"n": 1.0, "big": 123456789012345678901234567890}}'
    state = state_in(answer)
    assert state == '{"n": 1.0, "big": 123456789012345678901234567890}'
    payload = '{\n  "shaped": {"signer_state": 1},\n  "signer_state":  null\n}'
    assert with_state(payload, state) == payload.replace("null", state)


@pytest.mark.parametrize("text", ["", "{}", "[]", "no JSON", '{"other": 1}'])
def test_what_has_no_state_gives_none_and_takes_none(text: str) -> None:
    assert state_in(text) is None
    assert with_state(text, "1") is None
